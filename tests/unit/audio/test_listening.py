"""Sound of a recording for an aligner or a listener, decoded in the process that is watched."""

import os
import signal
import struct
import subprocess
import sys
import time
from contextlib import closing
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest
from recording_builders import a_sound, a_wav, encode
from spoilt_recordings import HTML

from sottovoce.adapters.alignment.sound import Sound
from sottovoce.adapters.recordings import Excerpt, hear_recording
from sottovoce.adapters.recordings import watched as watched_module
from sottovoce.adapters.recordings.messages import RecordingProcessFailed
from sottovoce.adapters.recordings.orders import HEARD_RATE_HZ
from sottovoce.adapters.recordings.reading import OpenRecording
from sottovoce.errors import TransientError, UnreadableUpload
from sottovoce.model.recordings import Interval
from sottovoce.model.spans import EntityType

NAME = "Rosalind-Quillfeather"
EDGE = 1_000  # samples: a resampler that begins anew needs a few to sound the same


def heard(path: Path, start_s: float = 0.0, end_s: float | None = None, *muted: Interval):
    with closing(hear_recording(path, Excerpt(start_s, end_s, muted))) as pieces:
        return np.frombuffer(b"".join(pieces), np.int16)


def a_recording(folder: Path, suffix: str, rate: int, seconds: float) -> Path:
    sound = a_sound(rate, 2, seconds)
    path = folder / f"{NAME}{suffix}"
    return a_wav(path, sound, rate=rate) if suffix == ".wav" else encode(path, sound, rate=rate)


def decoded_here(path: Path) -> np.ndarray:
    """The samples as the aligner got them when it decoded by itself."""
    resampler = av.AudioResampler("s16", "mono", HEARD_RATE_HZ)
    parts = []
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        frames = [
            f.to_ndarray().reshape(-1, stream.channels) if f.format.is_packed else f.to_ndarray().T
            for f in container.decode(stream)
        ]
        rate = stream.codec_context.sample_rate
    samples = np.concatenate(frames)
    scale = float(np.iinfo(samples.dtype).max) + 1 if samples.dtype.kind == "i" else 1.0
    for start in range(0, len(samples), rate):
        second = samples[start : start + rate].mean(axis=1, dtype=np.float32) / np.float32(scale)
        frame = av.AudioFrame.from_ndarray(second[None, :], format="flt", layout="mono")
        frame.sample_rate = rate
        parts += [each.to_ndarray()[0] for each in resampler.resample(frame)]
    parts += [each.to_ndarray()[0] for each in resampler.resample(None)]
    return np.concatenate(parts)


@pytest.mark.parametrize(
    ("suffix", "rate"),
    [(".wav", 44_100), (".flac", 44_100), (".mp3", 44_100), (".m4a", 48_000), (".ogg", 48_000)],
)
def test_an_aligner_gets_just_the_samples_that_decoding_gives(tmp_path, suffix, rate):
    path = a_recording(tmp_path, suffix, rate, 12)
    assert np.array_equal(heard(path), decoded_here(path))


@pytest.mark.parametrize(
    ("suffix", "rate"),
    [
        (".wav", 44_100),
        (".flac", 44_100),
        (".mp3", 44_100),
        (".mp3", 16_000),
        (".m4a", 44_100),
        (".mp4", 16_000),
        (".ogg", 48_000),
        (".oga", 44_100),
    ],
)
def test_a_stretch_far_from_the_start_is_just_that_stretch(tmp_path, suffix, rate):
    path = a_recording(tmp_path, suffix, rate, 64)
    whole = heard(path)
    for start_s, end_s in [(0.25, 3.0), (29.0, 33.0), (40.5, 44.0), (62.0, 99.0)]:
        first, last = (round(each * HEARD_RATE_HZ) for each in (start_s, end_s))
        expected, found = whole[first:last], heard(path, start_s, end_s)
        assert abs(len(found) - len(expected)) <= 1
        assert np.array_equal(found[EDGE : len(expected) - EDGE], expected[EDGE:-EDGE])


@pytest.mark.parametrize("start_s", [2.0, 40.0])
def test_what_is_muted_in_a_stretch_is_counted_from_the_start_of_the_recording(tmp_path, start_s):
    path = a_recording(tmp_path, ".flac", 16_000, 50)
    name = Interval(start_s + 1, start_s + 1.5, (EntityType.PERSON,), "aligned")
    plain, muted = heard(path, start_s, start_s + 3), heard(path, start_s, start_s + 3, name)
    inside = slice(HEARD_RATE_HZ, HEARD_RATE_HZ * 3 // 2)
    assert plain[inside].any()
    assert not muted[inside].any()
    muted = muted.copy()
    muted[inside] = plain[inside]
    assert np.array_equal(plain, muted)


def test_a_place_that_can_not_be_found_is_reached_from_the_start(tmp_path, monkeypatch):
    """Time stamps that lie, or none: then it only takes longer."""
    from sottovoce.adapters.recordings.listening import hear

    path, found = a_recording(tmp_path, ".flac", 16_000, 40), {}
    for name, skip in {"found": OpenRecording.skip_to, "lost": lambda *_: None}.items():
        monkeypatch.setattr(OpenRecording, "skip_to", skip)
        pieces: list[bytes] = []
        hear(path, Excerpt(35.0, 37.0), pieces.append)
        found[name] = b"".join(pieces)
    assert found["found"] == found["lost"]
    assert len(found["lost"]) == 2 * 2 * HEARD_RATE_HZ


def test_a_stretch_after_the_end_is_empty(tmp_path):
    assert not len(heard(a_recording(tmp_path, ".wav", 16_000, 2), 5.0, 6.0))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "empty-recording", id="empty"),
        pytest.param(HTML, "unknown-format", id="HTML"),
        pytest.param(b"RIFF\0\0\0\0WAVE", "damaged-recording", id="a header"),
    ],
)
def test_what_is_no_recording_is_a_finding_that_does_not_name_the_file(tmp_path, data, code):
    path = tmp_path / f"{NAME}.wav"
    path.write_bytes(data)
    with pytest.raises(UnreadableUpload) as error:
        heard(path)
    assert error.value.code == code
    assert NAME not in str(error.value)


@pytest.fixture
def child(monkeypatch):
    """``child(code)`` has this Python in place of the process that decodes."""
    real = subprocess.Popen

    def in_place(code: str) -> list[subprocess.Popen]:
        started: list[subprocess.Popen] = []

        def start(command, **options):
            started.append(real([sys.executable, "-c", code] if code else command, **options))
            return started[-1]

        monkeypatch.setattr(watched_module.subprocess, "Popen", start)
        return started

    return in_place


PIECE = "import sys, struct, os; sys.stdout.buffer.write(struct.pack('<I', 4) + b'abcd'); "
PIECE += "sys.stdout.flush(); "


@pytest.mark.parametrize(
    ("ended_by", "expected", "code"),
    [
        pytest.param(signal.SIGALRM, UnreadableUpload, "unreadable-in-time", id="a packet's time"),
        pytest.param(signal.SIGXCPU, UnreadableUpload, "unreadable-in-time", id="all its time"),
        pytest.param(signal.SIGSEGV, UnreadableUpload, "damaged-recording", id="a decoder's fault"),
        pytest.param(signal.SIGKILL, TransientError, None, id="from outside"),
    ],
)
def test_a_process_that_dies_midway_is_an_error_not_the_end(
    child, tmp_path, ended_by, expected, code
):
    child(f"{PIECE} os.kill(os.getpid(), {int(ended_by)})")
    with pytest.raises(expected) as error:
        heard(a_wav(tmp_path / "a.wav", a_sound()))
    assert getattr(error.value, "code", None) == code


def test_a_process_that_sends_more_than_any_piece_is_not_believed(child, tmp_path):
    child(f"import sys, struct; sys.stdout.buffer.write({struct.pack('<I', 1 << 31)!r})")
    with pytest.raises(RecordingProcessFailed):
        heard(a_wav(tmp_path / "a.wav", a_sound()))


def test_a_process_that_sends_more_than_was_asked_for_is_not_believed(child, tmp_path):
    child(f"while True: {PIECE}")
    pieces = hear_recording(a_wav(tmp_path / "a.wav", a_sound()), Excerpt(3.0, 4.0))
    with pytest.raises(RecordingProcessFailed), closing(pieces):
        sum(map(len, islice(pieces, 10**5)))


def a_worker(monkeypatch, change: str) -> None:
    """Let the process that decodes be one with something changed."""
    code = f"import sottovoce.adapters.recordings.worker as worker; {change}; worker.main()"
    monkeypatch.setattr(watched_module, "_COMMAND", (sys.executable, "-c", code))


def test_a_process_that_never_comes_back_is_ended(tmp_path, monkeypatch):
    """A pipe that nobody writes to stands for a decoder that hangs; here its limit is a second."""
    os.mkfifo(tmp_path / "a.wav")
    a_worker(monkeypatch, "worker.PACKET_TIME_LIMIT_S = 1")
    with pytest.raises(UnreadableUpload) as error:
        heard(tmp_path / "a.wav")
    assert error.value.code == "unreadable-in-time"


def test_work_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    a_worker(monkeypatch, "worker.hear = lambda *_: exec('while True: worker._stay_alive()')")
    pieces = hear_recording(a_wav(tmp_path / "a.wav", a_sound()), Excerpt(), cpu_limit_s=1)
    with pytest.raises(UnreadableUpload) as error, closing(pieces):
        list(pieces)
    assert error.value.code == "unreadable-in-time"


def test_the_process_ends_when_nobody_wants_more(child, tmp_path):
    started = child("")
    pieces = hear_recording(a_recording(tmp_path, ".wav", 48_000, 60), Excerpt())
    next(pieces)
    assert started[0].poll() is None
    pieces.close()
    assert started[0].poll() is not None


def test_a_listener_who_takes_long_does_not_end_the_process(tmp_path, monkeypatch):
    """An aligner works for minutes between two pieces."""
    a_worker(monkeypatch, "worker.PACKET_TIME_LIMIT_S = 5")
    pieces = hear_recording(a_recording(tmp_path, ".wav", 48_000, 30), Excerpt())
    first = next(pieces)
    time.sleep(6)
    assert len(first) + sum(map(len, pieces)) == 2 * 30 * HEARD_RATE_HZ


def test_the_process_sees_no_secret_of_the_task(child, tmp_path, monkeypatch):
    seen = {}
    real = subprocess.Popen

    def watching(command, **options):
        seen.update(options["env"])
        return real(command, **options)

    monkeypatch.setenv("SOTTOVOCE_VAULT_KEY", "planted")
    monkeypatch.setattr(watched_module.subprocess, "Popen", watching)
    assert len(heard(a_wav(tmp_path / "a.wav", a_sound(seconds=1))))
    assert seen
    assert "planted" not in seen.values()


def test_the_aligners_own_process_decodes_nothing(tmp_path, monkeypatch):
    path = a_recording(tmp_path, ".flac", 16_000, 5)
    monkeypatch.setattr(av, "open", lambda *_, **__: pytest.fail("decoded in the task"))
    with closing(Sound(path)) as sound:
        assert len(sound.read(1.0, 2.0)) == 2 * HEARD_RATE_HZ


def test_stretches_are_the_same_in_whatever_order_they_are_asked_for(tmp_path):
    path = a_recording(tmp_path, ".ogg", 48_000, 240)
    whole = heard(path)
    with closing(Sound(path)) as sound:
        for start_s, end_s in [(0, 20), (100, 150), (90, 120), (230, 250), (1, 3), (-2, 1)]:
            first, last = (max(0, each) * HEARD_RATE_HZ for each in (start_s, end_s))
            assert sound.read(start_s, end_s) == whole[first:last].tobytes()
