"""Reading gold transcripts: interviews whose identifiers people marked by hand.

A file is a header comment, a blank line, then one turn a line, ``[hh:mm:ss] SPEAKER: text``,
with identifiers marked ``{{TYPE|surface}}`` in the text or the speaker label.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from sottovoce.errors import StudyConfigError
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn

_TURN = re.compile(r"\[(\d\d):(\d\d):(\d\d)\] ((?:\{\{.*?\}\}|[^:{}])+): (.+)")
_MARK = re.compile(r"\{\{([A-Z_]+)\|([^{}|]+)\}\}")


@dataclass(frozen=True, slots=True)
class GoldInterview:
    """One marked interview.

    Attributes:
        name: File name without its endings, e.g. ``s01-pw-01``.
        header: ``site``, ``role``, ``style`` and ``format`` as the file states them.
        marked: Turns and their gold spans.
    """

    name: str
    header: dict[str, str] = field(repr=False)
    marked: MarkedTranscript = field(repr=False)

    @property
    def transcript(self) -> Transcript:
        """The words alone, as a detector gets them."""
        turns = tuple(marked.turn for marked in self.marked.turns)
        return Transcript(turns, "\n".join(turn.text for turn in turns), "txt")


def read_gold(folder: Path) -> list[GoldInterview]:
    """Return every gold interview under ``folder``, in name order.

    Raises:
        StudyConfigError: The folder has none, or one breaks the format; says which line.
    """
    paths = sorted(folder.rglob("*.gold.txt"))
    if not paths:
        raise StudyConfigError("The folder holds no file that ends in .gold.txt.")
    return [_read(path) for path in paths]


def _read(path: Path) -> GoldInterview:
    header, _, *lines = path.read_text(encoding="utf-8").splitlines()
    fields = dict(part.split(": ", 1) for part in header.removeprefix("# ").split("; "))
    turns, at = [], 0
    for number, line in enumerate(lines):
        marked = _turn(line, number, at)
        at = marked.turn.end_char + 1
        turns.append(marked)
    name = path.name.removesuffix(".gold.txt")
    return GoldInterview(name, fields, MarkedTranscript(tuple(turns), "txt"))


def _turn(line: str, index: int, start_char: int) -> MarkedTurn:
    match = _TURN.fullmatch(line)
    if match is None:
        raise StudyConfigError(f"Line {index + 3} of a gold file is not a turn.")
    hours, minutes, seconds, label, said = match.groups()
    speaker, speaker_spans = _strip(label)
    text, spans = _strip(said)
    start_s = float(int(hours) * 3600 + int(minutes) * 60 + int(seconds))
    turn = Turn(index, speaker, start_s, None, text, start_char)
    return MarkedTurn(turn, spans, speaker_spans)


def _strip(marked: str) -> tuple[str, tuple[Span, ...]]:
    plain, spans, at = "", [], 0
    for mark in _MARK.finditer(marked):
        kind, surface = mark.groups()
        plain += marked[at : mark.start()]
        spans.append(Span(len(plain), len(plain) + len(surface), EntityType(kind), 1.0, "gold"))
        plain, at = plain + surface, mark.end()
    return plain + marked[at:], tuple(spans)
