"""The output attacked with everything that should no longer be in it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sottovoce.deidentify.text.lexicon import (
    NAMES_THAT_ARE_WORDS,
    PLACES_THAT_ARE_WORDS,
    PUBLIC_WORDS,
    SURNAMES_THAT_ARE_WORDS,
    TITLES,
)
from sottovoce.deidentify.text.name_grammar import starts_sentence
from sottovoce.deidentify.text.normalise import normalise
from sottovoce.deidentify.text.spoken import TEENS, TENS, UNITS
from sottovoce.model.releases import CleanTranscript

_TOKEN = re.compile(r"[^\W_]+(?:'(?!s\b)[^\W_]+)*")
_DIGITS = re.compile(r"\d(?:[ ()./-]{0,2}\d){5,}")
_STAND_IN = re.compile(r"\[[A-Z][A-Za-z ]{1,30} \d+\]")
_MIN_DIGITS = 6
_BLANK = "\ue000"  # of the private use area
_ORDINARY = (
    NAMES_THAT_ARE_WORDS,
    PLACES_THAT_ARE_WORDS,
    SURNAMES_THAT_ARE_WORDS,
    PUBLIC_WORDS,
    TITLES,
)
_NUMBER_WORDS = frozenset({*UNITS, *TEENS, *TENS, "hundred", "thousand", "and", "double", "triple"})


@dataclass(frozen=True, slots=True, order=True)
class Survivor:
    """A place in the clean text where words still stand that were taken out elsewhere.

    Attributes:
        turn_index: The turn.
        start: First character in the clean text of the turn, or in its label.
        end: One past the last.
        in_speaker: In the speaker label rather than the words.
    """

    turn_index: int
    start: int
    end: int
    in_speaker: bool = False


def is_ordinary_by_default(word: str) -> bool:
    """Whether ``word`` is on this package's short lists of words that are names too."""
    return any(word in listed for listed in _ORDINARY)


def find_survivors(
    clean: CleanTranscript,
    surfaces: Iterable[str],
    *,
    is_common: Callable[[str], bool] = is_ordinary_by_default,
) -> list[Survivor]:
    """Return where any of ``surfaces`` still stands outside a stand-in.

    Whole words are compared, case ignored; long numbers are compared by their digits. A single
    ordinary word ("will", "Hope") counts only with a capital inside a sentence, since it was
    kept elsewhere for being a word. Ages and short numbers don't count.

    Args:
        clean: What would be released.
        surfaces: Every redacted text of the interview, and its roster.
        is_common: Whether a word, in lower case, is an ordinary one.
    """
    phrases, numbers = _prepare(surfaces)
    return sorted(
        Survivor(index, start, end, in_speaker)
        for index, in_speaker, text in _outside_stand_ins(clean)
        for start, end in _hits(text, phrases, numbers, is_common)
    )


def _outside_stand_ins(clean: CleanTranscript) -> Iterator[tuple[int, bool, str]]:
    for turn in clean.turns:
        yield turn.index, False, _blanked(turn.text, [(r.start, r.end) for r in turn.redactions])
        label = turn.speaker or ""
        yield turn.index, True, _blanked(label, [m.span() for m in _STAND_IN.finditer(label)])


def _prepare(surfaces: Iterable[str]) -> tuple[dict[str, set[tuple[str, ...]]], set[str]]:
    phrases: dict[str, set[tuple[str, ...]]] = {}
    numbers: set[str] = set()
    for surface in surfaces:
        plain = normalise(surface).text
        words = tuple(word.casefold() for word in _TOKEN.findall(plain))
        digits = re.sub(r"\D", "", plain)
        if len(digits) >= _MIN_DIGITS:
            numbers.add(digits)
        if _is_telling(words):
            phrases.setdefault(words[0], set()).add(words)
    return phrases, numbers


def _is_telling(words: tuple[str, ...]) -> bool:
    """Short numbers and numbers in a few words are said in every interview."""
    said = "".join(words)
    if all(word in _NUMBER_WORDS or word.isdigit() for word in words):
        return len(words) >= 4 or (said.isdigit() and len(said) >= _MIN_DIGITS)
    return len(said) > 2


def _blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Stand-ins are blanked by a character no transcript has, so that nothing matches across."""
    for start, end in places:
        text = text[:start] + _BLANK * (end - start) + text[end:]
    return text


def _hits(
    text: str,
    phrases: dict[str, set[tuple[str, ...]]],
    numbers: set[str],
    is_common: Callable[[str], bool],
) -> Iterator[tuple[int, int]]:
    source = normalise(text)
    tokens = list(_TOKEN.finditer(source.text))
    for position, token in enumerate(tokens):
        for words in phrases.get(token.group().casefold(), ()):
            end = _phrase_end(source.text, tokens, position, words)
            if end and _counts(source.text, token.start(), words, is_common):
                yield source.to_original(token.start(), end)
    for match in _DIGITS.finditer(source.text):
        if re.sub(r"\D", "", match.group()) in numbers:
            yield source.to_original(match.start(), match.end())


def _phrase_end(
    text: str, tokens: list[re.Match[str]], position: int, words: tuple[str, ...]
) -> int | None:
    matched = tokens[position : position + len(words)]
    if tuple(token.group().casefold() for token in matched) != words:
        return None
    if _BLANK in text[matched[0].start() : matched[-1].end()]:
        return None
    return matched[-1].end()


def _counts(
    text: str, start: int, words: tuple[str, ...], is_common: Callable[[str], bool]
) -> bool:
    if not all(is_common(word) or is_ordinary_by_default(word) for word in words):
        return True
    if len(words) > 1:
        return text[start].isupper()
    return text[start].isupper() and not starts_sentence(text, start)
