import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording_builders import a_sound, a_wav
from spoilt_recordings import KINDS, LONG, damages, good, silence

from sottovoce.adapters.recordings import Edit, edit_recording, inspect_recording
from sottovoce.adapters.recordings import reading as reading_module
from sottovoce.adapters.recordings.editing import measure
from sottovoce.adapters.recordings.headers import read_header
from sottovoce.deidentify.audio.checks import check_recording
from sottovoce.errors import SiteError, SottovoceError, TransientError, UnreadableUpload

NAME = "Rosalind-Quillfeather"


def codes(path: Path) -> set[str]:
    """Every finding of a recording, however it came about."""
    try:
        facts = measure(path)
    except SiteError as error:
        return {error.code}
    return {each.finding.code for each in check_recording(facts, suffix=path.suffix[1:])}


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"
DAMAGES = [each for each in damages() if each.name != LONG]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: f"{each.kind}: {each.name}")
def test_a_spoilt_recording_is_a_finding(tmp_path, damage):
    found = codes(damage.write(tmp_path / NAME))
    assert found >= damage.codes if damage.codes else not found


def test_damage_that_no_pass_can_see_is_on_a_short_list():
    """Samples of wav and mp3 have no checksum: the manifest's sha256 is what tells."""
    unseen = {(each.kind, each.name) for each in DAMAGES if not each.codes}
    assert unseen == {
        ("wav", "3 bytes flipped"),
        ("wav", "1 byte in 1,000 flipped"),
        ("mp3", "3 bytes flipped"),
        ("opus", "0 Hz"),
    }


@pytest.mark.parametrize(
    ("kind", "spoil", "expected"),
    [
        pytest.param("m4a", lambda data: PLAYLIST, {"unknown-format"}, id="a playlist"),
        pytest.param("wav", lambda data: data[:12], {"damaged-recording"}, id="12 bytes"),
        pytest.param("wav", lambda data: data[:44], {"empty-recording"}, id="only a header"),
        pytest.param("flac", lambda data: data[:20], {"damaged-recording"}, id="20 bytes of flac"),
    ],
)
def test_a_recording_of_which_little_is_left_is_a_finding(tmp_path, kind, spoil, expected):
    path = good(kind, tmp_path / NAME)
    path.write_bytes(spoil(path.read_bytes()))
    assert codes(path) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_recording_has_no_finding(tmp_path, kind):
    assert codes(good(kind, tmp_path / "a")) == set()


def test_no_samples_a_second_is_a_finding(tmp_path):
    path = a_wav(tmp_path / "a.wav", a_sound(), stated_rate=0)
    assert codes(path) <= {"damaged-recording", "sample-rate-outside"}
    assert codes(path)


@pytest.mark.parametrize("rate", [4_000, 192_000])
def test_a_sample_rate_outside_of_what_is_supported_is_a_finding(tmp_path, rate):
    assert codes(a_wav(tmp_path / "a.wav", a_sound(rate, seconds=1), rate=rate)) == {
        "sample-rate-outside"
    }


def test_more_than_two_channels_are_a_finding(tmp_path):
    assert codes(a_wav(tmp_path / "a.wav", a_sound(n_channels=4))) == {"too-many-channels"}


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "m4a"])
def test_ten_hours_of_silence_are_read_no_further_than_an_interview_can_be(tmp_path, kind):
    """Ten hours of nothing make a small file, so its size gives no warning."""
    path = silence(kind, tmp_path / "a", seconds=36_000)
    with pytest.raises(UnreadableUpload) as error:
        inspect_recording(path, time_limit_s=300)
    assert error.value.code == "recording-too-long"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        pytest.param(4 * 3600 + 59, {"silent-recording"}, id="just under"),
        pytest.param(4 * 3600 + 61, {"recording-too-long"}, id="just over"),
    ],
)
def test_four_hours_and_a_minute_are_as_long_as_an_interview_can_be(tmp_path, seconds, expected):
    path = silence("wav", tmp_path / "a", seconds=seconds, rate=16_000)
    assert path.stat().st_size > 460_000_000
    assert codes(path) == expected


def test_silence_is_a_finding(tmp_path):
    sound = np.zeros((48_000, 2))
    assert codes(a_wav(tmp_path / "a.wav", sound)) == {"silent-recording"}


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "m4a", "opus"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=12),
       st.floats(0.05, 1))  # fmt: skip
def test_whatever_happens_to_a_file_there_is_a_finding_or_a_figure_and_no_crash(
    tmp_path, kind, patches, kept
):
    data = bytearray(cached(tmp_path, kind))
    for where, patch in patches:
        at = int(where * (len(data) - 1))
        data[at : at + len(patch)] = patch
    path = tmp_path / f"{NAME}{KINDS[kind]}"
    path.write_bytes(bytes(data[: int(kept * len(data))]))
    told = outcome(path)
    assert told
    assert NAME not in told


def outcome(path: Path) -> str:
    try:
        facts = measure(path)
    except SottovoceError as error:
        return str(error)
    assert facts.n_samples > 0
    return f"{facts} {check_recording(facts)}"


_CACHE: dict[str, bytes] = {}


def cached(tmp_path: Path, kind: str) -> bytes:
    if kind not in _CACHE:
        _CACHE[kind] = good(kind, tmp_path / "good").read_bytes()
    return _CACHE[kind]


def test_reading_that_takes_too_long_is_ended_and_leaves_nothing(tmp_path):
    """A pipe that nobody writes to stands for a decoder that never comes back."""
    os.mkfifo(tmp_path / "a.wav")
    with pytest.raises(UnreadableUpload) as error:
        edit_recording(tmp_path / "a.wav", tmp_path / "clean", Edit(), time_limit_s=3)
    assert error.value.code == "unreadable-in-time"
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.parametrize(
    ("ended_by", "expected", "code"),
    [
        pytest.param(signal.SIGALRM, UnreadableUpload, "unreadable-in-time", id="a packet's time"),
        pytest.param(signal.SIGSEGV, UnreadableUpload, "damaged-recording", id="a decoder's fault"),
        pytest.param(signal.SIGKILL, TransientError, None, id="from outside"),
    ],
)
def test_a_process_that_dies_is_told_apart_by_its_signal(
    tmp_path, monkeypatch, ended_by, expected, code
):
    real = subprocess.run

    def dying(command, **options):
        end = f"import os; os.kill(os.getpid(), {int(ended_by)})"
        return real([sys.executable, "-c", end], **options)

    monkeypatch.setattr(subprocess, "run", dying)
    with pytest.raises(expected) as error:
        inspect_recording(a_wav(tmp_path / "a.wav", a_sound()))
    assert getattr(error.value, "code", None) == code


def test_the_process_that_decodes_sees_no_secret_of_the_task(tmp_path, monkeypatch):
    seen = {}
    real = subprocess.run

    def watching(command, **options):
        seen.update(options["env"])
        return real(command, **options)

    monkeypatch.setenv("SOTTOVOCE_VAULT_KEY", "planted")
    monkeypatch.setattr(subprocess, "run", watching)
    inspect_recording(a_wav(tmp_path / "a.wav", a_sound(seconds=1)))
    assert "planted" not in seen.values()


def test_only_decoders_on_the_list_are_let_near_a_file():
    assert all(not name.startswith(reading_module.DECODERS) for name in ("h264", "wmav2", "ape"))


@given(st.binary(max_size=200))
def test_any_bytes_have_a_header_or_are_refused(data):
    foreseen = {"wav", "flac", "mp3", "mp4", "ogg", "empty-recording", "unknown-format"}
    assert container_or_code(data) in foreseen | {"damaged-recording"}


def container_or_code(data: bytes) -> str:
    try:
        return read_header(io.BytesIO(data)).container
    except UnreadableUpload as error:
        return error.code
