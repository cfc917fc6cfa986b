"""Whole interviews as a few long texts, and spans of those back as spans of turns.

Recognizers see far more in one long text than in single turns, and are several times as fast. A
very long interview is cut into texts that overlap: whatever is shorter than the overlap stands
whole in one of them, wherever the cut falls, with some of what was said around it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sottovoce.deidentify.text.normalise import Normalised, normalise
from sottovoce.model.spans import Span
from sottovoce.model.transcripts import Turn

TURN_BREAK = "\n\n"
"""Stands between turns. A name never runs over it; a number that is read out may."""

MAX_CHARS = 60_000
"""The longest text that recognizers are given at once; an interview of an hour is shorter."""

OVERLAP_CHARS = 2_000
"""What two texts share at least. A number read out over ten turns takes a quarter of it."""

_SENTENCE_ENDS = (". ", "? ", "! ")
_WHITE = (" ", "\n", "\t")


@dataclass(frozen=True, slots=True)
class Document:
    """Some turns of one transcript as one searchable text.

    Attributes:
        text: The turns, joined.
        starts: Where each turn starts in ``text``; negative if its start is in an earlier document.
        turns: The turns, in order.
        sources: For each turn, the way back to its own characters.
        offset: Where ``text`` starts in all turns of the transcript, joined.
    """

    text: str = field(repr=False)
    starts: tuple[int, ...]
    turns: tuple[Turn, ...]
    sources: tuple[Normalised, ...] = field(repr=False)
    offset: int = 0

    @property
    def end(self) -> int:
        """Where ``text`` ends in all turns of the transcript, joined, exclusive."""
        return self.offset + len(self.text)


def join_turns(
    turns: Iterable[Turn], *, max_chars: int = MAX_CHARS, overlap_chars: int = OVERLAP_CHARS
) -> Iterator[Document]:
    """Yield documents that together hold every turn, in order, and overlap where they are cut.

    A cut is made between turns where there is a place near enough, else at white space.

    Args:
        turns: In spoken order; none, and there is no document.
        max_chars: No document is longer.
        overlap_chars: Two documents share at least this many characters, or a quarter of
            ``max_chars`` if that is less.
    """
    whole = _whole(turns)
    if not whole.turns:
        return
    overlap = min(overlap_chars, max_chars // 4)
    start, end = 0, _cut_before(whole, min(max_chars, len(whole.text)), max_chars // 2)
    while end < len(whole.text):
        yield _part(whole, start, end)
        start = max(start + 1, _cut_before(whole, end - overlap, end - 2 * overlap))
        latest = min(start + max_chars, len(whole.text))
        end = max(end + 1, _cut_before(whole, latest, latest - max_chars // 4))
    yield _part(whole, start, end)


def rejoin(documents: Sequence[Document]) -> Document:
    """Return the one document that all of a transcript's documents were cut from.

    Args:
        documents: As :func:`join_turns` gave them: all of them, at least one.
    """
    if len(documents) == 1:
        return documents[0]
    pieces: list[str] = []
    parts: dict[int, tuple[Turn, Normalised]] = {}
    at = 0
    for document in documents:
        pieces.append(document.text[at - document.offset :])
        at = document.end
        for start, turn, source in zip(
            document.starts, document.turns, document.sources, strict=True
        ):
            parts[document.offset + start] = turn, source
    turns, sources = zip(*parts.values(), strict=True)
    return Document("".join(pieces), tuple(parts), turns, sources)


def place_in_whole(document: Document, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans of a document as spans of what :func:`rejoin` returns."""
    for span in spans:
        if document.offset:
            at = document.offset
            yield replace(span, start=span.start + at, end=span.end + at)
        else:
            yield span


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


def _whole(turns: Iterable[Turn]) -> Document:
    starts, at = [], 0
    kept = tuple(turns)
    sources = tuple(normalise(turn.text) for turn in kept)
    for source in sources:
        starts.append(at)
        at += len(source.text) + len(TURN_BREAK)
    return Document(
        TURN_BREAK.join(source.text for source in sources), tuple(starts), kept, sources
    )


def _part(whole: Document, start: int, end: int) -> Document:
    """Return ``text[start:end]`` with every turn that has a character there."""
    if start == 0 and end == len(whole.text):
        return whole
    first = max(0, bisect_right(whole.starts, start) - 1)
    last = bisect_right(whole.starts, end)
    return Document(
        whole.text[start:end],
        tuple(at - start for at in whole.starts[first:last]),
        whole.turns[first:last],
        whole.sources[first:last],
        start,
    )


def _cut_before(whole: Document, latest: int, earliest: int) -> int:
    """Return the best place for a cut that is at most ``latest`` and at least ``earliest``.

    The start of a turn is best, then that of a sentence, then that of a word. In what has none of
    them, as text of scripts that don't part their words, the cut is at ``latest``.
    """
    if latest >= len(whole.text):
        return len(whole.text)
    turn_at = whole.starts[bisect_right(whole.starts, latest) - 1]
    if turn_at >= earliest and turn_at > 0:
        return turn_at
    for signs in _SENTENCE_ENDS, _WHITE:
        at = max(whole.text.rfind(sign, max(0, earliest), latest) for sign in signs)
        if at >= 0:
            return at + len(signs[0])
    return latest


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
