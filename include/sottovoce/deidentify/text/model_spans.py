"""What a trained model calls a name, cut to the least text that identifies, or left out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sottovoce.deidentify.text.lexicon import (
    NAMES_THAT_ARE_WORDS,
    PUBLIC_PHRASES,
    PUBLIC_WORDS,
    TITLES,
    Lexicon,
)
from sottovoce.deidentify.text.name_grammar import name_likelihood, starts_sentence
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

_WORD = re.compile(r"[^\s,;:.!?\"()\[\]]+")
_LEADING = words(
    """
    the a an our my your his her their this that to in at of and or i i'm it's he's she's okay
    oh well yes no not so but councillor old young little hello hi thanks thank aye right yeah
    lovely
    """
)
_ONE_WORD_TYPES = (EntityType.PERSON, EntityType.LOCATION)
_SURE, _UNSURE, _WEAK = 0.75, 0.45, 0.3


def clean_model_spans(
    text: str, spans: Iterable[Span], lexicon: Lexicon, *, is_small: bool
) -> list[Span]:
    """Return the model's spans without titles, articles and endings, scored by plausibility.

    Args:
        text: What the model read, with the capitals of the file.
        spans: What it found.
        lexicon: Which words are ordinary.
        is_small: The file has no capitals.
    """
    return [
        cleaned
        for span in spans
        for piece in _lines(text, span)
        if (cleaned := _clean(text, piece, lexicon, is_small=is_small)) is not None
    ]


def _lines(text: str, span: Span) -> Iterator[Span]:
    for match in re.finditer(r"[^\n]+", text[span.start : span.end]):
        yield replace(span, start=span.start + match.start(), end=span.start + match.end())


def _clean(text: str, span: Span, lexicon: Lexicon, *, is_small: bool) -> Span | None:
    words = list(_WORD.finditer(text, span.start, span.end))
    while words and (words[0].group().lower() in _LEADING or _is_title(words)):
        words.pop(0)
    while words and _is_tail(words[-1].group(), is_small=is_small):
        words.pop()
    if not words:
        return None
    start, end = words[0].start(), words[-1].end()
    if text[start:end].lower().endswith("'s") and span.entity_type is not EntityType.FACILITY:
        end -= 2
    if end <= start:
        return None
    score = _score(text, start, end, span.entity_type, lexicon, is_small=is_small)
    return replace(span, start=start, end=end, score=score) if score else None


def _is_title(words: list[re.Match[str]]) -> bool:
    return len(words) > 1 and words[0].group().lower().rstrip(".") in TITLES


def _is_tail(word: str, *, is_small: bool) -> bool:
    return not re.search(r"[^\W_]", word) or (not is_small and word.islower() and len(word) < 4)


def _score(
    text: str, start: int, end: int, kind: EntityType, lexicon: Lexicon, *, is_small: bool
) -> float:
    said = text[start:end]
    words = said.split()
    low = [word.lower().strip(".,").removesuffix("'s") for word in words]
    if _is_public(said, low, lexicon) or (re.search(r"\d", said) and kind in _ONE_WORD_TYPES):
        return 0.0
    ordinary = [lexicon.is_common(w) for w in low]
    if is_small:
        return _score_small(text, start, end, kind, ordinary)
    if said.islower() or (said.isupper() and len(said) < 6):
        return 0.0
    if not all(ordinary):
        return _SURE
    if kind is EntityType.PERSON and low[0] in NAMES_THAT_ARE_WORDS:
        return _SURE if len(words) > 1 or not starts_sentence(text, start) else _UNSURE
    if starts_sentence(text, start) and len(words) == 1:
        return 0.0
    return _UNSURE if len(words) > 1 or kind in _ONE_WORD_TYPES else 0.0


def _is_public(said: str, low: list[str], lexicon: Lexicon) -> bool:
    if said.lower() in PUBLIC_PHRASES or all(word in lexicon.never_names for word in low):
        return True
    return all(word in PUBLIC_WORDS or word.isdigit() for word in low)


def _score_small(text: str, start: int, end: int, kind: EntityType, ordinary: list[bool]) -> float:
    if not any(ordinary):
        return 0.7
    if not all(ordinary):
        return 0.6 if len(ordinary) < 4 else _WEAK
    if kind is EntityType.PERSON and name_likelihood(text, start, end) >= 0.7:
        return _UNSURE
    return 0.0
