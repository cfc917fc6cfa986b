"""Marked interviews told again of other people in other places.

The words between the marks stay as they are; what is marked is exchanged, the same for the same
throughout one interview, so that each copy names new people and services in an old conversation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random

from sottovoce.model.spans import EntityType
from training.data.contacts import Contacts
from training.data.dates import other_date
from training.data.marking import UNKNOWN, Example, Piece, cut, rewritten
from training.data.names import Names, plain, read_names
from training.data.numbers import other_age, scramble
from training.data.people import KEPT, WORD, People, is_code
from training.data.places import Places

_CODES = frozenset(
    {EntityType.PHONE, EntityType.NHS_NUMBER, EntityType.NINO, EntityType.POSTCODE}
    | {EntityType.OTHER_ID}
)
_PLACES = frozenset({EntityType.LOCATION, EntityType.ORGANISATION, EntityType.FACILITY})


def resample(example: Example, rng: Random, *, names: Names | None = None) -> Example:
    """Return ``example`` with every identifier exchanged, the same one always for the same.

    Args:
        example: A marked interview.
        rng: Decides everything; the same state gives the same result.
        names: The name lists; those of this package if None.

    Returns:
        The same turns with the same unmarked words; spans are of the same types in the same order.
    """
    exchange = _Exchange(example, rng, names or read_names())
    return rewritten(example, exchange.pieces, suffix="told-again")


@dataclass(slots=True)
class _Exchange:
    example: Example = field(repr=False)
    rng: Random
    names: Names = field(repr=False)
    people: People = field(init=False)
    places: Places = field(init=False)
    contacts: Contacts = field(init=False)
    _done: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        marked = _marked(self.example)
        taken = frozenset(w for _, p in marked for w in _identifying(p, self.names))
        self.people = People(self.names, self.rng, taken)
        self.people.meet((p.text, before) for before, p in marked if p.kind == "PERSON")
        self.places = Places(self.rng, self.people, taken)
        self.places.meet([p for _, p in marked if p.kind in _PLACES])
        self.contacts = Contacts(self.rng, self.people, self.places)

    def pieces(self, pieces: list[Piece]) -> list[Piece]:
        return [self._piece(piece) for piece in pieces]

    def _piece(self, piece: Piece) -> Piece:
        if piece.kind is None or piece.kind == UNKNOWN:
            return piece
        key = (piece.kind, piece.text)
        if key not in self._done:
            self._done[key] = self._other(EntityType(piece.kind), piece.text) or piece.text
        return Piece(self._done[key], piece.kind)

    def _other(self, kind: EntityType, text: str) -> str:
        if kind == EntityType.PHONE and text[:2].isdigit():
            return text[:2] + scramble(text[2:], self.rng)
        if kind in _CODES:
            return scramble(text, self.rng)
        if kind in _PLACES:
            return self.places.replace(kind, text)
        makers: dict[EntityType, Callable[[str], str]] = {
            EntityType.PERSON: self.people.replace,
            EntityType.ADDRESS: self.places.other_address,
            EntityType.AGE: partial(other_age, rng=self.rng),
            EntityType.DATE: partial(other_date, rng=self.rng),
            EntityType.EMAIL: self.contacts.replace,
            EntityType.URL_HANDLE: self.contacts.replace,
        }
        return makers[kind](text)


def _marked(example: Example) -> list[tuple[str, Piece]]:
    """Return every marked piece of an interview, each with the text before it."""
    found: list[tuple[str, Piece]] = []
    for turn in example.turns:
        for pieces in (cut(turn.speaker, turn.speaker_spans), cut(turn.text, turn.spans)):
            before = ""
            for piece in pieces:
                if piece.kind is not None:
                    found.append((before, piece))
                before = piece.text
    return found


def _identifying(piece: Piece, names: Names) -> list[str]:
    """Return the words, in small letters, that must not come back in a name."""
    if piece.kind != "PERSON" or is_code(piece.text):
        return []
    words = [word.casefold() for word in WORD.findall(piece.text)]
    return [w for w in words if len(w) > 2 and w not in KEPT] + [plain(re.sub(" ", "", piece.text))]
