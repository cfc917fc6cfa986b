import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording_builders import a_sound, a_wav, encode

from sottovoce.adapters.recordings import Edit, edit_recording, inspect_recording
from sottovoce.adapters.recordings import reading as reading_module
from sottovoce.adapters.recordings.editing import measure
from sottovoce.adapters.recordings.headers import read_header
from sottovoce.deidentify.audio.checks import check_recording
from sottovoce.errors import SiteError, SottovoceError, TransientError, UnreadableUpload

NAME = "Rosalind-Quillfeather"


def good(tmp_path: Path, suffix: str) -> bytes:
    sound = a_sound(48_000, seconds=8)
    path = tmp_path / f"good{suffix}"
    if suffix == ".wav":
        return a_wav(path, sound, rate=48_000).read_bytes()
    return encode(path, sound, rate=48_000).read_bytes()


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    """Spoil three bytes in the middle of the sound."""
    spoilt = bytearray(data)
    for part in (3, 5, 7):
        spoilt[len(data) * part // 10] ^= 0xA5
    return bytes(spoilt)


def peppered(data: bytes) -> bytes:
    """Spoil one byte in every thousand: mp3 has no checksum that would show fewer."""
    spoilt = bytearray(data)
    for at in range(2_000, len(data), 1_000):
        spoilt[at] ^= 0xA5
    return bytes(spoilt)


def codes(path: Path) -> set[str]:
    """Every finding of a recording, however it came about."""
    try:
        facts = measure(path)
    except SiteError as error:
        return {error.code}
    return {each.finding.code for each in check_recording(facts, suffix=path.suffix[1:])}


HTML = b"<!doctype html><title>Sign in</title><p>Your session has ended." * 200
PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize(
    ("suffix", "spoil", "expected"),
    [
        pytest.param(".wav", half, {"recording-cut-short"}, id="truncated wav"),
        pytest.param(".flac", half, {"recording-cut-short"}, id="truncated flac"),
        pytest.param(".mp3", half, {"recording-cut-short"}, id="truncated mp3"),
        pytest.param(".m4a", half, {"damaged-recording"}, id="truncated m4a"),
        pytest.param(".ogg", half, {"recording-without-end"}, id="truncated opus"),
        pytest.param(".oga", half, {"recording-without-end"}, id="truncated vorbis"),
        pytest.param(".flac", flipped, {"recording-cut-short"}, id="bit-flipped flac"),
        pytest.param(".ogg", flipped, {"recording-cut-short"}, id="bit-flipped opus"),
        pytest.param(".mp3", peppered, {"damaged-packets"}, id="bit-flipped mp3"),
        pytest.param(".m4a", flipped, {"damaged-packets"}, id="bit-flipped m4a"),
        *[
            pytest.param(suffix, lambda data: b"", {"empty-recording"}, id=f"empty {suffix}")
            for suffix in (".wav", ".flac", ".mp3", ".m4a", ".ogg")
        ],
        *[
            pytest.param(suffix, lambda data: HTML, {"unknown-format"}, id=f"html as {suffix}")
            for suffix in (".wav", ".flac", ".mp3", ".m4a", ".ogg")
        ],
        pytest.param(".m4a", lambda data: PLAYLIST, {"unknown-format"}, id="a playlist"),
        pytest.param(".wav", lambda data: data[:12], {"damaged-recording"}, id="12 bytes"),
        pytest.param(".wav", lambda data: data[:44], {"empty-recording"}, id="only a header"),
        pytest.param(".flac", lambda data: data[:20], {"damaged-recording"}, id="20 bytes of flac"),
    ],
)
def test_a_spoilt_recording_is_a_finding(tmp_path, suffix, spoil, expected):
    path = tmp_path / f"{NAME}{suffix}"
    path.write_bytes(spoil(good(tmp_path, suffix)))
    assert expected <= codes(path)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3", ".m4a", ".ogg", ".oga"])
def test_a_good_recording_has_no_finding(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(good(tmp_path, suffix))
    assert codes(path) == set()


@pytest.mark.parametrize(
    ("suffix", "renamed"), [(".mp3", ".wav"), (".wav", ".mp3"), (".m4a", ".ogg"), (".ogg", ".flac")]
)
def test_a_wrong_extension_is_a_note_and_the_recording_is_read_all_the_same(
    tmp_path, suffix, renamed
):
    path = tmp_path / f"a{renamed}"
    path.write_bytes(good(tmp_path, suffix))
    assert codes(path) == {"wrong-suffix"}


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


def test_ten_hours_of_silence_are_read_no_further_than_an_interview_can_be(tmp_path):
    """Ten hours of nothing make a small FLAC file, so its size gives no warning."""
    path = silence_in_flac(tmp_path / "a.flac", hours=10)
    with pytest.raises(UnreadableUpload) as error:
        inspect_recording(path, time_limit_s=300)
    assert error.value.code == "recording-too-long"


def test_silence_is_a_finding(tmp_path):
    sound = np.zeros((48_000, 2))
    assert codes(a_wav(tmp_path / "a.wav", sound)) == {"silent-recording"}


def silence_in_flac(path: Path, *, hours: int, rate: int = 8_000) -> Path:
    minute = np.zeros((1, rate * 60), dtype=np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=rate, layout="mono")
        for i in range(hours * 60):
            frame = av.AudioFrame.from_ndarray(minute, format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, i * rate * 60
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3", ".m4a", ".ogg"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=12),
       st.floats(0.05, 1))  # fmt: skip
def test_whatever_happens_to_a_file_there_is_a_finding_or_a_figure_and_no_crash(
    tmp_path, suffix, patches, kept
):
    data = bytearray(cached(tmp_path, suffix))
    for where, patch in patches:
        at = int(where * (len(data) - 1))
        data[at : at + len(patch)] = patch
    path = tmp_path / f"{NAME}{suffix}"
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


def cached(tmp_path: Path, suffix: str) -> bytes:
    if suffix not in _CACHE:
        _CACHE[suffix] = good(tmp_path, suffix)
    return _CACHE[suffix]


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
