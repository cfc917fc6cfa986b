"""Reading gold transcripts: interviews whose identifiers people marked by hand.

A file is a header comment, a blank line, then one turn a line, ``[hh:mm:ss] SPEAKER: text``,
with identifiers marked ``{{TYPE|surface}}`` in the text or the speaker label. ``docs/benchmark.md``
lays down the whole folder.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sottovoce.deidentify.text.scoring_tally import NameKind
from sottovoce.deidentify.text.scoring_words import MustStay
from sottovoce.errors import StudyConfigError
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn
from sottovoce.validation.rosters import read_roster

_TURN = re.compile(r"\[(\d\d):(\d\d):(\d\d)\] ((?:\{\{.*?\}\}|[^:{}])+): (.+)")
_MARK = re.compile(r"\{\{([A-Z_]+)\|([^{}|]+)\}\}")
_HEADER = re.compile(r"# \w+: [^;]+(?:; \w+: [^;]+)*")
OWN_WORDS = "must_stay.csv"


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
    paths = _gold_files(folder)
    if not paths:
        raise StudyConfigError("The folder holds no file that ends in .gold.txt.")
    return [_read(path, number) for number, path in enumerate(paths, start=1)]


def gold_fingerprint(folder: Path) -> str:
    """Return the sha256 over all gold interviews under ``folder``, in name order."""
    digest = hashlib.sha256()
    for path in _gold_files(folder):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_names(folder: Path) -> dict[str, NameKind]:
    """Return what ``names.csv`` says of names by their exact surface; empty without that file.

    Raises:
        StudyConfigError: It lacks a column.
    """
    rows = _rows(folder / "names.csv", "surface", "origin_group", "is_common_word")
    return {
        row["surface"]: NameKind(row["origin_group"], row["is_common_word"] == "yes")
        for row in rows
    }


def read_gold_rosters(folder: Path, golds: Iterable[GoldInterview]) -> dict[str, Roster]:
    """Return ``rosters/<name>.csv`` by interview, for those interviews that have one."""
    files = {gold.name: folder / "rosters" / f"{gold.name}.csv" for gold in golds}
    return {name: read_roster(f.read_bytes()) for name, f in files.items() if f.exists()}


def read_must_stay(folder: Path) -> MustStay:
    """Return the words of the folder's ``must_stay.csv``, or else of this package's list.

    Raises:
        StudyConfigError: The folder's list lacks a column.
    """
    own = folder / OWN_WORDS
    packaged = Path(__file__).with_name("evaluation_words") / OWN_WORDS
    rows = _rows(own if own.exists() else packaged, "phrase", "kind")
    return MustStay({row["phrase"]: row["kind"] for row in rows})


def lower_cased(transcript: Transcript) -> Transcript:
    """Return the same words in small letters, as much speech recognition writes them.

    Every place stays: a letter whose small form is longer than itself is left as it is.
    """
    turns = tuple(
        replace(turn, text=_lower(turn.text), speaker=turn.speaker and _lower(turn.speaker))
        for turn in transcript.turns
    )
    return Transcript(turns, _lower(transcript.text), transcript.source_format)


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _gold_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.gold.txt"))


def _rows(file: Path, *columns: str) -> Sequence[dict[str, str]]:
    if not file.exists():
        return []
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            rows = list(reader)
    except UnicodeDecodeError as error:
        raise StudyConfigError("A table of the gold folder is not in UTF-8: save it so.") from error
    if not set(columns) <= set(reader.fieldnames or ()):
        raise StudyConfigError(
            f"A table of the gold folder lacks a column. It needs {', '.join(columns)}."
        )
    return rows


def _read(path: Path, number: int) -> GoldInterview:
    try:
        header, *lines = path.read_text(encoding="utf-8").splitlines() or [""]
    except UnicodeDecodeError as error:
        raise StudyConfigError(f"Gold file {number} is not in UTF-8: save it so.") from error
    fields = _header(header, lines[:1], number)
    turns, at = [], 0
    for index, line in enumerate(lines[1:]):
        marked = _turn(line, index, at, number)
        at = marked.turn.end_char + 1
        turns.append(marked)
    name = path.name.removesuffix(".gold.txt")
    return GoldInterview(name, fields, MarkedTranscript(tuple(turns), "txt"))


def _header(header: str, blank: list[str], number: int) -> dict[str, str]:
    fields = {}
    if _HEADER.fullmatch(header) and blank == [""]:
        fields = dict(part.split(": ", 1) for part in header.removeprefix("# ").split("; "))
    if "style" not in fields:
        raise StudyConfigError(
            f"Gold file {number}, in name order, must begin with a line such as "
            "'# site: s01; role: manager; style: cased; format: txt' and a blank line."
        )
    return fields


def _turn(line: str, index: int, start_char: int, number: int) -> MarkedTurn:
    match = _TURN.fullmatch(line)
    if match is None:
        raise _broken(number, index, "is not a turn: [hh:mm:ss] SPEAKER: text")
    hours, minutes, seconds, label, said = match.groups()
    try:
        (speaker, speaker_spans), (text, spans) = _strip(label), _strip(said)
    except ValueError:
        # The message of the error quotes what was written for a type: it is dropped.
        raise _broken(number, index, "has a mark of an unknown type") from None
    start_s = float(int(hours) * 3600 + int(minutes) * 60 + int(seconds))
    turn = Turn(index, speaker, start_s, None, text, start_char)
    return MarkedTurn(turn, spans, speaker_spans)


def _broken(number: int, index: int, what: str) -> StudyConfigError:
    return StudyConfigError(f"Line {index + 3} of gold file {number}, in name order, {what}.")


def _strip(marked: str) -> tuple[str, tuple[Span, ...]]:
    plain, spans, at = "", [], 0
    for mark in _MARK.finditer(marked):
        kind, surface = mark.groups()
        plain += marked[at : mark.start()]
        spans.append(Span(len(plain), len(plain) + len(surface), EntityType(kind), 1.0, "gold"))
        plain, at = plain + surface, mark.end()
    return plain + marked[at:], tuple(spans)
