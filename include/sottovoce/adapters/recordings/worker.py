"""The watched process: ``python -m sottovoce.adapters.recordings.worker``.

Reads one question from standard input and writes one answer to standard output. If the question
asks for sound, the sound comes first: pieces, each after its length in four bytes, then a length
of zero.

What decodes a site's files is a large library in C: here it has little memory, no secrets in its
environment, and can be ended without harm to the task that waits for it.
"""

import json
import resource
import signal
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sottovoce.adapters.recordings.editing import measure, write_clean
from sottovoce.adapters.recordings.listening import hear
from sottovoce.adapters.recordings.messages import answer, edit_of, excerpt_of, failure
from sottovoce.adapters.recordings.orders import CleanRecording
from sottovoce.deidentify.audio.problems import unreadable_recording
from sottovoce.errors import SottovoceError
from sottovoce.model.recordings import RecordingFacts

MEMORY_LIMIT_BYTES = 2_000_000_000
"""Of addresses, which are many times the memory in use; a file that wants more is hostile."""

PACKET_TIME_LIMIT_S = 30
"""A packet holds less than a few seconds; one that takes this long will never end."""


def main() -> None:
    """Answer one question."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    question = json.load(sys.stdin)
    _stay_alive()  # to open a file is to decode some of it
    try:
        told = answer(_result(question))
    except SottovoceError as error:
        told = answer(error)
    except MemoryError:
        told = answer(unreadable_recording("damaged"))
    except Exception as error:
        # Its words may quote the file: only its type goes on.
        told = failure(error)
    if "excerpt" in question:
        _hand_over(b"")
    sys.stdout.write(told)


def _result(question: Mapping[str, Any]) -> RecordingFacts | CleanRecording | None:
    source = Path(question["source"])
    if "excerpt" in question:
        limit = question["cpu_limit_s"]
        # The first limit says why; the second one can't be told from being ended from outside.
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        hear(source, excerpt_of(question), _hand_over, _stay_alive)
        return None
    if question["edit"] is None:
        return measure(source, _stay_alive)
    return write_clean(source, Path(question["stem"]), edit_of(question), _stay_alive)


def _hand_over(samples: bytes) -> None:
    # An aligner takes its time before it wants more: no reason to be ended.
    signal.alarm(0)
    sys.stdout.buffer.write(struct.pack("<I", len(samples)) + samples)
    sys.stdout.buffer.flush()


def _stay_alive() -> None:
    # Nobody handles the signal, so the kernel ends the process even inside the decoder.
    signal.alarm(PACKET_TIME_LIMIT_S)


if __name__ == "__main__":
    main()
