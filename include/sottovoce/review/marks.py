"""What a person decided about the words of an interview, applied to what a detector found.

A mark is a place and a verdict, no words. Marks count in the order in which they were made, each
over what was there before, so applying the same ones again changes nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn

REVIEWER = "reviewer"
"""The recognizer of what a person masked, or said is rightly masked."""

Field = Literal["text", "speaker"]
"""Where in a turn: its words, or its speaker label."""

_WORDLESS = re.compile(r"[\W_]*(?:['\N{RIGHT SINGLE QUOTATION MARK}]s)?[\W_]*", re.IGNORECASE)


class Verdict(StrEnum):
    """What becomes of the characters of a mark."""

    MASK = "mask"
    """They identify someone, and are replaced."""
    SHOW = "show"
    """They identify nobody, and stay in view."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One decision about the characters ``start <= i < end`` of a turn.

    Attributes:
        number: Its place in the order of marks.
        turn: Index of the turn.
        start: First character, counted in the turn's text or label.
        end: One past the last.
        verdict: What becomes of them.
        entity_type: What they identify, for what is masked; else None.
        field: Where in the turn.
    """

    number: int
    turn: int
    start: int
    end: int
    verdict: Verdict
    entity_type: EntityType | None
    field: Field = "text"

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            msg = f"mark [{self.start}, {self.end}) is empty or negative"
            raise ValueError(msg)
        if (self.verdict is Verdict.MASK) != (self.entity_type is not None):
            msg = "what is masked identifies something, and what is shown does not"
            raise ValueError(msg)


def apply_marks(marked: MarkedTranscript, marks: Iterable[Mark]) -> MarkedTranscript:
    """Return the transcript as the marks leave it; what no mark touches is unchanged.

    A mask never uncovers anything: spans that reach beyond it keep the rest. What is shown
    uncovers its own characters and no others, besides what of a span then has no word in it. Spaces
    that a cut leaves at a span's edge are dropped. What a person masked has score 1.

    Raises:
        ValueError: A mark reaches beyond its turn: it was made in other words.
    """
    by_turn = marks_by_turn(marks)
    beyond = by_turn.keys() - {turn.turn.index for turn in marked.turns}
    if beyond:
        msg = f"{len(beyond)} marks lie in turns that are not there"
        raise ValueError(msg)
    turns = tuple(
        mark_turn(turn, by_turn[turn.turn.index]) if turn.turn.index in by_turn else turn
        for turn in marked.turns
    )
    return MarkedTranscript(turns, marked.source_format)


def apply_question(
    marked: MarkedTranscript, readings: Sequence[Iterable[Mark]]
) -> MarkedTranscript:
    """Return the transcript as its readers leave it, each of whom began with ``marked``.

    What any of them leaves masked is masked; so what is shown needs all of them.

    Args:
        marked: What they began with.
        readings: The marks of each; with none at all nothing changes.
    """
    results = [apply_marks(marked, marks) for marks in readings]
    if not results:
        return marked
    joined, *others = results
    for other in others:
        joined = union(joined, other)
    return joined


def union(one: MarkedTranscript, other: MarkedTranscript) -> MarkedTranscript:
    """Return what either masks of the same turns; where both do, as ``one`` has it.

    A near miss stays one where neither reader decided about it.
    """
    turns = tuple(
        _union_of_turns(mine, theirs) for mine, theirs in zip(one.turns, other.turns, strict=True)
    )
    return MarkedTranscript(turns, one.source_format)


def marks_by_turn(marks: Iterable[Mark]) -> Mapping[int, list[Mark]]:
    """Return the marks in their order, by index of the turn."""
    by_turn: dict[int, list[Mark]] = defaultdict(list)
    for mark in sorted(marks, key=lambda mark: mark.number):
        by_turn[mark.turn].append(mark)
    return by_turn


def mark_turn(marked: MarkedTurn, marks: Iterable[Mark]) -> MarkedTurn:
    """Return one turn as its marks leave it; see :func:`apply_marks`.

    Args:
        marked: What was found in it.
        marks: Its own, in order.
    """
    texts = {"text": marked.turn.text, "speaker": marked.turn.speaker or ""}
    spans = {"text": marked.spans, "speaker": marked.speaker_spans}
    near = marked.near_misses
    for mark in marks:
        text = texts[mark.field]
        if mark.end > len(text):
            msg = f"a mark reaches beyond turn {mark.turn}"
            raise ValueError(msg)
        spans[mark.field] = _settle(spans[mark.field], mark, text)
        if mark.field == "text":
            near = tuple(
                piece for each in near for piece in _show(each, mark.start, mark.end, text)
            )
    clear = tuple(each for each in near if not any(map(each.overlaps, spans["text"])))
    return MarkedTurn(marked.turn, spans["text"], spans["speaker"], clear)


def texts_of(marked: MarkedTranscript) -> Iterator[tuple[str, Sequence[Span]]]:
    """Yield every label and every text with what is masked in it, turn by turn. Raw words."""
    for turn in marked.turns:
        yield turn.turn.speaker or "", turn.speaker_spans
        yield turn.turn.text, turn.spans


def _settle(spans: Sequence[Span], mark: Mark, text: str) -> tuple[Span, ...]:
    if mark.entity_type is None:
        shown = (p for span in spans for p in _show(span, mark.start, mark.end, text))
        return tuple(shown)
    under = [s for s in spans if s.start < mark.end and mark.start < s.end]
    names = [name for span in under for name in span.recognizer.split("+") if name != REVIEWER]
    recognizer = "+".join([*dict.fromkeys(filter(None, names)), REVIEWER])
    return _put(Span(mark.start, mark.end, mark.entity_type, 1.0, recognizer), spans, text)


def _show(span: Span, start: int, end: int, text: str) -> list[Span]:
    """Return what of a span lies outside ``[start, end)`` and has a word in it."""
    pieces = _outside(span, start, end, text)
    return [p for p in pieces if p == span or not _WORDLESS.fullmatch(text, p.start, p.end)]


def _put(new: Span, spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Return the spans with a new one over them, which takes in what is left without a word."""
    start, end, kept = new.start, new.end, list[Span]()
    for span in spans:
        for piece in _outside(span, new.start, new.end, text):
            if piece != span and _WORDLESS.fullmatch(text, piece.start, piece.end):
                start, end = min(start, piece.start), max(end, piece.end)
            else:
                kept.append(piece)
    return tuple(sorted([*kept, replace(new, start=start, end=end)]))


def _outside(span: Span, start: int, end: int, text: str) -> list[Span]:
    """Return the parts of a span outside ``[start, end)``, without spaces where it was cut."""
    if span.end <= start or end <= span.start:
        return [span]
    pieces = []
    before = text[span.start : start].rstrip() if span.start < start else ""
    if before:
        pieces.append(replace(span, end=span.start + len(before)))
    after = text[end : span.end].lstrip() if end < span.end else ""
    if after:
        pieces.append(replace(span, start=span.end - len(after)))
    return pieces


def _union_of_turns(one: MarkedTurn, other: MarkedTurn) -> MarkedTurn:
    spans = _laid_over(other.spans, one.spans, one.turn.text)
    labels = _laid_over(other.speaker_spans, one.speaker_spans, one.turn.speaker or "")
    near = (n for n in one.near_misses if n in other.near_misses)
    clear = tuple(n for n in near if not any(map(n.overlaps, spans)))
    return MarkedTurn(one.turn, spans, labels, clear)


def _laid_over(lower: tuple[Span, ...], upper: tuple[Span, ...], text: str) -> tuple[Span, ...]:
    if lower == upper:
        return upper
    for span in upper:
        lower = _put(span, lower, text)
    return lower
