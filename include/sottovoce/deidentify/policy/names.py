"""Names by origin and gender, and what a name's own origin and gender probably are."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import Literal

Gender = Literal["f", "m"]

_PART = re.compile(r"[^\W\d_]+")
_MIN_ODDS = 1.0  # log odds under which a name's gender is left open


@dataclass(frozen=True, slots=True)
class NameList:
    """Names of one origin, any of which can stand in for another.

    Attributes:
        origin: What the names have in common, e.g. ``yoruba``.
        women: Given names of women.
        men: Given names of men.
        families: Family names.
        known_women: More given names of women, to know them by; they never stand in.
        known_men: The same of men.
    """

    origin: str
    women: tuple[str, ...] = field(repr=False)
    men: tuple[str, ...] = field(repr=False)
    families: tuple[str, ...] = field(repr=False)
    known_women: tuple[str, ...] = field(default=(), repr=False)
    known_men: tuple[str, ...] = field(default=(), repr=False)

    def known(self, gender: Gender | None) -> tuple[str, ...]:
        """Return all given names that are known of a gender, or of both."""
        women, men = self.women + self.known_women, self.men + self.known_men
        return {"f": women, "m": men, None: women + men}[gender]

    def given(self, gender: Gender | None) -> tuple[str, ...]:
        """Return the given names of a gender; of both where it is not known."""
        return {"f": self.women, "m": self.men, None: self.women + self.men}[gender]


def name_parts(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: small letters without accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return tuple(_PART.findall("".join(c for c in plain if not unicodedata.combining(c))))


class NameLists:
    """All lists, and guesses from them: first whether a name is listed, then how it is spelled."""

    def __init__(self, lists: Iterable[NameList]) -> None:
        self.by_origin: Mapping[str, NameList] = {each.origin: each for each in lists}

    def guess_origin(self, words: Sequence[str]) -> str:
        """Return the origin whose names are most like these.

        Args:
            words: The words of one name, at least one.
        """
        parts = [part for word in words for part in name_parts(word)]
        votes: Counter[str] = Counter()
        for part in parts:
            origins = self._origins.get(part, ())
            votes.update({origin: 1 / len(origins) for origin in origins})
        if votes:
            return max(votes, key=lambda origin: (votes[origin], origin))
        scores = self._spelling.scores(parts)
        return max(scores, key=lambda origin: (scores[origin], origin))

    def guess_gender(self, given: str, origin: str) -> Gender | None:
        """Return whether a given name is a woman's or a man's; None if it may be either."""
        listed = self._listed.get(name_parts(given), set())
        own = {gender for where, gender in listed if where == origin}
        for known in (own, {gender for _, gender in listed}):
            if len(known) == 1:
                return next(iter(known))
        scores = self._endings.scores(name_parts(given)[-1:])
        odds = scores["f"] - scores["m"]
        if abs(odds) < _MIN_ODDS:
            return None
        return "f" if odds > 0 else "m"

    def is_family_name(self, word: str) -> bool:
        """Whether a single word is listed as a family name only."""
        (part, *rest) = name_parts(word) or ("",)
        return not rest and part in self._families and part not in self._given

    @cached_property
    def _origins(self) -> dict[str, set[str]]:
        origins: dict[str, set[str]] = {}
        for each in self.by_origin.values():
            for name in (*each.known(None), *each.families):
                for part in name_parts(name):
                    origins.setdefault(part, set()).add(each.origin)
        return origins

    @cached_property
    def _listed(self) -> dict[tuple[str, ...], set[tuple[str, Gender]]]:
        listed: dict[tuple[str, ...], set[tuple[str, Gender]]] = {}
        genders: tuple[Gender, Gender] = ("f", "m")
        for each in self.by_origin.values():
            for gender in genders:
                for name in each.known(gender):
                    listed.setdefault(name_parts(name), set()).add((each.origin, gender))
        return listed

    @cached_property
    def _families(self) -> frozenset[str]:
        return _parts_of(name for each in self.by_origin.values() for name in each.families)

    @cached_property
    def _given(self) -> frozenset[str]:
        return _parts_of(name for each in self.by_origin.values() for name in each.known(None))

    @cached_property
    def _spelling(self) -> "_Spelling":
        return _Spelling(
            {each.origin: _parts_of((*each.known(None), *each.families)) for each in
             self.by_origin.values()}
        )  # fmt: skip

    @cached_property
    def _endings(self) -> "_Spelling":
        women = _parts_of(name for each in self.by_origin.values() for name in each.known("f"))
        men = _parts_of(name for each in self.by_origin.values() for name in each.known("m"))
        return _Spelling({"f": women, "m": men}, pieces=_endings)


def _parts_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(part for name in names for part in name_parts(name))


def _trigrams(part: str) -> list[str]:
    marked = f"^{part}$"
    return [marked[at : at + n] for n in (2, 3) for at in range(len(marked) - n + 1)]


def _endings(part: str) -> list[str]:
    return [f"{part}$"[-n:] for n in (2, 3, 4)]


class _Spelling:
    """Naive Bayes over pieces of words, each class equally likely beforehand."""

    def __init__(
        self, words: Mapping[str, Iterable[str]], pieces: Callable[[str], list[str]] = _trigrams
    ) -> None:
        self._pieces = pieces
        self._counts = {
            name: Counter(piece for word in of for piece in pieces(word))
            for name, of in words.items()
        }
        self._totals = {name: counts.total() for name, counts in self._counts.items()}
        self._n_kinds = len(set().union(*self._counts.values()))

    def scores(self, parts: Iterable[str]) -> dict[str, float]:
        """Return how well each class explains the words, as a logarithm."""
        said = [piece for part in parts for piece in self._pieces(part)]
        return {
            name: sum(
                log((counts[piece] + 0.3) / (self._totals[name] + 0.3 * self._n_kinds))
                for piece in said
            )
            for name, counts in self._counts.items()
        }
