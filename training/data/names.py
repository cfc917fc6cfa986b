"""People's names by origin, and what is known about a name.

The lists were composed for this project; see the README beside this file.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

WORDS = Path(__file__).with_name("words")

GIVEN, FAMILY = "given", "family"


@dataclass(frozen=True, slots=True)
class Known:
    """What the lists say of a name: its origins, and for given names whether m or f."""

    origins: frozenset[str]
    genders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Names:
    """The name lists.

    Attributes:
        given: Given names by origin and gender (m, f).
        family: Family names by origin.
        word_given: Given names that are ordinary words too, by gender.
        word_family: Family names that are ordinary words too.
        shorts: Short forms of a given name, in small letters, by its long form.
        longs: The long forms of a short one, in small letters.
        known: What is known of a name in small letters, by whether it is given or family.
    """

    given: dict[tuple[str, str], tuple[str, ...]]
    family: dict[str, tuple[str, ...]]
    word_given: dict[str, tuple[str, ...]]
    word_family: tuple[str, ...]
    shorts: dict[str, tuple[str, ...]]
    longs: dict[str, tuple[str, ...]]
    known: dict[str, dict[str, Known]] = field(repr=False)

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin, in the order of the list."""
        return tuple(self.family)

    def is_word(self, name: str) -> bool:
        """Whether ``name`` is in a list of names that are ordinary words."""
        return name.casefold() in _word_names()

    def a_given(self, rng: Random, origin: str, gender: str | None = None) -> str:
        """Return a given name of that origin, and of that gender if one is asked for."""
        return rng.choice(self.given[origin, gender or rng.choice("mf")])

    def a_family(self, rng: Random, origin: str) -> str:
        """Return a family name of that origin."""
        return rng.choice(self.family[origin])

    def an_origin(self, rng: Random) -> str:
        """Return an origin; the four nations are drawn more often, as they are met more often."""
        home = ("english", "english", "scottish", "irish", "welsh")
        return rng.choice(home) if rng.random() < 0.3 else rng.choice(self.origins)


@cache
def read_names() -> Names:
    """Return the name lists beside this module."""
    given = {
        (row["origin"], row["gender"]): _split(row["names"]) for row in _rows("first_names.csv")
    }
    family = {row["origin"]: _split(row["names"]) for row in _rows("last_names.csv")}
    words = {row["kind"]: _split(row["names"]) for row in _rows("word_names.csv")}
    shorts = {row["long"].lower(): _split(row["short"]) for row in _rows("nicknames.csv")}
    return Names(
        given,
        family,
        {"m": words["given m"], "f": words["given f"]},
        words["family"],
        shorts,
        _turned(shorts),
        {
            GIVEN: _known(
                [(origin, gender, names) for (origin, gender), names in given.items()]
                + [("english", gender, words[f"given {gender}"]) for gender in "mf"]
            ),
            FAMILY: _known(
                [(origin, "", names) for origin, names in family.items()]
                + [("english", "", words["family"])]
            ),
        },
    )


def plain(name: str) -> str:
    """Return ``name`` in small letters a to z alone, as in a mail address."""
    letters = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    return re.sub(r"[^a-z]", "", letters)


_LETTERS = str.maketrans("łŁøØıİđĐ", "lLoOiIdD")


@cache
def _word_names() -> frozenset[str]:
    rows = _rows("word_names.csv")
    return frozenset(name.casefold() for row in rows for name in _split(row["names"]))


def listed(words: str) -> tuple[str, ...]:
    """Return the words of a text in their order."""
    return tuple(words.split())


def _rows(file: str) -> list[dict[str, str]]:
    with (WORDS / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in names.split())


def _turned(shorts: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    longs: dict[str, list[str]] = {}
    for long, short_forms in shorts.items():
        for short in short_forms:
            longs.setdefault(short.lower(), []).append(long)
    return {short: tuple(forms) for short, forms in longs.items()}


def _known(lists: list[tuple[str, str, tuple[str, ...]]]) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for origin, gender, names in lists:
        for name in (part.casefold() for whole in names for part in whole.split()):
            before = known.get(name, Known(frozenset(), frozenset()))
            genders = before.genders | ({gender} if gender else set())
            known[name] = Known(before.origins | {origin}, genders)
    return known
