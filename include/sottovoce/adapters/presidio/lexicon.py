"""Reading the word lists that come with the package."""

import re
from collections.abc import Iterable
from importlib.resources import files

from sottovoce.deidentify.text.lexicon import Lexicon

_SMALL = re.compile(r"[a-z][a-z']*")
_CAPITAL = re.compile(r"[A-Z][a-z']*")


def load_lexicon(model_vocabulary: Iterable[str] = ()) -> Lexicon:
    """Return the lexicon of this package and of a language model.

    Args:
        model_vocabulary: Every string the model knows. Words it has seen in small letters only
            are ordinary words; those it has seen with a capital may be names and don't count.
    """
    vocabulary = list(model_vocabulary)
    capital = {word.lower() for word in vocabulary if _CAPITAL.fullmatch(word)}
    small = {word for word in vocabulary if _SMALL.fullmatch(word)} - capital
    common = small | _words("common") | _words("domain")
    places = frozenset(place.strip().lower() for place in _content("places").split(","))
    return Lexicon(frozenset(common), frozenset(place for place in places if place))


def _words(name: str) -> set[str]:
    return set(_content(name).split())


def _content(name: str) -> str:
    source = files("sottovoce.adapters.presidio") / "words" / f"{name}.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#"))
