"""Every place of an interview where the same words stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sottovoce.model.spans import Span
from sottovoce.model.transcripts import MarkedTurn
from sottovoce.review.marks import Field

_APOSTROPHE = "['\N{RIGHT SINGLE QUOTATION MARK}]"
_POSSESSIVE = re.compile(rf"{_APOSTROPHE}s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """Characters ``start <= i < end`` of a turn's text or label.

    Attributes:
        turn: Index of the turn.
        field: Where in it.
        start: First character.
        end: One past the last.
    """

    turn: int
    field: Field
    start: int
    end: int


def find_occurrences(turns: Iterable[MarkedTurn], words: str) -> list[Occurrence]:
    """Return where these words stand, in texts and speaker labels, in the order of the turns.

    Whole words are compared, small letters or capitals, whatever space is between them. A
    possessive's ending counts neither in ``words`` nor where they are found.

    Args:
        turns: What is searched.
        words: What was selected. Raw.

    Returns:
        Places that do not overlap; none if there is no letter or digit in ``words``.
    """
    pattern = pattern_of(words)
    return [] if pattern is None else [o for turn in turns for o in _in_turn(turn, pattern)]


def find_masked(turns: Iterable[MarkedTurn], words: str) -> list[Occurrence]:
    """Return where these words, and no others with them, are masked or nearly so.

    Words that are a part of something longer that is masked are left out: showing them would
    uncover a part of it.
    """
    pattern = pattern_of(words)
    if pattern is None:
        return []
    return [
        Occurrence(turn.turn.index, field, span.start, span.end)
        for turn in turns
        for field, text, spans in _spans(turn)
        for span in spans
        if pattern.fullmatch(_POSSESSIVE.sub("", text[span.start : span.end].strip()))
    ]


def pattern_of(words: str) -> re.Pattern[str] | None:
    """Return what matches these words wherever they stand; None without a letter or digit."""
    pieces = _POSSESSIVE.sub("", words.strip()).split()
    if not any(char.isalnum() for piece in pieces for char in piece):
        return None
    plain = (piece.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for piece in pieces)
    said = r"\s+".join(re.escape(piece).replace("'", _APOSTROPHE) for piece in plain)
    return re.compile(rf"(?<![^\W_]){said}(?![^\W_])", re.IGNORECASE)


def _spans(marked: MarkedTurn) -> Iterator[tuple[Field, str, Sequence[Span]]]:
    yield "speaker", marked.turn.speaker or "", marked.speaker_spans
    yield "text", marked.turn.text, (*marked.spans, *marked.near_misses)


def _in_turn(marked: MarkedTurn, pattern: re.Pattern[str]) -> Iterator[Occurrence]:
    texts: tuple[tuple[Field, str], ...] = (
        ("speaker", marked.turn.speaker or ""),
        ("text", marked.turn.text),
    )
    for field, text in texts:
        for match in pattern.finditer(text):
            yield Occurrence(marked.turn.index, field, match.start(), match.end())
