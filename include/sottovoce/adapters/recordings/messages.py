"""What the watched process is asked and what it answers, as JSON."""

import dataclasses
import json
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sottovoce.adapters.recordings.orders import CleanRecording, Edit, Excerpt, Voice
from sottovoce.adapters.recordings.scanning import UnexpectedBytes
from sottovoce.errors import SiteError, SottovoceError, TransientError, UnreadableUpload
from sottovoce.model.recordings import ChannelFacts, Interval, RecordingFacts
from sottovoce.model.spans import EntityType


class RecordingProcessFailed(SottovoceError):
    """The process that reads recordings failed in a way that no file should bring about.

    Attributes:
        place: Type of the error and line of the program.
    """

    def __init__(self, place: str) -> None:
        """Name the place; never the error's own words, which may quote a file's name."""
        super().__init__(place)
        self.place = place

    def __str__(self) -> str:
        return f"Reading a recording failed ({self.place}). Report this line; it quotes nothing."


def ask(source: Path, stem: Path | None = None, edit: Edit | None = None) -> str:
    """Return the question for a measurement, or for an edit if ``stem`` and ``edit`` are given."""
    return json.dumps(
        {
            "source": str(source),
            "stem": str(stem) if stem else None,
            "edit": dataclasses.asdict(edit) if edit else None,
        }
    )


def ask_to_hear(source: Path, excerpt: Excerpt, cpu_limit_s: int) -> str:
    """Return the question for an excerpt."""
    told = dataclasses.asdict(excerpt)
    return json.dumps({"source": str(source), "excerpt": told, "cpu_limit_s": cpu_limit_s})


def excerpt_of(question: Mapping[str, Any]) -> Excerpt:
    """Return the excerpt that a question holds."""
    told = question["excerpt"]
    return Excerpt(told["start_s"], told["end_s"], _intervals(told["intervals"]))


def edit_of(question: Mapping[str, Any]) -> Edit:
    """Return the edit that a question holds."""
    told = question["edit"]
    voice = Voice(**told["voice"]) if told["voice"] else None
    return Edit(_intervals(told["intervals"]), told["method"], told["output"], voice)


def _intervals(told: Iterable[Mapping[str, Any]]) -> list[Interval]:
    return [
        Interval(
            each["start_s"],
            each["end_s"],
            tuple(EntityType(name) for name in each["entity_types"]),
            each["how"],
        )
        for each in told
    ]


def answer(result: RecordingFacts | CleanRecording | SottovoceError | None) -> str:
    """Return the answer for a result or for an error that was foreseen.

    Args:
        result: What came of the question; None when all that was asked for is handed over already.
    """
    match result:
        case None:
            told: dict[str, Any] = {}
        case RecordingFacts():
            told = {"facts": dataclasses.asdict(result)}
        case CleanRecording():
            told = dataclasses.asdict(result) | {"path": str(result.path)}
        case SiteError():
            told = {"unreadable": [result.problem, result.where, result.fix, result.code]}
        case UnexpectedBytes():
            told = {"unexpected": result.part}
        case TransientError():
            told = {"transient": str(result)}
        case _:
            raise result
    return json.dumps(told)


def failure(error: Exception) -> str:
    """Return the answer for an error that nobody foresaw: its type and line, never its words."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return json.dumps(
        {"failed": f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"}
    )


def facts_of(told: Mapping[str, Any]) -> RecordingFacts:
    """Return the facts in an answer.

    Raises:
        SottovoceError: The answer is one of those errors.
    """
    raise_for(told)
    facts = told["facts"]
    channels = tuple(ChannelFacts(**channel) for channel in facts["channels"])
    levels_db = tuple(tuple(level) for level in facts["levels_db"])
    return RecordingFacts(**facts | {"channels": channels, "levels_db": levels_db})


def clean_of(told: Mapping[str, Any]) -> CleanRecording:
    """Return the clean recording in an answer.

    Raises:
        SottovoceError: The answer is one of those errors.
    """
    facts = facts_of(told)
    return CleanRecording(Path(told["path"]), told["container"], told["is_rounded"], facts)


def raise_for(told: Mapping[str, Any]) -> None:
    """Do nothing, unless the answer is an error.

    Raises:
        SottovoceError: It is.
    """
    if "unreadable" in told:
        problem, where, fix, code = told["unreadable"]
        raise UnreadableUpload(problem, where=where, fix=fix, code=code)
    if "unexpected" in told:
        raise UnexpectedBytes(told["unexpected"])
    if "transient" in told:
        raise TransientError(told["transient"])
    if "failed" in told:
        raise RecordingProcessFailed(told["failed"])
