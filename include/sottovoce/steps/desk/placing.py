"""From what a person points at to the marks that are kept. Holds raw words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sottovoce.errors import DeskRefusal
from sottovoce.model.rosters import ROSTER_KINDS
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTurn
from sottovoce.review.marks import Field, Mark, Verdict, apply_marks
from sottovoce.review.occurrences import find_masked, find_occurrences
from sottovoce.review.readings import Kind, Placed, Remembered
from sottovoce.steps.desk.texts import Text

_MOST = 5000


@dataclass(frozen=True, slots=True)
class NewMark:
    """A decision as the page sends it.

    Attributes:
        turn: Index of the turn.
        start: First character, counted in the turn's text or label.
        end: One past the last.
        verdict: What becomes of the characters.
        entity_type: What they identify; None where it is shown, or masked as what it was.
        field: Where in the turn.
    """

    turn: int
    start: int
    end: int
    verdict: Verdict
    entity_type: EntityType | None = None
    field: Field = "text"


def place_marks(
    text: Text, marks: Iterable[Mark], changes: Sequence[NewMark], *, everywhere: bool
) -> list[Placed]:
    """Return the marks to keep, in order, without repetitions.

    Args:
        text: The interview.
        marks: What the reader decided before.
        changes: What the reader decides now.
        everywhere: Wherever the same words stand.

    Raises:
        DeskRefusal: A place is not there, or the words stand at too many places.
    """
    now = apply_marks(text.found, marks).turns
    placed = dict.fromkeys(
        each for change in changes for each in _placed(now, change, everywhere=everywhere)
    )
    if len(placed) > _MOST:
        raise DeskRefusal(
            "These words stand at more than five thousand places.", "Select more words."
        )
    return list(placed)


def place_remembered(
    text: Text, marks: Iterable[Mark], change: NewMark, kind: Kind
) -> tuple[list[Placed], Remembered]:
    """Return the marks that follow from remembering words, and what is remembered.

    Raises:
        DeskRefusal: The place is not there, or its type is none of a roster's.
    """
    now = apply_marks(text.found, marks).turns
    at = _settled(now, replace(change, verdict=Verdict.MASK))
    if at.entity_type is None or (kind == "roster" and at.entity_type not in ROSTER_KINDS.values()):
        raise DeskRefusal(
            "A roster has names of people, organisations, facilities and places, and other names.",
            "Change the type first, or mask it everywhere in this interview.",
        )
    verdict = Verdict.MASK if kind == "roster" else Verdict.SHOW
    placed = place_marks(text, marks, [replace(change, verdict=verdict)], everywhere=True)
    return placed, Remembered(at.turn, at.field, at.start, at.end, kind, at.entity_type)


def _placed(now: Sequence[MarkedTurn], change: NewMark, *, everywhere: bool) -> Iterator[Placed]:
    here = _settled(now, change)
    yield here
    if not everywhere:
        return
    words = _text(now[here.turn], here.field)[here.start : here.end]
    find = find_occurrences if here.verdict is Verdict.MASK else find_masked
    for place in find(now, words):
        there = replace(here, turn=place.turn, field=place.field, start=place.start, end=place.end)
        if here.verdict is Verdict.SHOW or not _is_part_of_more(now[place.turn], there):
            yield there


def _settled(now: Sequence[MarkedTurn], change: NewMark) -> Placed:
    """Return a change without spaces at its ends, and with the type that it leaves open.

    Raises:
        DeskRefusal: There is nothing there.
    """
    turn = now[change.turn] if 0 <= change.turn < len(now) else None
    text = _text(turn, change.field) if turn else ""
    said = text[change.start : change.end] if 0 <= change.start < change.end <= len(text) else ""
    if turn is None or not said.strip():
        raise DeskRefusal("There are no words at this place.", "Load the page again.")
    start = change.start + len(said) - len(said.lstrip())
    end = start + len(said.strip())
    kind = None
    if change.verdict is Verdict.MASK:
        kind = change.entity_type or _type_of(turn, change.field, start, end)
    return Placed(change.turn, change.field, start, end, change.verdict, kind)


def _type_of(turn: MarkedTurn, field: Field, start: int, end: int) -> EntityType:
    near = turn.near_misses if field == "text" else ()
    spans = [s for s in (*_spans(turn, field), *near) if s.start < end and start < s.end]
    widest = max(spans, key=lambda s: min(s.end, end) - max(s.start, start), default=None)
    return widest.entity_type if widest else EntityType.OTHER_ID


def _is_part_of_more(turn: MarkedTurn, place: Placed) -> bool:
    """Whether a longer mask covers the place already: it must not be cut in two."""
    return any(
        span.start <= place.start
        and place.end <= span.end
        and span.end - span.start > place.end - place.start
        for span in _spans(turn, place.field)
    )


def _spans(turn: MarkedTurn, field: Field) -> tuple[Span, ...]:
    return turn.spans if field == "text" else turn.speaker_spans


def _text(turn: MarkedTurn, field: Field) -> str:
    return turn.turn.text if field == "text" else turn.turn.speaker or ""
