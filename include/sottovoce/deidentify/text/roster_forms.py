"""The forms in which people say a name that a site listed."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.lexicon import (
    NAMES_THAT_ARE_WORDS,
    PUBLIC_WORDS,
    TITLES,
    WORD,
    Lexicon,
)
from sottovoce.deidentify.text.nicknames import fond_forms, other_forms
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.rosters import RosterEntry
from sottovoce.model.spans import EntityType

_PLAIN = words(
    """
    team ward trust house centre hub unit nhs and of the for community recovery foundation
    service services board care lodge court hospital road street lane st clinic peers group
    icb outreach health mental day crisis support project integrated partnership council the
    """
)
_SKIPPED = words("and of the for in at on with")
_MAX_JOINED = 3


def name_words(value: str) -> tuple[str, ...]:
    """Return the words of a listed name in lower case, without titles."""
    parts = tuple(word.lower().removesuffix("'s") for word in WORD.findall(value))
    return tuple(word for word in parts if word not in TITLES) or parts


def shorter_forms(entry: RosterEntry, lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    """Yield the whole name, its distinctive words, and what its bearer is called for short."""
    parts = name_words(entry.value)
    if not parts:
        return
    yield tuple(word.lower().removesuffix("'s") for word in WORD.findall(entry.value))
    yield parts
    if entry.entity_type is EntityType.LOCATION:
        return
    is_person = entry.entity_type is EntityType.PERSON
    for position, word in enumerate(parts):
        if word in _PLAIN or word in TITLES or len(word) < 3:
            continue
        if is_person or position == 0 or not lexicon.is_common(word):
            yield (word,)
    if is_person:
        yield from _of_person(parts, lexicon)
    else:
        yield from _of_service(parts)


def joined_forms(entry: RosterEntry) -> Iterator[str]:
    """Yield words of the name that follow each other, written as one: "meiling", "meilingchan"."""
    parts = [re.sub(r"[^\w]", "", word) for word in name_words(entry.value)]
    if entry.entity_type is not EntityType.PERSON:
        yield from {"".join(parts), *(w for w in parts if len(w) > 4 and w not in _PLAIN)}
        return
    for first in range(len(parts)):
        for last in range(first + 1, min(len(parts), first + _MAX_JOINED) + 1):
            yield "".join(parts[first:last])


def initials(entry: RosterEntry) -> Iterator[str]:
    """Yield a person's initials in capitals: of all names, and of the first and the last."""
    parts = name_words(entry.value)
    if entry.entity_type is EntityType.PERSON and len(parts) > 1:
        for letters in {"".join(w[0] for w in parts), parts[0][0] + parts[-1][0]}:
            if letters not in PUBLIC_WORDS:
                yield letters.upper()


def acronyms(entry: RosterEntry) -> Iterator[str]:
    """Yield a service's acronym of three letters or more, with and without the small words."""
    if entry.entity_type not in (EntityType.ORGANISATION, EntityType.FACILITY):
        return
    parts = [word.lower() for word in re.findall(r"[^\W\d_]+", entry.value)]
    for chosen in (parts, [word for word in parts if word not in _SKIPPED]):
        letters = "".join(word if word in ("nhs", "icb") else word[0] for word in chosen)
        for acronym in (letters, letters.removesuffix("nhsft").removesuffix("nhst")):
            if len(acronym) > 2 and acronym not in PUBLIC_WORDS and len(chosen) > 2:
                yield acronym


def _of_person(parts: tuple[str, ...], lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    for form in other_forms(parts[0]):
        if not lexicon.is_common(form) or form in NAMES_THAT_ARE_WORDS:
            yield (form,)
        if len(parts) > 1:
            yield (form, *parts[1:])
    for form in fond_forms(parts[0]):
        if not lexicon.is_common(form) and form not in NAMES_THAT_ARE_WORDS:
            yield (form,)
    if len(parts) > 1:
        yield (parts[0][0], parts[-1])
        yield (parts[0], parts[-1][0])
    if len(parts) > 2:
        yield (parts[0], parts[-1])


def _of_service(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the name without its plain ending: "the old creamery" for The Old Creamery Hub."""
    shorter = list(parts)
    while len(shorter) > 2 and shorter[-1] in _PLAIN:
        shorter.pop()
        if any(word not in _PLAIN for word in shorter):
            yield tuple(shorter)
