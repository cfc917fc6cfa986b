"""Words that no list of ordinary English has: in interviews they are nearly always names.

Speech recognition writes no capitals, so that the recognizers trained on written text miss most
names in it. A word nobody uses but as a name needs no capital to be noticed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sottovoce.deidentify.text.lexicon import NAMES_THAT_ARE_WORDS, PUBLIC_WORDS, WORD, Lexicon
from sottovoce.deidentify.text.name_grammar import name_likelihood, starts_sentence
from sottovoce.model.spans import EntityType, Span

_PLACE_BEFORE = re.compile(
    r"\b(?:(?:live|lives|lived|living|born|based|stuck|down|over|up|out|back|"
    r"office|town|city|beach|move|moved) (?:\w+ )?in|"
    r"(?:moved|went|drove|came|come|go|going|travel|bus|train|walk|over|back|"
    r"down|up) (?:\w+ )?(?:to|from|at)|from|near|in|towards|outside|around|covers?)"
    r" (?:the )?$",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[^\W\d_a-zß-öø-ÿ]")


@dataclass(frozen=True, slots=True)
class _Word:
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
    unknown = [w for w in _words(text) if _is_unknown(text, w, lexicon, is_small=is_small)]
    spans = [_span(text, words, is_small=is_small) for words in _joined(text, unknown)]
    return [*spans, *_names_that_are_words(text, is_small=is_small)]


def find_places(text: str, lexicon: Lexicon, *, is_small: bool) -> list[Span]:
    """Return names of known places; those that are ordinary words need a capital or a hint."""
    spans = []
    for match in re.finditer(r"[^\W\d_]+", text):
        end = _place_end(text, match.start(), match.end(), lexicon)
        if end is None:
            continue
        place = text[match.start() : end]
        score = _place_score(text, match.start(), place, lexicon, is_small=is_small)
        if score:
            spans.append(Span(match.start(), end, EntityType.LOCATION, score, "place-list"))
    return spans


def _words(text: str) -> Iterator[_Word]:
    for match in WORD.finditer(text):
        word = match.group()
        end = match.end() - (2 if word.endswith(("'s", "'S")) else 0)
        if end - match.start() > 1 and not _touches_code(text, match.start(), end):
            yield _Word(match.start(), end)


def _touches_code(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in ("@", "_", "/", "\\") or text[end : end + 1] in (
        "@",
        "_",
        "/",
        "\\",
    )


def _is_unknown(text: str, word: _Word, lexicon: Lexicon, *, is_small: bool) -> bool:
    said = text[word.start : word.end]
    if not is_small and not _CAPITAL.match(said):
        return False
    if said.lower() in PUBLIC_WORDS or lexicon.is_common(said) or _is_mumble(said):
        return False
    before = text[word.start - 1 : word.start]
    return not (before == "[" or (said.isupper() and 1 < len(said) <= 5))


def _is_mumble(said: str) -> bool:
    return (
        re.fullmatch(r"(?:u+h*m+|e+r+m*|m+h*m*|h+m+|a+h+|o+h+|ha(?:ha)+|[^aeiouy]+)", said, re.I)
        is not None
    )


def _joined(text: str, words: list[_Word]) -> Iterator[list[_Word]]:
    group: list[_Word] = []
    for word in words:
        if group and text[group[-1].end : word.start] not in (" ", "-"):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _span(text: str, words: list[_Word], *, is_small: bool) -> Span:
    start, end = words[0].start, words[-1].end
    hint = _PLACE_BEFORE.search(text, max(0, start - 30), start)
    kind = EntityType.LOCATION if hint and len(words) == 1 else EntityType.PERSON
    return Span(start, end, kind, _score(text, start, end, is_small=is_small), "unknown-word")


def _score(text: str, start: int, end: int, *, is_small: bool) -> float:
    if not is_small:
        return 0.5 if starts_sentence(text, start) else 0.7
    likelihood = name_likelihood(text, start, end)
    return 0.35 + 0.35 * likelihood + (0.1 if " " in text[start:end] else 0.0)


def _names_that_are_words(text: str, *, is_small: bool) -> Iterator[Span]:
    for match in WORD.finditer(text):
        word = match.group().removesuffix("'s")
        if word.lower() not in NAMES_THAT_ARE_WORDS:
            continue
        start, end = match.start(), match.start() + len(word)
        score = _doubtful_score(text, start, end, is_small=is_small)
        if score:
            yield Span(start, end, EntityType.PERSON, score, "name-or-word")


def _doubtful_score(text: str, start: int, end: int, *, is_small: bool) -> float:
    likelihood = name_likelihood(text, start, end)
    if is_small:
        return 0.45 if likelihood >= 0.9 else 0.0
    if not text[start].isupper():
        return 0.0
    if starts_sentence(text, start):
        return 0.45 if likelihood >= 0.7 else 0.0
    return 0.65


def _place_end(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    second = re.compile(r"[ -]([^\W\d_]+(?:[ -][^\W\d_]+)?)").match(text, end)
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
        return 0.85 if not is_word or hint else (0.0 if starts_sentence(text, start) else 0.6)
    if not is_small:
        return 0.0
    return (0.8 if not is_word else 0.5) if hint or not is_word else 0.0
