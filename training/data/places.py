"""Where one interview happens and which services it names, and what they are called instead."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType
from training.data.marking import Piece
from training.data.names import read_names
from training.data.numbers import scramble
from training.data.people import People
from training.data.services import GENERIC, ROAD_KINDS, Services, word_lists
from training.data.spelling import matched_case

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_NUMBER_WORD = re.compile(
    r"\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)"
    r"(?:-\w+)?$",
    re.IGNORECASE,
)
_ADDRESS_WORDS = words(
    """
    flat number unit apartment room block house the old top ground floor first second third
    a b c and of at on court walk hill lane
    """
)
_ROAD_CODE = re.compile(r"[abm]\d{1,4}", re.IGNORECASE)


@dataclass(slots=True)
class Places:
    """The places and services of one interview and their replacements.

    Attributes:
        rng: Draws the replacements.
        people: The interview's people; a service named for one of them follows their new name.
        taken: Words in small letters that no replacement may contain.
    """

    rng: Random
    people: People
    taken: frozenset[str]
    _heads: dict[str, str] = field(default_factory=dict, repr=False)
    _whole: dict[str, str] = field(default_factory=dict, repr=False)

    def meet(self, mentions: list[Piece]) -> None:
        """Choose replacements for the towns first, as services are named for them."""
        counts: dict[str, int] = {}
        for piece in mentions:
            for word in _heads_of(piece.text):
                counts[word] = counts.get(word, 0) + 1
        for piece in mentions:
            if piece.kind == EntityType.LOCATION:
                self._meet_location(piece.text)
        for text in sorted({p.text for p in mentions if p.kind != EntityType.LOCATION}):
            heads = _heads_of(text)
            if heads and all(counts[word] == 1 and word not in self._heads for word in heads):
                self._meet_single(text, next(p.kind for p in mentions if p.text == text))

    def replace(self, kind: EntityType, text: str) -> str:
        """Return what stands instead of a marked place or service."""
        whole = self._whole.get(text.casefold())
        if whole is not None:
            return matched_case(text, whole)
        if kind != EntityType.LOCATION and not _heads_of(text):
            return text
        return self._by_words(text, kind)

    def head(self, word: str) -> str | None:
        """Return what stands instead of one word of a name, or None if it isn't in any."""
        return self._heads.get(word.casefold())

    def other_address(self, text: str) -> str:
        """Return another address: other numbers, other road, the same frame."""

        def other(match: re.Match[str]) -> str:
            word = match[0]
            if _NUMBER_WORD.search(word):
                return scramble(word, self.rng)
            if word.casefold() in _ADDRESS_WORDS | ROAD_KINDS:
                return word
            road = Services(self.rng).road_head
            return matched_case(word, self._head_for(word.casefold(), road))

        return _WORD.sub(other, text)

    def _meet_location(self, text: str) -> None:
        small = text.casefold()
        words = small.split()
        if _ROAD_CODE.fullmatch(small):
            self._whole[small] = scramble(small, self.rng)
        elif words[-1] not in ROAD_KINDS or len(words) == 1:
            drawn = self._fresh(self._like_location(small))
            self._whole.setdefault(small, drawn)
            if len(words) == 1:
                self._heads.setdefault(small, self._whole[small])

    def _like_location(self, small: str) -> Callable[[], str]:
        services, lists = Services(self.rng), word_lists()
        for key in ("countries", "far_towns", "rivers", "counties"):
            if any(small == entry.casefold().removeprefix("the ") for entry in lists[key]):
                return lambda: services.pick(key).removeprefix("the ")
        return services.town

    def _meet_single(self, text: str, kind: str | None) -> None:
        """Give a service that nothing else is named like a wholly new name, now and then."""
        if self.rng.random() < 0.6 or kind is None:
            return
        services = Services(self.rng)
        make = services.facility if kind == EntityType.FACILITY else services.organisation
        ends_generic = text.casefold().split()[-1] in GENERIC
        for _ in range(12):
            made = self._fresh(make)
            if (made.casefold().split()[-1] in GENERIC) == ends_generic:
                self._whole[text.casefold()] = made
                return

    def _by_words(self, text: str, kind: EntityType) -> str:
        is_road = kind == EntityType.LOCATION

        def other(match: re.Match[str]) -> str:
            word = match[0]
            small = word.casefold()
            is_frame = small in GENERIC or (is_road and small in ROAD_KINDS) or len(small) < 2
            if is_frame and " " in text:
                return word
            named_for = self._named_for(small)
            if named_for:
                return matched_case(word, named_for)
            if word.isupper() and 3 <= len(word) <= 6:
                return self._head_for(small, Services(self.rng).acronym)
            return matched_case(word, self._head_for(small, self._head_maker(kind)))

        return _WORD.sub(other, text)

    def _head_maker(self, kind: EntityType) -> Callable[[], str]:
        services = Services(self.rng)
        if kind == EntityType.LOCATION:
            return services.road_head
        keys = ("heads", "heads", "heads", "coined", "founders", "rivers", "towns")
        if kind == EntityType.FACILITY:
            keys = ("heads", "heads", "heads", "founders", "road_names", "saints", "rivers")
        return lambda: services.pick(self.rng.choice(keys))

    def _named_for(self, small: str) -> str | None:
        """Return the new name of a place that is named for a person, with its ending kept."""
        stem, ending = re.fullmatch(r"(.*?)((?:['\u2019]s?)?)", small).groups()  # type: ignore[union-attr]
        person = self.people.word(stem)
        if person is None and ending:
            names = read_names()
            made = self._head_for(stem, lambda: names.a_given(self.rng, names.an_origin(self.rng)))
            return made + ending
        return person + ending if person else None

    def _head_for(self, small: str, make: Callable[[], str]) -> str:
        if small not in self._heads:
            self._heads[small] = self._fresh(make)
        return self._heads[small]

    def _fresh(self, make: Callable[[], str]) -> str:
        made = make()
        for _ in range(40):
            words = {word.casefold() for word in _WORD.findall(made)}
            words |= {word.removesuffix("'s") for word in words}
            if not words & self.taken:
                break
            made = make()
        return made


def _heads_of(text: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return [word for word in words if word not in GENERIC and len(word) > 1]
