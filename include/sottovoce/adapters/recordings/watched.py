"""Run a pass over a recording in a process of its own, with limits of time and memory."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from sottovoce.adapters.recordings.messages import ask, clean_of, facts_of
from sottovoce.adapters.recordings.orders import CleanRecording, Edit
from sottovoce.deidentify.audio.problems import unreadable_recording
from sottovoce.errors import TransientError
from sottovoce.model.recordings import RecordingFacts

TIME_LIMIT_S = 900.0
"""A guess on the safe side; not measured on four hours of every format."""

_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
"""All that the process sees: the settings of a task hold keys."""

_FAULTS = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}
"""Signals by which a decoder dies of a file."""


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


def _answer(question: str, time_limit_s: float) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "sottovoce.adapters.recordings.worker"],
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
    if done.returncode == -signal.SIGALRM:
        raise unreadable_recording("hangs")
    if -done.returncode in _FAULTS:
        raise unreadable_recording("damaged")
    if done.returncode:
        raise TransientError("The process that reads recordings was ended from outside.")
    told: dict[str, Any] = json.loads(done.stdout)
    return told
