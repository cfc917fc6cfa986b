"""Whole interviews as a few long texts, and spans of those back as spans of turns.

Recognizers see far more in one long text than in single turns, and are several times as fast.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sottovoce.deidentify.text.normalise import Normalised, normalise
from sottovoce.model.spans import Span
from sottovoce.model.transcripts import Turn

TURN_BREAK = "\n\n"
"""Stands between turns. A name never runs over it; a number that is read out may."""

MAX_CHARS = 90_000
"""A document is closed before the turn that would make it longer than this."""


@dataclass(frozen=True, slots=True)
class Document:
    """Some turns of one transcript as one searchable text.

    Attributes:
        text: The turns, joined.
        starts: Where each turn starts in ``text``.
        turns: The turns, in order.
        sources: For each turn, the way back to its own characters.
    """

    text: str = field(repr=False)
    starts: tuple[int, ...]
    turns: tuple[Turn, ...]
    sources: tuple[Normalised, ...] = field(repr=False)


def join_turns(turns: Iterable[Turn], *, max_chars: int = MAX_CHARS) -> Iterator[Document]:
    """Yield documents that hold every turn once, in order, cut only between turns."""
    batch: list[tuple[Turn, Normalised]] = []
    size = 0
    for turn in turns:
        source = normalise(turn.text)
        if batch and size + len(source.text) > max_chars:
            yield _document(batch)
            batch, size = [], 0
        batch.append((turn, source))
        size += len(source.text) + len(TURN_BREAK)
    if batch:
        yield _document(batch)


def split_spans(document: Document, spans: Iterable[Span]) -> dict[int, list[Span]]:
    """Return spans of the document as spans of turns, by the turn's index.

    A span that runs over a turn's end becomes one span in each turn it touches. White space
    at the ends of a span is left out.
    """
    found: dict[int, list[Span]] = {}
    for span in spans:
        for position, turn in _turns_touched(document, span):
            piece = _piece(document, position, span)
            if piece is not None:
                found.setdefault(turn.index, []).append(piece)
    return found


def _document(batch: list[tuple[Turn, Normalised]]) -> Document:
    starts, at = [], 0
    for _, source in batch:
        starts.append(at)
        at += len(source.text) + len(TURN_BREAK)
    return Document(
        TURN_BREAK.join(source.text for _, source in batch),
        tuple(starts),
        tuple(turn for turn, _ in batch),
        tuple(source for _, source in batch),
    )


def _turns_touched(document: Document, span: Span) -> Iterator[tuple[int, Turn]]:
    position = max(0, bisect_right(document.starts, span.start) - 1)
    while position < len(document.turns) and document.starts[position] < span.end:
        yield position, document.turns[position]
        position += 1


def _piece(document: Document, position: int, span: Span) -> Span | None:
    offset, source = document.starts[position], document.sources[position]
    start, end = max(span.start - offset, 0), min(span.end - offset, len(source.text))
    covered = source.text[start:end] if start < end else ""
    start += len(covered) - len(covered.lstrip())
    end -= len(covered) - len(covered.rstrip())
    if start >= end:
        return None
    first, last = source.to_original(start, end)
    return replace(span, start=first, end=last)
