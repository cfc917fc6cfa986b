"""Run a pass over a recording in a process of its own, with limits of time and memory."""

import json
import signal
import struct
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from sottovoce.adapters.recordings.messages import (
    RecordingProcessFailed,
    ask,
    ask_to_hear,
    clean_of,
    facts_of,
    raise_for,
)
from sottovoce.adapters.recordings.orders import HEARD_RATE_HZ, CleanRecording, Edit, Excerpt
from sottovoce.deidentify.audio.problems import unreadable_recording
from sottovoce.errors import TransientError
from sottovoce.model.recordings import RecordingFacts

TIME_LIMIT_S = 900.0
"""A guess on the safe side; not measured on four hours of every format."""

_COMMAND = (sys.executable, "-I", "-m", "sottovoce.adapters.recordings.worker")

_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
"""All that the process sees: the settings of a task hold keys."""

_FAULTS = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}
"""Signals by which a decoder dies of a file."""

_TIME_IS_OVER = {signal.SIGALRM, signal.SIGXCPU}

_MAX_PIECE_BYTES = 1 << 20
"""A packet of the longest kind holds seconds, and a second is 32 kB."""

_TOLERANCE_S = 1.0


def inspect_recording(source: Path, *, time_limit_s: float = TIME_LIMIT_S) -> RecordingFacts:
    """Return what one pass over a recording shows.

    Args:
        source: The recording.
        time_limit_s: When the pass is ended, in seconds.

    Raises:
        UnreadableUpload: It is not a recording, is damaged, or takes too long to read.
    """
    return facts_of(_answer(ask(source), time_limit_s))


def edit_recording(
    source: Path, stem: Path, edit: Edit, *, time_limit_s: float = TIME_LIMIT_S
) -> CleanRecording:
    """Write the clean copy of a recording and return it with the facts of the original.

    Outside the muted stretches every sample of a lossless recording is kept, bit for bit.

    Args:
        source: The recording.
        stem: Where to write to, without the suffix, which depends on what is kept. Give it a
            neutral name.
        edit: What is muted and how.
        time_limit_s: When the pass is ended, in seconds.

    Raises:
        UnreadableUpload: The recording is not one, is damaged, or takes too long to read.
        PrivacyStop: The copy holds something besides sound; it was deleted.
        TransientError: The copy could not be written.
    """
    try:
        return clean_of(_answer(ask(source, stem, edit), time_limit_s))
    except BaseException:
        for suffix in ("flac", "wav", "ogg"):
            stem.with_name(f"{stem.name}.{suffix}").unlink(missing_ok=True)
        raise


def hear_recording(
    source: Path, excerpt: Excerpt, *, cpu_limit_s: float = TIME_LIMIT_S
) -> Generator[bytes]:
    """Yield what is heard in a recording: 16-bit samples, mono, 16 kHz, piece by piece.

    The process waits while nobody asks for more, and ends with the iterator: close it.

    Args:
        source: The recording.
        excerpt: What of it; less comes if the recording ends before.
        cpu_limit_s: Seconds of work after which the process is ended.

    Raises:
        UnreadableUpload: It is not a recording, is damaged, or takes too long to read.
    """
    with subprocess.Popen(  # noqa: S603 - a module of ours
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
    ) as process:
        question: Any = process.stdin
        heard: Any = process.stdout
        try:
            with suppress(BrokenPipeError), question:
                question.write(ask_to_hear(source, excerpt, int(cpu_limit_s)).encode())
            yield from _pieces(heard, _most_bytes(excerpt))
            told = heard.read(_MAX_PIECE_BYTES)
            _check_ended_well(process.wait())
        finally:
            process.kill()
    raise_for(json.loads(told))


def _most_bytes(excerpt: Excerpt) -> int:
    if excerpt.end_s is None:
        return sys.maxsize  # as long as a recording can be; nobody keeps all of it
    return int((excerpt.end_s - excerpt.start_s + _TOLERANCE_S) * HEARD_RATE_HZ) * 2


def _pieces(stream: IO[bytes], most_bytes: int) -> Iterator[bytes]:
    """Yield what comes; a decoder that was made to do something else gets no further than that."""
    while len(length := stream.read(4)) == 4:
        n_bytes = struct.unpack("<I", length)[0]
        most_bytes -= n_bytes
        if n_bytes > _MAX_PIECE_BYTES or most_bytes < 0:
            raise RecordingProcessFailed("more sound than was asked for")
        piece = stream.read(n_bytes)
        if not piece:
            return
        yield piece


def _answer(question: str, time_limit_s: float) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - a module of ours
            _COMMAND,
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the decoder quotes what it reads
            text=True,
            env=_ENVIRONMENT,
            timeout=time_limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise unreadable_recording("hangs") from None
    _check_ended_well(done.returncode)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _check_ended_well(returncode: int) -> None:
    if -returncode in _TIME_IS_OVER:
        raise unreadable_recording("hangs")
    if -returncode in _FAULTS:
        raise unreadable_recording("damaged")
    if returncode:
        raise TransientError("The process that reads recordings was ended from outside.")
