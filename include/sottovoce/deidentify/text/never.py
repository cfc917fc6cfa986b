"""Phrases that a study never wants masked: a reviewer saw that they identify nobody."""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from sottovoce.deidentify.text.calibration import MODEL
from sottovoce.model.spans import Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn

_GUESSES = frozenset(
    {
        MODEL, "known-name", "name-or-word", "named-for-a-person", "place-list", "service",
        "unknown-word",
    }
)  # fmt: skip
"""Recognizers that go by how words look. Whatever else finds a phrase is believed: the site's list
and memory, the form of a number or an address, somebody introduced by name, a person."""

_POSSESSIVE = re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]s?$", re.IGNORECASE)


def phrase_key(words: str) -> str:
    """Return a phrase as phrases are compared: small letters, single spaces, no possessive. Raw."""
    return " ".join(_POSSESSIVE.sub("", words.strip()).casefold().split())


def without_phrases(marked: MarkedTranscript, phrases: AbstractSet[str]) -> MarkedTranscript:
    """Return the transcript without the guesses whose whole text is one of some phrases.

    A phrase that is a part of something longer stays masked with it.

    Args:
        marked: What was found.
        phrases: As :func:`phrase_key` writes them.
    """
    if not phrases:
        return marked
    turns = tuple(_without(turn, phrases) for turn in marked.turns)
    return MarkedTranscript(turns, marked.source_format)


def _without(marked: MarkedTurn, phrases: AbstractSet[str]) -> MarkedTurn:
    text = marked.turn.text
    return MarkedTurn(
        marked.turn,
        tuple(_kept(marked.spans, text, phrases)),
        tuple(_kept(marked.speaker_spans, marked.turn.speaker or "", phrases)),
        tuple(_kept(marked.near_misses, text, phrases)),
    )


def _kept(spans: Iterable[Span], text: str, phrases: AbstractSet[str]) -> Iterator[Span]:
    for span in spans:
        is_guess = _GUESSES.issuperset(span.recognizer.split("+"))
        if not (is_guess and phrase_key(text[span.start : span.end]) in phrases):
            yield span
