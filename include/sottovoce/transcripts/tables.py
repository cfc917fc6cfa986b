"""Which column of a table says who, which says when, and which holds the words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sottovoce.transcripts.labels import is_capitalised, is_label_shaped, is_role, label_key
from sottovoce.transcripts.leads import Habit, clean_label, read_label, read_time
from sottovoce.transcripts.stamps import Times, parse_seconds

_HEADS = {
    "speaker": "speaker speakers name who person label",
    "time": "time times timestamp timestamps timecode start end from to in out begin stop",
    "text": "text transcript transcription words content speech utterance said turn dialogue",
    "other": "no number line row id index note notes comment comments code",
}
_FILLERS = "of the what was s sec secs seconds hh mm ss hms code stamp"
_HEAD_OF = {word: kind for kind, words in _HEADS.items() for word in words.split()}
_HEADER_WORDS = _HEAD_OF.keys() | set(_FILLERS.split())
_MOST = 0.8


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table hold, by their number from 0.

    Attributes:
        speaker: Who speaks; None if no column says.
        times: Start, and end if there are two.
        text: Words.
        n_header_rows: Rows at the top that name the columns, 0 or 1.
    """

    speaker: int | None
    times: tuple[int, ...]
    text: tuple[int, ...]
    n_header_rows: int


@dataclass(frozen=True, slots=True)
class Who:
    """What the cells of a row say about its turn."""

    speaker: str | None = field(repr=False)
    times: Times


def read_columns(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Return what the columns hold, or None if the table is not a transcript.

    Args:
        rows: The text of every cell, each row with as many cells as the widest.
    """
    n_header_rows = int(len(rows) > 1 and _is_header(rows[0]))
    body = rows[n_header_rows:]
    heads = [_words(cell) for cell in rows[0]] if n_header_rows else [[] for _ in rows[0]]
    cells = [
        [cell.strip() for cell in column if cell.strip()] for column in zip(*body, strict=True)
    ]
    times = tuple(i for i, column in enumerate(cells) if _are_times(column, heads[i]))
    others = [i for i, column in enumerate(cells) if column and i not in times]
    words = [i for i in others if not _are_numbers(cells[i])]
    speaker = _find_speaker(cells, heads, words, has_times=bool(times))
    text = tuple(i for i in words if i != speaker)
    if not text or (speaker is None and not times):
        return None
    return Columns(speaker, times[:2], text, n_header_rows)


def read_who(cells: Sequence[str], columns: Columns) -> Who:
    """Return speaker and times of one row."""
    starts = [_cell_times(cells[i]) for i in columns.times]
    times = starts[0] if starts else Times()
    if len(starts) > 1 and times.end_s is None:
        times = Times(times.start_s, starts[1].start_s)
    if columns.speaker is None:
        return Who(None, times)
    speaker, own_times = _read_speaker(cells[columns.speaker])
    return Who(speaker or None, times if columns.times else own_times)


def _read_speaker(cell: str) -> tuple[str, Times]:
    """``Jane Smith``, ``Jane Smith:``, ``Jane Smith 0:03``, ``[00:03] Jane Smith``."""
    written = " ".join(cell.split())
    lead = read_label(written)
    is_whole = lead is not None and lead.text_at == len(written)
    if lead and is_whole and lead.label and lead.habit is not Habit.DASH:
        return lead.label, lead.times or Times()
    return clean_label(written), Times()


def _is_header(row: Sequence[str]) -> bool:
    named = [words for cell in row if (words := _words(cell))]
    known = [words for words in named if _kinds(words) and set(words) <= _HEADER_WORDS]
    return len(known) * 2 > len(named) and all(len(words) < 5 for words in named)


def _kinds(words: Sequence[str]) -> set[str]:
    """What the head of a column says about it."""
    return {_HEAD_OF[word] for word in words if word in _HEAD_OF}


def _words(cell: str) -> list[str]:
    letters = "".join(c if c.isalnum() else " " for c in cell.casefold())
    return letters.split()


def _are_times(column: Sequence[str], head: Sequence[str]) -> bool:
    if not column:
        return False
    is_named = "time" in _kinds(head)
    n_times = sum(
        _is_time(cell) or (is_named and parse_seconds(cell) is not None) for cell in column
    )
    return n_times >= (0.5 if is_named else _MOST) * len(column)


def _is_time(cell: str) -> bool:
    lead = read_time(cell)
    return lead.times is not None and lead.text_at == len(cell)


def _cell_times(cell: str) -> Times:
    return read_time(cell).times or Times(parse_seconds(cell))


def _are_numbers(column: Sequence[str]) -> bool:
    return all(cell.rstrip(".)").isdecimal() for cell in column)


def _find_speaker(
    cells: Sequence[Sequence[str]],
    heads: Sequence[Sequence[str]],
    words: Sequence[int],
    *,
    has_times: bool,
) -> int | None:
    """Return the column of labels: of those with the form of labels, the one that varies least.

    There must be another column with words. A header, times, or roles in all rows vouch for
    the labels; otherwise they must be shorter than the words beside them, and recur or be names.
    """
    labels = {i: [_read_speaker(cell)[0] for cell in cells[i]] for i in words}
    formed = [i for i in words if all(map(is_label_shaped, labels[i]))]
    if not formed or len(words) < 2:
        return None
    found = min(formed, key=lambda i: ("speaker" not in _kinds(heads[i]), _n_distinct(labels[i])))
    if "speaker" in _kinds(heads[found]) or has_times or all(map(is_role, labels[found])):
        return found
    if not any(_length(cells[i]) > _length(labels[found]) for i in words if i != found):
        return None
    recurs = _n_distinct(labels[found]) * 2 <= len(labels[found])
    return found if recurs or all(map(is_capitalised, labels[found])) else None


def _n_distinct(labels: Sequence[str]) -> int:
    return len({label_key(label) for label in labels})


def _length(column: Sequence[str]) -> float:
    return sum(map(len, column)) / len(column)
