"""What a reader is to decide about: what is masked without certainty, and what nearly was."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn
from sottovoce.review.marks import Mark, marks_by_turn
from sottovoce.review.ranking import RankedTurn, is_doubtful


class ItemKind(StrEnum):
    """Why a place is to be decided about."""

    DOUBTFUL = "doubtful"
    """It is masked, under the study's review threshold."""
    NEAR_MISS = "near_miss"
    """It is in view, although something speaks for masking it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A place to decide about.

    Attributes:
        turn: Index of the turn.
        start: First character, counted in the turn's text.
        end: One past the last.
        entity_type: What it may identify.
        score: How certain the recognizers are.
        kind: Why it is to be decided about.
        decided: Whether marks cover all of it.
    """

    turn: int
    start: int
    end: int
    entity_type: EntityType
    score: float
    kind: ItemKind
    decided: bool = False


def list_items(
    marked: MarkedTranscript, ranked: Sequence[RankedTurn], policy: DeidentifyPolicy
) -> tuple[Item, ...]:
    """Return the places to decide about, those of the turn to read first at the head.

    Speaker labels are not among them: they are masked as a whole, or are no names.

    Args:
        marked: What the detector found.
        ranked: Its turns in the order of reading.
        policy: Says which spans are doubtful.
    """
    by_index = {turn.turn.index: turn for turn in marked.turns}
    return tuple(
        item
        for turn in ranked
        for item in sorted(_of_turn(by_index[turn.index], policy), key=_start)
    )


def with_decisions(items: Iterable[Item], marks: Iterable[Mark]) -> tuple[Item, ...]:
    """Return the same places, each with whether it is decided by these marks."""
    by_turn = marks_by_turn(marks)
    return tuple(replace(item, decided=_is_decided(item, by_turn)) for item in items)


def _of_turn(marked: MarkedTurn, policy: DeidentifyPolicy) -> Iterator[Item]:
    index = marked.turn.index
    for span in marked.spans:
        if is_doubtful(span.score, policy):
            yield _item(index, span, ItemKind.DOUBTFUL)
    for span in marked.near_misses:
        yield _item(index, span, ItemKind.NEAR_MISS)


def _item(turn: int, span: Span, kind: ItemKind) -> Item:
    return Item(turn, span.start, span.end, span.entity_type, span.score, kind)


def _start(item: Item) -> int:
    return item.start


def _is_decided(item: Item, by_turn: Mapping[int, Sequence[Mark]]) -> bool:
    if item.turn not in by_turn:
        return False
    left = set(range(item.start, item.end))
    for mark in by_turn[item.turn]:
        if mark.field == "text":
            left -= set(range(mark.start, mark.end))
    return not left
