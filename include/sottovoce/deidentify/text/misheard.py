"""Known names in words that recognition took for others: joined, split, or only alike in sound."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from sottovoce.deidentify.text.lexicon import PUBLIC_WORDS, WORD, Lexicon
from sottovoce.deidentify.text.name_grammar import name_likelihood, starts_sentence
from sottovoce.deidentify.text.sounds import sound_key
from sottovoce.model.spans import EntityType, Span

JOINED, ALIKE, DOUBTFUL = 0.85, 0.6, 0.42
_MAX_WORDS = 4
_MIN_SOUNDS = 3
_MIN_RATIO, _MIN_RATIO_OF_MANY = 50.0, 35.0
"""Likeness of the letters, in percent, that three sounds need, and that four or more need."""


@dataclass(frozen=True, slots=True)
class SoundIndex:
    """Names by how they sound.

    Attributes:
        kinds: Names in one word and in lower case, with what they name.
        names: The same by their sounds.
        beginnings: Every beginning of those sounds, so that most words are dropped at once.
    """

    kinds: Mapping[str, EntityType] = field(default_factory=dict, repr=False)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    beginnings: frozenset[str] = field(default=frozenset(), repr=False)


def index_sounds(kinds: Mapping[str, EntityType]) -> SoundIndex:
    """Return names, each in one word and in lower case, made ready for :func:`find_misheard`."""
    names: dict[str, list[str]] = {}
    for name in kinds:
        key = _sounds(name)
        if len(key) >= _MIN_SOUNDS:
            names.setdefault(key, []).append(name)
    beginnings = {key[:length] for key in names for length in range(1, len(key) + 1)}
    return SoundIndex(kinds, names, frozenset(beginnings))


def find_misheard(text: str, index: SoundIndex, lexicon: Lexicon, *, is_small: bool) -> list[Span]:
    """Return words, up to four in a row, that say a known name.

    Words that are all ordinary count only where the sentence has room for a name, and then as
    doubtful, so that a person looks.

    Args:
        text: What is searched.
        index: The known names.
        lexicon: Which words are ordinary.
        is_small: The text has no capitals.
    """
    if not index.names:
        return []
    tokens = [
        (m.start(), m.end(), m.group().lower().removesuffix("'s")) for m in WORD.finditer(text)
    ]
    return [
        span
        for position, (_, _, word) in enumerate(tokens)
        if _sounds(word) in index.beginnings
        for window, key in _windows(text, tokens, position, index)
        if (span := _match(text, window, key, index, lexicon, is_small=is_small)) is not None
    ]


_Token = tuple[int, int, str]


@lru_cache(maxsize=50_000)
def _sounds(word: str, *, is_first: bool = True) -> str:
    """Return the sounds of ``word``, R only at the start: "gur" and "gru" are heard alike."""
    key = sound_key(word)
    key = key[:1] + key[1:].replace("r", "")
    return key if is_first else key.removeprefix("A").removeprefix("r")


def _windows(
    text: str, tokens: Sequence[_Token], position: int, index: SoundIndex
) -> Iterator[tuple[Sequence[_Token], str]]:
    key = _sounds(tokens[position][2])
    for stop in range(position + 1, min(len(tokens), position + _MAX_WORDS) + 1):
        if key not in index.beginnings:
            return
        if key in index.names:
            yield tokens[position:stop], key
        if stop == len(tokens) or text[tokens[stop - 1][1] : tokens[stop][0]] not in (" ", "-"):
            return
        more = _sounds(tokens[stop][2], is_first=False)
        key += more[1:] if more[:1] == key[-1:] else more


def _match(
    text: str,
    window: Sequence[_Token],
    key: str,
    index: SoundIndex,
    lexicon: Lexicon,
    *,
    is_small: bool,
) -> Span | None:
    said = [word for _, _, word in window]
    start, end = window[0][0], window[-1][0] + len(said[-1])
    joined = "".join(said).replace("'", "").replace("-", "")
    if len(window) > 1 and joined in index.kinds:
        return Span(start, end, index.kinds[joined], JOINED, "roster-joined")
    if len(window) > 1 and key in (_sounds(said[-1]), _sounds("".join(said[1:]))):
        return None  # the first word adds nothing: the others say the name by themselves
    name = _most_alike(joined, index.names[key], len(key))
    if name is None or joined == name or any(word in PUBLIC_WORDS for word in said):
        return None
    if not is_small and text[start:end].islower():
        return None
    if not all(lexicon.is_common(word) for word in said):
        return Span(start, end, index.kinds[name], ALIKE, "roster-sound")
    is_told = name_likelihood(text, start, end) >= 0.7 or _is_capital_inside(text, start)
    return Span(start, end, index.kinds[name], DOUBTFUL, "roster-sound") if is_told else None


def _most_alike(joined: str, names: Sequence[str], n_sounds: int) -> str | None:
    needed = _MIN_RATIO if n_sounds == _MIN_SOUNDS else _MIN_RATIO_OF_MANY
    alike = [name for name in names if ratio(joined, name) >= needed]
    return max(alike, key=lambda name: ratio(joined, name), default=None)


def _is_capital_inside(text: str, start: int) -> bool:
    return text[start].isupper() and not starts_sentence(text, start)
