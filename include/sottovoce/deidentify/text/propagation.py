"""A name found once is found at every mention in the interview."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sottovoce.deidentify.text.lexicon import (
    NAMES_THAT_ARE_WORDS,
    PUBLIC_WORDS,
    TITLES,
    Lexicon,
)
from sottovoce.deidentify.text.name_grammar import (
    NEVER_BEFORE_A_NAME,
    name_likelihood,
    starts_sentence,
)
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

PROPAGATED = (
    EntityType.PERSON,
    EntityType.ORGANISATION,
    EntityType.FACILITY,
    EntityType.LOCATION,
)
_IN_A_PLACE = re.compile(r"\b(?:in|from|at|near|around|called|is) $", re.IGNORECASE)
_DOING = re.compile(
    r" (?:the|a|an|it|my|your|his|her|their|our|this|that|them|for|about|up)\b", re.I
)
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ENDING = re.compile(r"'(?:s|d|ll|ve|re)$")
_PLAIN_PARTS = words(
    """
    team ward trust house centre hub unit lodge court hospital community outreach recovery
    crisis peers collective board care integrated nhs foundation mental health service
    services group the and of for in at with intervention early home treatment clinic arms
    room street road lane avenue st big wee canny little young old van bin ben el al de la du
    von der mc saint east west north south upper lower great new
    """
)


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name, or part of one, to look for.

    Attributes:
        entity_type: What the whole name names.
        score: How certain the whole name was.
        words: The name's words in lower case.
    """

    entity_type: EntityType
    score: float
    words: tuple[str, ...] = field(repr=False)


def collect_names(
    texts_and_spans: Iterable[tuple[str, Iterable[Span]]],
    lexicon: Lexicon,
    *,
    at_least: float = 0.5,
) -> dict[tuple[str, ...], KnownName]:
    """Return the names that were found with some certainty, whole and in parts."""
    names: dict[tuple[str, ...], KnownName] = {}
    for text, spans in texts_and_spans:
        for span in spans:
            if span.entity_type in PROPAGATED and span.score >= at_least:
                for words in _parts(text[span.start : span.end], span.entity_type, lexicon):
                    _keep_surest(names, KnownName(span.entity_type, span.score, words))
    return names


def find_mentions(
    text: str, names: dict[tuple[str, ...], KnownName], lexicon: Lexicon, *, is_small: bool
) -> list[Span]:
    """Return every mention of known names in ``text``.

    A name that is an ordinary word counts only with a capital inside a sentence, or where the
    words around it speak for a name.
    """
    by_first: dict[str, list[KnownName]] = {}
    for name in sorted(names.values(), key=lambda n: -len(n.words)):
        by_first.setdefault(name.words[0], []).append(name)
    tokens = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]
    return list(_matches(text, tokens, by_first, lexicon, is_small=is_small))


def _parts(surface: str, kind: EntityType, lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    words = tuple(_bare(w) for w in _TOKEN.findall(surface))
    words = tuple(w for w in words if w)
    if not words or words[0] in PUBLIC_WORDS or re.search(r"\d|@", surface):
        return
    if len(words) > 1 or (len(words[0]) > 1 and words[0] not in _PLAIN_PARTS):
        yield words
    if len(words) < 2 or kind is EntityType.LOCATION:
        return
    pieces = words if kind is EntityType.PERSON else words[:2]
    for word in pieces:
        if _is_distinctive(word, surface, kind, lexicon):
            yield (word,)


def _is_distinctive(word: str, surface: str, kind: EntityType, lexicon: Lexicon) -> bool:
    if word in _PLAIN_PARTS or word in TITLES or word in PUBLIC_WORDS or len(word) < 3:
        return False
    if not lexicon.is_common(word) or word in NAMES_THAT_ARE_WORDS:
        return True
    is_long_enough = len(word) > 3 and word not in NEVER_BEFORE_A_NAME
    return is_long_enough and (kind is EntityType.PERSON or surface[0].isupper())


def _bare(word: str) -> str:
    return _ENDING.sub("", word.lower())


def _keep_surest(names: dict[tuple[str, ...], KnownName], name: KnownName) -> None:
    known = names.get(name.words)
    if known is None or known.score < name.score:
        names[name.words] = name


def _matches(
    text: str,
    tokens: list[tuple[int, int, str]],
    by_first: dict[str, list[KnownName]],
    lexicon: Lexicon,
    *,
    is_small: bool,
) -> Iterator[Span]:
    for position, (start, _, word) in enumerate(tokens):
        low = word.lower()
        if low not in by_first and not low.endswith("s") and "'" not in low:
            continue
        for key in dict.fromkeys((_bare(word), _singular(word))):
            for name in by_first.get(key, ()):
                end = _end_of_match(tokens, position, name, key)
                if end is None:
                    continue
                score = _mention_score(text, start, end, name, lexicon, is_small=is_small)
                if score:
                    yield Span(start, end, name.entity_type, score, "known-name")


def _singular(word: str) -> str:
    low = word.lower()
    return low.removesuffix("s") if len(low) > 4 else low


def _end_of_match(
    tokens: list[tuple[int, int, str]], position: int, name: KnownName, key: str
) -> int | None:
    if position + len(name.words) > len(tokens):
        return None
    matched = tokens[position : position + len(name.words)]
    for (_, _, word), known in zip(matched[1:], name.words[1:], strict=True):
        if _bare(word) != known:
            return None
    if matched[-1][0] - matched[0][1] > 40 * len(matched):
        return None
    _, last_end, last = matched[-1]
    if len(matched) == 1 and key != _bare(last):
        return last_end - 1
    return last_end - (len(last) - len(_bare(last)))


def _mention_score(
    text: str, start: int, end: int, name: KnownName, lexicon: Lexicon, *, is_small: bool
) -> float:
    sure = min(0.9, name.score)
    is_word = all(lexicon.is_common(w) or w in NAMES_THAT_ARE_WORDS for w in name.words)
    if not is_word:
        return sure
    if len(name.words) > 1:
        return sure if is_small or text[start].isupper() else 0.0
    if text[start].isupper() and not starts_sentence(text, start):
        return sure
    if not is_small and not text[start].isupper():
        return 0.0
    if name.entity_type is EntityType.LOCATION:
        is_told = _IN_A_PLACE.search(text, max(0, start - 12), start) is not None
        return min(sure, 0.6) if is_told and not _DOING.match(text, end) else 0.0
    likelihood = name_likelihood(text, start, end)
    needed = 0.45 if text[start].isupper() else 0.5
    if likelihood < needed:
        return 0.0
    return min(sure, 0.3 + 0.5 * likelihood)
