"""Names that other interviews of the same site held: never masked for sure, always looked at.

A person named in one interview may be named in the next one, in words that give no hint there.
The memory of a site may be a store of keyed hashes, so that it can be asked but not read: all that
is needed of it is to say whether these words are a known name.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sottovoce.deidentify.text.lexicon import NAMES_THAT_ARE_WORDS, WORD, Lexicon
from sottovoce.deidentify.text.name_grammar import name_likelihood, starts_sentence
from sottovoce.deidentify.text.normalise import normalise
from sottovoce.deidentify.text.propagation import collect_names
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, Transcript

TO_REVIEW = 0.35
"""Score of what only another interview tells: masked, and under any sensible review threshold."""

CERTAIN = 0.9
"""Score from which on a name is remembered: what is doubtful must not spread its doubt."""

_MAX_WORDS = 4
_FEWEST_LETTERS = 4
_MAX_ASKED = 100_000
"""Answers kept while an interview is searched, so that a very long one does not fill memory."""


class SiteNames(Protocol):
    """Whatever can say what words in lower case name; a plain mapping can."""

    def get(self, words: tuple[str, ...], /) -> EntityType | None:
        """Return what ``words`` name at this site, None if nothing known."""


@dataclass(frozen=True, slots=True)
class HashedNames:
    """Names of a site as keyed hashes.

    Attributes:
        key: The site's key; without it nothing can be asked.
        kinds: What is named, by :func:`name_hash`.
    """

    key: bytes = field(repr=False)
    kinds: Mapping[str, EntityType] = field(repr=False)

    def get(self, words: tuple[str, ...], /) -> EntityType | None:
        """Return what ``words`` name, None if nothing known."""
        return self.kinds.get(name_hash(self.key, words))


def name_hash(key: bytes, words: tuple[str, ...]) -> str:
    """Return the keyed hash (HMAC-SHA256) under which a site remembers a name."""
    return hmac.new(
        key, "\n".join(words).encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hexdigest()


def names_to_remember(
    marked: MarkedTranscript, lexicon: Lexicon, *, at_least: float = CERTAIN
) -> dict[tuple[str, ...], EntityType]:
    """Return the names of an interview that its site should remember, whole and in parts.

    Args:
        marked: What was found, best after a review.
        lexicon: Which words are ordinary: names of nothing else are not remembered, whole or in
            part, and neither is what has fewer than four letters.
        at_least: Spans scored lower are no names to be sure of.
    """
    found = [(turn.turn.text, turn.spans) for turn in marked.turns]
    labels = [(turn.turn.speaker or "", turn.speaker_spans) for turn in marked.turns]
    names = collect_names([*found, *labels], lexicon, at_least=at_least)
    return {words: name.entity_type for words, name in names.items() if _is_telling(words, lexicon)}


def _is_telling(words: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether these words hardly ever mean anything but a name."""
    is_long = sum(map(len, words)) >= _FEWEST_LETTERS
    are_words = (lexicon.is_common(word) or word in NAMES_THAT_ARE_WORDS for word in words)
    return is_long and not all(are_words)


def find_site_names(
    transcript: Transcript, names: SiteNames, lexicon: Lexicon
) -> dict[int, list[Span]]:
    """Return where the site's other interviews make a name likely, by the turn's index.

    A single ordinary word counts only where the sentence has room for a name.

    Args:
        transcript: The words.
        names: What the site's other interviews held.
        lexicon: Which words are ordinary.
    """
    found: dict[int, list[Span]] = {}
    asked: dict[tuple[str, ...], EntityType | None] = {}
    for turn in transcript.turns:
        source = normalise(turn.text)
        tokens = [(m.start(), m.group()) for m in WORD.finditer(source.text)]
        for position in range(len(tokens)):
            for length in range(min(_MAX_WORDS, len(tokens) - position), 0, -1):
                part = tokens[position : position + length]
                words = tuple(word.lower().removesuffix("'s") for _, word in part)
                if words not in asked:
                    if len(asked) >= _MAX_ASKED:
                        asked.clear()
                    asked[words] = names.get(words)
                kind = asked[words]
                start, end = part[0][0], part[-1][0] + len(words[-1])
                if kind and _may_be_name(source.text, start, end, words, lexicon):
                    first, last = source.to_original(start, end)
                    span = Span(first, last, kind, TO_REVIEW, "site-memory")
                    found.setdefault(turn.index, []).append(span)
                    break
    return found


def _may_be_name(text: str, start: int, end: int, words: tuple[str, ...], lexicon: Lexicon) -> bool:
    if len(words) > 1 or not lexicon.is_common(words[0]):
        return True
    if text[start].isupper() and not starts_sentence(text, start):
        return True
    return name_likelihood(text, start, end) >= 0.7
