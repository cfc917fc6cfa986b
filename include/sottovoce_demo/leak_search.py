r"""Search places where no raw word may be for every identifier of a study.

What is compared are words: runs of letters and digits, without case, however they are separated,
so that ``Özdemir, Sevgi`` hides neither as ``%C3%96zdemir`` nor as ``sevgi_\u00f6zdemir.docx``.
Not seen: what is encrypted, compressed or written in base64, and a name that was misspelt.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

_WORD = re.compile(r"[^\W_]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to search.

    Attributes:
        name: What a report calls it, e.g. ``airflow xcom.value``. Never a file name that a
            site chose.
        texts: Everything in it.
    """

    name: str
    texts: Iterable[str] = field(repr=False)


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """Identifiers that stand where they must not. Says which kind, never which.

    Attributes:
        place: Name of the place.
        kind_of_identifier: ``phrase``, ``name`` or ``code`` (anything with a digit).
        count: How often.
    """

    place: str
    kind_of_identifier: str
    count: int


def search(identifiers: Iterable[str], places: Iterable[Place]) -> list[Leak]:
    """Return how many identifiers stand in each place, by kind.

    Every identifier given is searched for, so leave out words that stand in any log by chance:
    ages, "Will", "May". :attr:`DemoStudy.distinctive_identifiers` has left them out.

    Args:
        identifiers: Words and phrases; those without a letter or digit are passed over.
        places: Where to search.

    Returns:
        One entry for each place and kind in which something was found; empty if nothing was.
    """
    index = _index(identifiers)
    leaks = []
    for place in places:
        found: Counter[str] = Counter()
        for text in place.texts:
            found.update(_kind(words) for words in _matches(index, text))
        leaks += [Leak(place.name, kind, count) for kind, count in found.items()]
    return sorted(leaks)


def _index(identifiers: Iterable[str]) -> dict[str, set[Words]]:
    """Return the identifiers as words, by their first word."""
    index: dict[str, set[Words]] = defaultdict(set)
    for identifier in identifiers:
        if words := tuple(_words(identifier)):
            index[words[0]].add(words)
    return index


def _matches(index: dict[str, set[Words]], text: str) -> Iterator[Words]:
    words = list(_words(_readable(text)))
    for at, word in enumerate(words):
        for wanted in index.get(word, ()):
            if tuple(words[at : at + len(wanted)]) == wanted:
                yield wanted


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def _readable(text: str) -> str:
    """Return a text with the escapes of JSON and of web addresses undone."""
    if "\\" in text:
        text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else " ", text)
    return unquote_plus(text) if "%" in text else text


def _kind(words: Words) -> str:
    if any(character.isdigit() for word in words for character in word):
        return "code"
    return "phrase" if len(words) > 1 else "name"
