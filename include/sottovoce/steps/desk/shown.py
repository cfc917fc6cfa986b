"""What the page of a reading shows: the turns with their marks. Holds raw words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTurn
from sottovoce.review.items import Item, with_decisions
from sottovoce.review.marks import REVIEWER, Mark, Verdict, mark_turn, marks_by_turn
from sottovoce.review.ranking import is_doubtful
from sottovoce.review.readings import ReadingRow
from sottovoce.steps.desk.texts import Text

SpanState = Literal["certain", "doubtful", "near_miss", "confirmed", "added", "shown"]


@dataclass(frozen=True, slots=True)
class ShownSpan:
    """Characters ``start <= i < end`` that are marked on the page.

    Attributes:
        start: First character.
        end: One past the last.
        entity_type: What they identify, or were taken for.
        state: ``certain``, ``doubtful``, ``confirmed`` and ``added`` are masked; ``near_miss`` is
            in view, and ``shown`` was masked and is in view because the reader says so.
    """

    start: int
    end: int
    entity_type: EntityType
    state: SpanState


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """One turn as the page shows it.

    Attributes:
        index: Its position in the transcript, from 0.
        speaker: Its label as it stands in the file; None without one.
        start_s: Start in seconds; None if unknown.
        text: Its words.
        spans: What is marked in ``text``, in order.
        rank: Which one it is to read, from 1; None if it is not among those to read first.
        speaker_spans: What is marked in ``speaker``, in order.
    """

    index: int
    speaker: str | None = field(repr=False)
    start_s: float | None
    text: str = field(repr=False)
    spans: tuple[ShownSpan, ...]
    rank: int | None
    speaker_spans: tuple[ShownSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One person's reading of one interview.

    Attributes:
        interview_id: Of which interview.
        site: Of which site.
        role: Role of who was interviewed; empty if unknown.
        version: To be sent with every change.
        place: 1 for the first reader, 2 for the second.
        reader: Who holds it; empty if nobody does, and then there are no turns either.
        turns: All turns.
        items: What is to be decided about, in the order of reading.
        has_recording: Whether clips can be played.
        can_undo: Whether something is there to take back.
    """

    interview_id: InterviewId
    site: str
    role: str
    version: int
    place: int
    reader: str
    turns: tuple[ReadTurn, ...]
    items: tuple[Item, ...]
    has_recording: bool
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What a change did.

    Attributes:
        version: To be sent with the next change.
        turns: The turns that may look different now.
        items: All items of these turns.
        can_undo: Whether something is there to take back.
    """

    version: int
    turns: tuple[ReadTurn, ...]
    items: tuple[Item, ...]
    can_undo: bool


def show_reading(
    text: Text, row: ReadingRow, marks: Sequence[Mark], policy: DeidentifyPolicy
) -> Reading:
    """Return a whole reading, ready for the page."""
    every = range(len(text.found.turns))
    return Reading(
        interview_id=row.interview_id,
        site=text.record.site,
        role=text.record.role or "",
        version=row.version,
        place=row.place,
        reader=row.reader,
        turns=tuple(show_turns(text, every, marks, policy)),
        items=with_decisions(text.items, marks),
        has_recording=text.has_recording,
        can_undo=bool(marks),
    )


def show_change(
    text: Text,
    row: ReadingRow,
    marks: Sequence[Mark],
    touched: Iterable[int],
    policy: DeidentifyPolicy,
) -> Saved:
    """Return what a change did to the turns that it touched."""
    indexes = sorted(set(touched))
    items = with_decisions(text.items, marks)
    return Saved(
        version=row.version,
        turns=tuple(show_turns(text, indexes, marks, policy)),
        items=tuple(item for item in items if item.turn in indexes),
        can_undo=bool(marks),
    )


def show_turns(
    text: Text, indexes: Iterable[int], marks: Iterable[Mark], policy: DeidentifyPolicy
) -> Iterator[ReadTurn]:
    """Yield some turns as these marks leave them."""
    by_turn = marks_by_turn(marks)
    for index in indexes:
        yield _show_turn(text, text.found.turns[index], by_turn, policy)


def _show_turn(
    text: Text,
    found: MarkedTurn,
    by_turn: Mapping[int, Sequence[Mark]],
    policy: DeidentifyPolicy,
) -> ReadTurn:
    turn, marks = found.turn, by_turn.get(found.turn.index, ())
    now = mark_turn(found, marks)
    in_text = [m for m in marks if m.field == "text"]
    in_label = [m for m in marks if m.field == "speaker"]
    near = [ShownSpan(n.start, n.end, n.entity_type, "near_miss") for n in now.near_misses]
    return ReadTurn(
        index=turn.index,
        speaker=turn.speaker,
        start_s=turn.start_s,
        text=turn.text,
        spans=tuple(sorted([*near, *_spans(found.spans, now.spans, in_text, policy)], key=_start)),
        rank=text.ranks.get(turn.index),
        speaker_spans=tuple(_spans(found.speaker_spans, now.speaker_spans, in_label, policy)),
    )


def _spans(
    found: Sequence[Span], now: Sequence[Span], marks: Sequence[Mark], policy: DeidentifyPolicy
) -> list[ShownSpan]:
    masked = [ShownSpan(s.start, s.end, s.entity_type, _state(s, found, policy)) for s in now]
    return sorted([*masked, *_uncovered(found, now, marks)], key=_start)


def _state(span: Span, found: Sequence[Span], policy: DeidentifyPolicy) -> SpanState:
    if REVIEWER in span.recognizer.split("+"):
        return "confirmed" if any(map(span.overlaps, found)) else "added"
    return "doubtful" if is_doubtful(span.score, policy) else "certain"


def _uncovered(
    found: Sequence[Span], now: Sequence[Span], marks: Sequence[Mark]
) -> Iterator[ShownSpan]:
    """Yield what the detector masked and the reader shows."""
    shown = [mark for mark in marks if mark.verdict is Verdict.SHOW]
    for span in found:
        for mark in shown:
            start, end = max(span.start, mark.start), min(span.end, mark.end)
            if start < end and not any(s.start < end and start < s.end for s in now):
                yield ShownSpan(start, end, span.entity_type, "shown")
                break


def _start(span: ShownSpan) -> tuple[int, int]:
    return span.start, span.end
