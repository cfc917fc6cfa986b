"""Reading the word lists that come with the package."""

import re
from collections.abc import Iterable
from importlib.resources import files

from sottovoce.deidentify.text.lexicon import (
    MONTHS,
    PLACES_THAT_ARE_WORDS,
    WEEKDAYS,
    Lexicon,
)

_SMALL = re.compile(r"[a-z][a-z']*")
_CAPITAL = re.compile(r"[A-Z][a-z']*")


def load_lexicon(model_vocabulary: Iterable[str] = (), dictionary: Iterable[str] = ()) -> Lexicon:
    """Return the lexicon of this package and of a language model.

    Args:
        model_vocabulary: Every string the model knows. Words it has seen in small letters only
            are ordinary words; those it has seen with a capital may be names and don't count.
        dictionary: Base forms that the model's lemmatizer lists. Many are names as well, so
            they count as rare words.
    """
    vocabulary = list(model_vocabulary)
    capital = {word.lower() for word in vocabulary if _CAPITAL.fullmatch(word)}
    small = {word for word in vocabulary if _SMALL.fullmatch(word)} - capital
    rare = {word for word in dictionary if _SMALL.fullmatch(word)}
    domain = _words("domain") | _words("dialect")
    names = frozenset(_words("names"))
    places = frozenset(place.strip().lower() for place in _content("places").split(","))
    known_places = frozenset(place for place in places if place)
    common = small | _words("common") | domain | WEEKDAYS | PLACES_THAT_ARE_WORDS | {*MONTHS}
    return Lexicon(
        frozenset(common - names),
        known_places,
        frozenset(domain),
        frozenset(rare - common - known_places - names),
        names,
    )


def _words(name: str) -> set[str]:
    return set(_content(name).split())


def _content(name: str) -> str:
    source = files("sottovoce.adapters.presidio") / "words" / f"{name}.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#"))
