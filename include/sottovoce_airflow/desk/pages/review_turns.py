"""How a turn is shown: its words cut into pieces, marked and not. Raw words; never logged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sottovoce.model.spans import EntityType
from sottovoce.steps.desk.reading import Item, ReadTurn, ShownSpan


class Kind(NamedTuple):
    """What a reviewer calls an entity type, and the key that chooses it."""

    name: str
    key: str


KINDS: Mapping[EntityType, Kind] = {
    EntityType.PERSON: Kind("Person", "p"),
    EntityType.LOCATION: Kind("Place", "l"),
    EntityType.ORGANISATION: Kind("Organisation", "o"),
    EntityType.FACILITY: Kind("Service or building", "f"),
    EntityType.DATE: Kind("Date", "d"),
    EntityType.AGE: Kind("Age", "a"),
    EntityType.PHONE: Kind("Telephone", "t"),
    EntityType.EMAIL: Kind("E-mail", "e"),
    EntityType.POSTCODE: Kind("Postcode", "c"),
    EntityType.NHS_NUMBER: Kind("NHS number", "n"),
    EntityType.NINO: Kind("National Insurance number", "i"),
    EntityType.URL_HANDLE: Kind("Web address or handle", "u"),
    EntityType.ADDRESS: Kind("Street address", "s"),
    EntityType.OTHER_ID: Kind("Other number or code", "x"),
}
"""In the order in which a reviewer is offered them."""

STATES: Mapping[str, str] = {
    "certain": "masked",
    "doubtful": "masked, doubtful",
    "confirmed": "masked, confirmed",
    "added": "masked, added",
    "near_miss": "in view, near miss",
    "shown": "in view, mask removed",
    "left": "in view, looked at",
}
"""What is said of a piece in each state, for whom colour and line don't tell."""

_IN_VIEW = frozenset({"near_miss", "shown", "left"})
_NOT_SHOWN = dict.fromkeys([*range(9), *range(11, 32), 127], " ")
"""Characters that a browser drops or changes, and then would count differently from us."""

_CHARS_A_LINE = 80
_TURNS_TOGETHER = 40
_REM_A_STEP = 20
_TALLEST = 32


class Mark(NamedTuple):
    """Where a mark is and what it says."""

    start: int
    end: int
    entity_type: EntityType
    state: str

    def overlaps(self, start: int, end: int) -> bool:
        """Whether it shares a character with ``start <= i < end``."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a turn that are shown alike.

    Attributes:
        text: The words.
        mark: How they are marked; None for words without a mark.
        items: Keys of the work list's items that it stands for.
    """

    text: str = field(repr=False)
    mark: Mark | None = None
    items: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What the reviewer calls the type of its mark."""
        return KINDS[self.mark.entity_type].name if self.mark else ""

    @property
    def told(self) -> str:
        """The state of its mark in words."""
        return STATES[self.mark.state] if self.mark else ""


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn, ready for the template.

    Attributes:
        index: Its position in the transcript, from 0.
        speaker: The label as it stands in the file, in pieces; empty without one.
        time: When it begins, as a clock shows it.
        rank: Which one it is to read, from 1; None if others come first.
        pieces: Its words.
        decided: Keys of its items that were looked at, spaces between.
        n_lines: About how many lines it takes.
    """

    index: int
    speaker: tuple[Piece, ...]
    time: str | None
    rank: int | None
    pieces: tuple[Piece, ...]
    decided: str
    n_lines: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some turns that a browser lays out together, once they come into view.

    Attributes:
        turns: The turns, at least one.
        tallness: About how high they are together, in steps that ``review.css`` knows.
    """

    turns: Sequence[TurnView]
    tallness: int


def item_key(item: Item) -> str:
    """Return what names an item of the work list on the page: its place."""
    return f"{item.turn}-{item.start}-{item.end}"


def view_turn(turn: ReadTurn, items: Sequence[Item]) -> TurnView:
    """Return how one turn is shown.

    Args:
        turn: The turn with its spans.
        items: The items of the work list that lie in this turn.
    """
    return TurnView(
        index=turn.index,
        speaker=cut(turn.speaker or "", turn.speaker_spans),
        time=clock(turn.start_s),
        rank=turn.rank,
        pieces=cut(turn.text, turn.spans, items),
        decided=" ".join(item_key(item) for item in items if item.decided),
        n_lines=1 + len(turn.text) // _CHARS_A_LINE,
    )


def stretch(turns: Sequence[TurnView]) -> list[Stretch]:
    """Return the turns in stretches: thousands that are laid out at once make every key slow."""
    starts = range(0, len(turns), _TURNS_TOGETHER)
    return [_stretch(turns[start : start + _TURNS_TOGETHER]) for start in starts]


def cut(text: str, spans: Iterable[ShownSpan], items: Sequence[Item] = ()) -> tuple[Piece, ...]:
    """Return the pieces of a text, in order and without gaps: together they are as long as it.

    Every item is in exactly one marked piece. One that no span touches any more was left in view,
    and gets a piece of its own.
    """
    marks = _disjoint(Mark(s.start, s.end, s.entity_type, s.state) for s in spans)
    left = [
        Mark(i.start, i.end, i.entity_type, "left")
        for i in items
        if not any(mark.overlaps(i.start, i.end) for mark in marks)
    ]
    marks = _disjoint([*marks, *left])
    held: dict[Mark, list[str]] = {mark: [] for mark in marks}
    for item in items:
        held[next(m for m in marks if m.overlaps(item.start, item.end))].append(item_key(item))
    return tuple(_pieces(text.translate(_NOT_SHOWN), held))


def clock(seconds: float | None) -> str | None:
    """Return a time as hours, minutes and seconds; None if it is unknown."""
    if seconds is None:
        return None
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _stretch(turns: Sequence[TurnView]) -> Stretch:
    height_rem = sum(max(3.5, 1 + 1.75 * turn.n_lines) for turn in turns)
    return Stretch(turns, min(_TALLEST, max(1, round(height_rem / _REM_A_STEP))))


def _disjoint(marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks in order; where two overlap, what is masked is shown as masked."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.state in _IN_VIEW, mark.start, -mark.end)):
        start = max((m.end for m in kept if m.start <= mark.start < m.end), default=mark.start)
        end = min((m.start for m in kept if start <= m.start < mark.end), default=mark.end)
        if start < end:
            kept.append(mark._replace(start=start, end=end))
    return sorted(kept)


def _pieces(text: str, held: Mapping[Mark, Sequence[str]]) -> Iterator[Piece]:
    at = 0
    for mark, items in held.items():
        if at < mark.start:
            yield Piece(text[at : mark.start])
        yield Piece(text[mark.start : mark.end], mark, tuple(items))
        at = mark.end
    if at < len(text):
        yield Piece(text[at:])
