"""What the review page shows besides the turns: the work list and the keys."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sottovoce.model.spans import EntityType
from sottovoce.steps.desk.reading import Item, Reading, ReadTurn
from sottovoce_airflow.desk.pages.review_turns import (
    KINDS,
    STATES,
    TurnView,
    clock,
    item_key,
    stretch,
    view_turn,
)
from sottovoce_airflow.desk.pages.telling import tell_role

HELP: Sequence[tuple[tuple[str, ...], str]] = (
    (("J", "↓"), "Next place to look at"),
    (("K", "↑"), "The one before"),
    (("Shift J", "Shift K"), "Next mark of any kind, the one before"),
    (("Enter",), "Right as it is, and go on: what is masked stays masked, what is in view in view"),
    (("X", "M"), "The other way round: remove the mask, or mask it"),
    (("T",), "Another type; it is masked as that"),
    (("E", "Shift Enter"), "Right as it is, wherever these words are in this interview"),
    (("Shift X", "Shift T"), "The other way round, or another type, wherever they are"),
    (("A",), "Mask other words of this turn: arrows move, with Shift they take in more"),
    (("R",), "Add to the roster of this site"),
    (("N",), "Never mask these words in this study"),
    (("P", "Shift P"), "Play this turn: muted as it would be released, or raw"),
    (("G",), "Next of the turns to read first"),
    (("U", "Ctrl Z"), "Undo"),
    (("F",), "Finish"),
)
"""Keys and what they do; which key does it is decided in ``static/review_keys.js``."""

_TOLD = {"doubtful": "doubtful", "near_miss": "near miss"}


@dataclass(frozen=True, slots=True)
class ItemView:
    """A place to look at, ready for the template."""

    key: str
    turn: int
    kind: str
    told: str
    entity_type: EntityType
    words: str = field(repr=False)
    time: str | None
    decided: bool


def view_reading(reading: Reading) -> dict[str, Any]:
    """Return what the page of a reading shows."""
    turns = view_turns(reading.turns, reading.items)
    ranked = sorted((turn for turn in turns if turn.rank), key=lambda turn: turn.rank or 0)
    return {
        "reading": reading,
        "role": tell_role(reading.role),
        "stretches": stretch(turns),
        "first_turns": ranked,
        "items": _view_items(reading),
        "n_decided": sum(item.decided for item in reading.items),
        "kinds": KINDS,
        "states": STATES,
        "help": HELP,
    }


def view_turns(turns: Iterable[ReadTurn], items: Iterable[Item]) -> list[TurnView]:
    """Return turns as they are shown, each with those of the items that lie in it."""
    there: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        there[item.turn].append(item)
    return [view_turn(turn, there[turn.index]) for turn in turns]


def _view_items(reading: Reading) -> list[ItemView]:
    turns = {turn.index: turn for turn in reading.turns}
    return [
        ItemView(
            key=item_key(item),
            turn=item.turn,
            kind=item.kind,
            told=_TOLD[item.kind],
            entity_type=item.entity_type,
            words=turns[item.turn].text[item.start : item.end],
            time=clock(turns[item.turn].start_s),
            decided=item.decided,
        )
        for item in reading.items
    ]
