"""Words that no list of ordinary English has: in interviews they are nearly always names.

Speech recognition writes no capitals, so that the recognizers trained on written text miss most
names in it. A word nobody uses but as a name needs no capital to be noticed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from sottovoce.deidentify.text.lexicon import (
    NAMES_THAT_ARE_WORDS,
    PUBLIC_WORDS,
    SURNAMES_THAT_ARE_WORDS,
    WORD,
    Lexicon,
)
from sottovoce.deidentify.text.name_grammar import name_likelihood, starts_sentence
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

_PLACE_BEFORE = re.compile(
    r"\b(?:(?:live|lives|lived|living|born|based|stuck|down|over|up|out|back|"
    r"office|town|city|beach|move|moved) (?:\w+ )?in|"
    r"(?:moved|went|drove|came|come|go|going|travel|bus|train|walk|over|back|"
    r"down|up) (?:\w+ )?(?:to|from|at)|from|near|in|towards|outside|around|covers?)"
    r" (?:the )?$",
    re.IGNORECASE,
)
_BARE_PREPOSITION = re.compile(r"\b(?:at|by|from|with|near|wi) $", re.IGNORECASE)
_CAPITAL = re.compile(r"[^\W\d_a-zß-öø-ÿ]")


_WORD_BEFORE = re.compile(r"(?<![\w'])([^\W\d_]+)[ -]$")
_WORD_AFTER = re.compile(r" ([^\W\d_]+)(?![\w'])")
_PARTICLES = words(
    "el al abu umm bin bint ibn van von de da di du della le la mac mc ap ab st saint"
)
_PLACE_PREFIXES = words(
    "port cae upper lower great little north south east west loch glen ben isle"
)
_PLACE_ENDINGS = words("downs bay sands moor beach harbour valley island islands dale fell vale")


_LETTERS = re.compile(r"[^\W\d_]+")
_SECOND = re.compile(r"[ -]([^\W\d_]+(?:[ -][^\W\d_]+)?)")
_JOINTS = ("@", "_", "/", "\\")
_MUMBLE = re.compile(
    r"u{1,30}h{0,30}m{1,30}|e{1,30}r{1,30}m{0,30}|m{1,30}h{0,30}m{0,30}|h{1,30}m{1,30}|"
    r"a{1,30}h{1,30}|o{1,30}h{1,30}|ha(?:ha){1,30}|[^aeiouy]+",
    re.IGNORECASE,
)


class _Word(NamedTuple):
    start: int
    end: int


def find_unknown_words(text: str, lexicon: Lexicon, *, is_small: bool) -> list[Span]:
    """Return unknown words, joined where they follow each other, and words that are names too.

    Args:
        text: What is searched.
        lexicon: The words that count as known.
        is_small: The text has no capitals, so that every unknown word is looked at; else
            only those with a capital.
    """
    unknown = list(_unknown(text, lexicon, is_small=is_small))
    spans = [
        _span(text, group, is_small=is_small)
        for group in _joined(text, unknown, lexicon, is_small=is_small)
    ]
    return [*spans, *_names_that_are_words(text, lexicon, is_small=is_small)]


def find_places(text: str, lexicon: Lexicon, *, is_small: bool) -> list[Span]:
    """Return names of known places; those that are ordinary words need a capital or a hint."""
    spans = []
    for match in _LETTERS.finditer(text):
        if match.group().lower() not in lexicon.place_starts:
            continue
        end = _place_end(text, match.start(), match.end(), lexicon)
        if end is None:
            continue
        place = text[match.start() : end]
        score = _place_score(text, match.start(), place, lexicon, is_small=is_small)
        if score:
            spans.append(Span(match.start(), end, EntityType.LOCATION, score, "place-list"))
    return spans


def _unknown(text: str, lexicon: Lexicon, *, is_small: bool) -> Iterator[_Word]:
    for match in WORD.finditer(text):
        said = match.group()
        if said.endswith(("'s", "'S")):
            said = said[:-2]
        if len(said) < 2 or (said.islower() and said not in lexicon.names and not is_small):
            continue
        word = _Word(match.start(), match.start() + len(said))
        if _is_unknown(text, word, said, lexicon, is_small=is_small) and not _touches_code(
            text, *word
        ):
            yield word


def _touches_code(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in _JOINTS or text[end : end + 1] in _JOINTS


def _is_unknown(text: str, word: _Word, said: str, lexicon: Lexicon, *, is_small: bool) -> bool:
    if not is_small and not _CAPITAL.match(said):
        return len(said) > 3 and said in lexicon.names
    if said.lower() in PUBLIC_WORDS or lexicon.is_common(said) or _is_mumble(said):
        return False
    if text[word.start - 1 : word.start] == "[" or (said.isupper() and 1 < len(said) <= 5):
        return False
    return not lexicon.is_rare(said) or _is_name_by_place(text, word, is_small=is_small)


def _is_name_by_place(text: str, word: _Word, *, is_small: bool) -> bool:
    """Whether a rare word stands as only a name can: capital or no article."""
    if not is_small and not starts_sentence(text, word.start):
        return True
    before = _WORD_BEFORE.search(text, max(0, word.start - 20), word.start)
    if before and before[1].lower() in NAMES_THAT_ARE_WORDS:
        return True
    needed = 0.7 if not is_small else 0.75
    return (
        name_likelihood(text, word.start, word.end) >= needed
        or _BARE_PREPOSITION.search(text, max(0, word.start - 12), word.start) is not None
    )


def _is_mumble(said: str) -> bool:
    return _MUMBLE.fullmatch(said) is not None


def _joined(
    text: str, found: list[_Word], lexicon: Lexicon, *, is_small: bool
) -> Iterator[list[_Word]]:
    group: list[_Word] = []
    for word in found:
        if group and text[group[-1].end : word.start] not in (" ", "-"):
            yield _widened(text, group, lexicon, is_small=is_small)
            group = []
        group.append(word)
    if group:
        yield _widened(text, group, lexicon, is_small=is_small)


def _widened(text: str, group: list[_Word], lexicon: Lexicon, *, is_small: bool) -> list[_Word]:
    """Take in the ordinary words of a name: "art" before a surname, "wise" after a first name."""
    before = _WORD_BEFORE.search(text, max(0, group[0].start - 20), group[0].start)
    after = _WORD_AFTER.match(text, group[-1].end)
    if before and _belongs_before(before[1], is_small=is_small):
        group = [_Word(before.start(1), before.end(1)), *group]
    if after and _belongs_after(after[1], lexicon, is_small=is_small):
        group = [*group, _Word(after.start(1), after.end(1))]
    return group


def _belongs_before(word: str, *, is_small: bool) -> bool:
    has_case = is_small or word[0].isupper()
    low = word.lower()
    if low in _PARTICLES or low in _PLACE_PREFIXES:
        return has_case
    is_initial = len(word) == 1 and low not in ("a", "i", "s", "t", "d")
    return has_case and (is_initial or low in NAMES_THAT_ARE_WORDS)


def _belongs_after(word: str, lexicon: Lexicon, *, is_small: bool) -> bool:
    low = word.lower()
    return (is_small or word[0].isupper()) and (
        low in SURNAMES_THAT_ARE_WORDS
        or low in _PLACE_ENDINGS
        or (lexicon.is_rare(low) and not lexicon.is_common(low))
    )


def _span(text: str, group: list[_Word], *, is_small: bool) -> Span:
    start, end = group[0].start, group[-1].end
    hint = _PLACE_BEFORE.search(text, max(0, start - 30), start)
    kind = EntityType.LOCATION if hint else EntityType.PERSON
    return Span(start, end, kind, _score(text, start, end, is_small=is_small), "unknown-word")


def _score(text: str, start: int, end: int, *, is_small: bool) -> float:
    if not is_small:
        return 0.5 if text[start].islower() or starts_sentence(text, start) else 0.7
    likelihood = name_likelihood(text, start, end)
    return 0.35 + 0.35 * likelihood + (0.1 if " " in text[start:end] else 0.0)


def _names_that_are_words(text: str, lexicon: Lexicon, *, is_small: bool) -> Iterator[Span]:
    found = [
        (match.start(), match.start() + len(word))
        for match in WORD.finditer(text)
        if (word := match.group().removesuffix("'s")).lower() in NAMES_THAT_ARE_WORDS
        and lexicon.is_common(word)
    ]
    likely = {place: name_likelihood(text, *place) for place in found}
    n_telling = Counter(
        text[slice(*place)].lower() for place, likelihood in likely.items() if likelihood >= 0.75
    )
    for (start, end), likelihood in likely.items():
        times = n_telling[text[start:end].lower()]
        score = _doubtful_score(text, start, likelihood, times, is_small=is_small)
        if score:
            yield Span(start, end, EntityType.PERSON, score, "name-or-word")


def _doubtful_score(
    text: str, start: int, likelihood: float, n_telling: int, *, is_small: bool
) -> float:
    """Two telling places in an interview make a name of a word; one makes a doubt."""
    if is_small:
        return 0.0 if likelihood < 0.75 else (0.6 if n_telling > 1 else 0.42)
    if not text[start].isupper():
        return 0.0
    if starts_sentence(text, start):
        return (0.6 if n_telling > 1 else 0.42) if likelihood >= 0.75 else 0.0
    return 0.65 if likelihood >= 0.3 else 0.0


def _place_end(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    second = _SECOND.match(text, end)
    for stop in (second.end(), end) if second else (end,):
        if text[start:stop].lower() in lexicon.places:
            return stop
    if second and " " in second[1]:
        shorter = end + 1 + second[1].index(" ")
        if text[start:shorter].lower() in lexicon.places:
            return shorter
    return None


def _place_score(text: str, start: int, place: str, lexicon: Lexicon, *, is_small: bool) -> float:
    has_capital = place[0].isupper()
    is_word = lexicon.is_common(place) or place.lower() in NAMES_THAT_ARE_WORDS
    hint = _PLACE_BEFORE.search(text, max(0, start - 30), start) is not None
    if has_capital:
        stands_alone = text[start + len(place) : start + len(place) + 1] in (".", ",")
        is_told = hint or stands_alone or not starts_sentence(text, start)
        return 0.85 if not is_word or hint else (0.6 if is_told else 0.0)
    if not is_small:
        return 0.7 if hint and not is_word else 0.0
    return (0.8 if not is_word else 0.5) if hint or not is_word else 0.0
