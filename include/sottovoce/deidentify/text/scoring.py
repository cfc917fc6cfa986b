"""How well predicted spans hide gold spans: the rules by which de-identification is judged."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sottovoce.model.spans import Span
from sottovoce.model.transcripts import MarkedTranscript


@dataclass(frozen=True, slots=True)
class ScoredText:
    """One text (a turn, or a speaker label) with what should be and what was marked."""

    text: str = field(repr=False)
    gold: tuple[Span, ...]
    predicted: tuple[Span, ...]


def scored_texts(gold: MarkedTranscript, found: MarkedTranscript) -> list[ScoredText]:
    """Return every turn's words and every speaker label of one interview.

    Args:
        gold: As people marked it.
        found: The same turns, marked by a tool; its words may be in small letters.
    """
    pairs = list(zip(gold.turns, found.turns, strict=True))
    words = [ScoredText(g.turn.text, g.spans, f.spans) for g, f in pairs]
    labels = [
        ScoredText(g.turn.speaker, g.speaker_spans, f.speaker_spans)
        for g, f in pairs
        if g.turn.speaker
    ]
    return words + labels


def is_fully_masked(text: str, gold: Span, predicted: Iterable[Span]) -> bool:
    """Whether predicted spans together cover every character of ``gold`` that is not white space.

    A surname left in view is a leak, so a span that is hidden in part counts as missed.
    """
    hidden = {i for span in predicted for i in range(span.start, span.end)}
    return all(i in hidden or text[i].isspace() for i in range(gold.start, gold.end))


def tokens(text: str) -> list[tuple[int, int]]:
    """Return where each white-space separated token starts and ends."""
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append((start, at))
    return found
