"""The watched process: ``python -m sottovoce.adapters.recordings.worker``.

Reads one question from standard input and writes one answer to standard output. What decodes a
site's files is a large library in C: here it has little memory, no secrets in its environment,
and can be ended without harm to the task that waits for it.
"""

import json
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sottovoce.adapters.recordings.editing import measure, write_clean
from sottovoce.adapters.recordings.messages import answer, edit_of, failure
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
    try:
        told = answer(_result(question))
    except SottovoceError as error:
        told = answer(error)
    except MemoryError:
        told = answer(unreadable_recording("damaged"))
    except Exception as error:
        # Its words may quote the file: only its type goes on.
        told = failure(error)
    sys.stdout.write(told)


def _result(question: Mapping[str, Any]) -> RecordingFacts | CleanRecording:
    source = Path(question["source"])
    if question["edit"] is None:
        return measure(source, _stay_alive)
    return write_clean(source, Path(question["stem"]), edit_of(question), _stay_alive)


def _stay_alive() -> None:
    # Nobody handles the signal, so the kernel ends the process even inside the decoder.
    signal.alarm(PACKET_TIME_LIMIT_S)


if __name__ == "__main__":
    main()
