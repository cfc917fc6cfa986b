"""Tools that are measured, each in a process of its own on one core.

So the memory of one is not counted as the other's, nobody gains by a second core, and figures of
speed can be taken in turns while both stay loaded.
"""

import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Protocol, Self

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.errors import SottovoceError
from sottovoce.model.rosters import Roster
from sottovoce.model.transcripts import MarkedTranscript, Transcript

STOCK, OURS = "stock presidio", "sottovoce"


class ToolStopped(SottovoceError):
    """A tool's process ended before it answered."""


class Tool(Protocol):
    """Something that finds identifiers."""

    def mark(self, transcript: Transcript, roster: Roster) -> MarkedTranscript:
        """Return the transcript with everything found in its turns and labels."""

    def read(self, transcript: Transcript) -> object:
        """Find everything in the turns, as quickly as the tool can: what its speed is."""


class _Stock:
    def __init__(self) -> None:
        from sottovoce.adapters.stock_presidio import STOCK_MODEL, StockPresidio

        self._stock = StockPresidio(STOCK_MODEL)

    def mark(self, transcript: Transcript, roster: Roster) -> MarkedTranscript:
        return self._stock.mark(transcript)

    def read(self, transcript: Transcript) -> object:
        return self._stock.read(transcript)


class _Ours:
    def __init__(self, policy: DeidentifyPolicy) -> None:
        from sottovoce.adapters.presidio import TextDetector

        self._detector = TextDetector(policy)

    def mark(self, transcript: Transcript, roster: Roster) -> MarkedTranscript:
        return self._detector.detect(transcript, roster)

    def read(self, transcript: Transcript) -> object:
        return self._detector.detect(transcript, Roster())


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process did, and what it took.

    Attributes:
        marked: One of each transcript; empty when only time was asked for.
        cpu_s: Seconds of its core.
    """

    marked: list[MarkedTranscript]
    cpu_s: float


class ToolProcess:
    """One tool, loaded once, in a process held to one core. A context manager."""

    def __init__(self, name: str, policy: DeidentifyPolicy) -> None:
        """Start loading; the first question waits for it.

        Args:
            name: ``STOCK`` or ``OURS``.
            policy: What counts; stock Presidio has no use for it.
        """
        self.name = name
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, name, policy), daemon=True)
        with _one_thread_a_process():
            self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # It holds nothing that has to be put away.
        self._pipe.close()
        self._process.kill()
        self._process.join()

    def mark(self, transcripts: Sequence[Transcript], rosters: Sequence[Roster]) -> Measured:
        """Return what the tool finds, given one roster a transcript."""
        measured: Measured = self._ask(("mark", list(zip(transcripts, rosters, strict=True))))
        return measured

    def read(self, transcripts: Sequence[Transcript]) -> Measured:
        """Return how long the tool takes for all of them."""
        measured: Measured = self._ask(("read", list(transcripts)))
        return measured

    def peak_memory_mb(self) -> float:
        """Return the most memory that the process held so far, in 10⁶ bytes."""
        peak: float = self._ask(("memory", None))
        return peak

    def _ask(self, question: tuple[str, Any]) -> Any:
        try:
            self._pipe.send(question)
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise ToolStopped(
                f"{self.name} stopped before it had read all interviews. What it printed above "
                "says why; too little memory leaves no word."
            ) from error
        if isinstance(answer, SottovoceError):
            raise answer
        return answer


def _serve(pipe: Connection, name: str, policy: DeidentifyPolicy) -> None:
    _hold_to_one_core()
    try:
        tool: Tool = _Stock() if name == STOCK else _Ours(policy)
    except SottovoceError as error:
        pipe.recv()
        pipe.send(error)
        return
    with suppress(EOFError):
        while True:
            pipe.send(_answer(tool, *pipe.recv()))


def _answer(tool: Tool, kind: str, asked: Any) -> Measured | float:
    if kind == "memory":
        return _peak_memory_mb()
    started = time.process_time()
    if kind == "mark":
        marked = [tool.mark(transcript, roster) for transcript, roster in asked]
        return Measured(marked, time.process_time() - started)
    for transcript in asked:
        tool.read(transcript)
    return Measured([], time.process_time() - started)


def _hold_to_one_core() -> None:
    # Where the system can't (macOS), one thread a library, set before loading, is what is left.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


class _one_thread_a_process:  # noqa: N801 - reads as a function where it is used
    """Sets what numeric libraries read when they are loaded, for children started inside."""

    _NAMES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

    def __enter__(self) -> None:
        self._before = {name: os.environ.get(name) for name in self._NAMES}
        os.environ.update(dict.fromkeys(self._NAMES, "1"))

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _peak_memory_mb() -> float:
    # Not ru_maxrss first: on Linux that starts from what the parent held when it forked.
    with suppress(OSError), open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6
