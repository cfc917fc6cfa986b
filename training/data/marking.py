"""Marked text as a row of pieces, so that rewriting a piece never shifts a mark.

A piece is some text and what it identifies. Every change to training text is made on pieces;
offsets are only counted when the pieces are put together again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from sottovoce.model.spans import EntityType

UNKNOWN = "UNKNOWN"
"""The kind of text whose marks can't be trusted, so nothing is to be learnt from it."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Characters ``start <= i < end`` of a turn, and what they identify."""

    start: int
    end: int
    type: EntityType


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text.

    Attributes:
        text: The characters.
        kind: The :class:`EntityType` they are marked with, ``UNKNOWN``, or None if unmarked.
    """

    text: str = field(repr=False)
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said.

    Attributes:
        speaker: The label as it stands in the file; empty if there is none.
        text: The words.
        spans: Identifiers in ``text``, disjoint, in order.
        speaker_spans: Identifiers in ``speaker``, disjoint, in order.
        unknown: Half-open stretches of ``text`` to leave out of the loss, in order.
    """

    speaker: str = field(repr=False)
    text: str = field(repr=False)
    spans: tuple[Mark, ...] = ()
    speaker_spans: tuple[Mark, ...] = ()
    unknown: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation, or a piece of one, to learn from.

    Attributes:
        id: Where it comes from and how it was changed, e.g. ``a01+r3+lower``.
        turns: In order.
        source: ``interview``, ``snippet``, or the name of a corpus.
    """

    id: str
    turns: tuple[Turn, ...] = field(repr=False)
    source: str = "interview"


Rewrite = Callable[[list[Piece]], list[Piece]]


def cut(text: str, spans: Iterable[Mark], unknown: Iterable[tuple[int, int]] = ()) -> list[Piece]:
    """Return ``text`` as pieces, marked where the spans are; joined again they give ``text``."""
    marked = [(span.start, span.end, str(span.type)) for span in spans]
    marked += [(start, end, UNKNOWN) for start, end in unknown]
    pieces, at = [], 0
    for start, end, kind in sorted(marked):
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], kind))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces


def joined(pieces: Sequence[Piece]) -> tuple[str, tuple[Mark, ...], tuple[tuple[int, int], ...]]:
    """Return the text of the pieces, the marks in it, and the unknown stretches."""
    text, at = "".join(piece.text for piece in pieces), 0
    marks, unknown = [], []
    for piece in pieces:
        end = at + len(piece.text)
        if piece.kind == UNKNOWN and end > at:
            unknown.append((at, end))
        elif piece.kind is not None and end > at:
            marks.append(Mark(at, end, EntityType(piece.kind)))
        at = end
    return text, tuple(marks), tuple(unknown)


def turn_of(speaker: Sequence[Piece], said: Sequence[Piece]) -> Turn:
    """Return the turn in which ``said`` is spoken under the label ``speaker``."""
    label, label_spans, _ = joined(speaker)
    text, spans, unknown = joined(said)
    return Turn(label, text, spans, label_spans, unknown)


def rewritten(example: Example, change: Rewrite, *, suffix: str = "") -> Example:
    """Return ``example`` with ``change`` made to every turn and every speaker label."""
    turns = tuple(
        turn_of(
            change(cut(turn.speaker, turn.speaker_spans)),
            change(cut(turn.text, turn.spans, turn.unknown)),
        )
        for turn in example.turns
    )
    return replace(example, id=_changed_id(example, suffix), turns=turns)


def rewritten_words(example: Example, change: Rewrite, *, suffix: str) -> Example:
    """Return ``example`` with ``change`` made to what was said, and the labels as they were."""
    turns = []
    for turn in example.turns:
        text, spans, unknown = joined(change(cut(turn.text, turn.spans, turn.unknown)))
        turns.append(replace(turn, text=text, spans=spans, unknown=unknown))
    return replace(example, id=_changed_id(example, suffix), turns=tuple(turns))


def _changed_id(example: Example, suffix: str) -> str:
    return f"{example.id}+{suffix}" if suffix else example.id
