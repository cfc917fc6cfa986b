"""Marked turns of invented people, with words chosen for what is to be said of them."""

from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn


def a_span(text, words, score=0.9, kind=EntityType.PERSON, recognizer="names"):
    start = text.index(words)
    return Span(start, start + len(words), kind, score, recognizer)


def a_turn(index, text="so we talked", *, masked=(), near=(), speaker="P1", label_spans=()):
    """A turn; ``masked`` and ``near`` are tuples of words and, if wanted, score and type."""
    return MarkedTurn(
        Turn(index, speaker, None, None, text),
        tuple(sorted(a_span(text, *each) for each in masked)),
        tuple(label_spans),
        tuple(sorted(a_span(text, *each) for each in near)),
    )


def a_transcript(*turns):
    return MarkedTranscript(tuple(turns), "txt")
