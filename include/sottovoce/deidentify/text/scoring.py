"""How well predicted spans hide gold spans: the figures by which de-identification is judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sottovoce.model.spans import Span


@dataclass(frozen=True, slots=True)
class ScoredText:
    """One text (a turn, or a speaker label) with what should be and what was marked."""

    text: str = field(repr=False)
    gold: tuple[Span, ...]
    predicted: tuple[Span, ...]


@dataclass(slots=True)
class Recall:
    """Gold spans, and how many of them are wholly hidden."""

    n_gold: int = 0
    n_masked: int = 0

    @property
    def rate(self) -> float:
        """Share of gold spans wholly hidden; 1 if there are none."""
        return self.n_masked / self.n_gold if self.n_gold else 1.0

    def count(self, *, masked: bool) -> None:
        """Add one gold span."""
        self.n_gold += 1
        self.n_masked += masked


@dataclass(slots=True)
class Score:
    """Figures over any number of texts.

    Attributes:
        overall: Full-mask recall over all types.
        by_type: The same for each entity type.
        n_predicted_tokens: White-space separated tokens that a predicted span touches.
        n_right_tokens: Those of them that touch a gold span too.
    """

    overall: Recall = field(default_factory=Recall)
    by_type: dict[str, Recall] = field(default_factory=dict)
    n_predicted_tokens: int = 0
    n_right_tokens: int = 0

    @property
    def token_precision(self) -> float:
        """Share of predicted tokens that touch a gold span; 1 if nothing was predicted."""
        return self.n_right_tokens / self.n_predicted_tokens if self.n_predicted_tokens else 1.0


def is_fully_masked(text: str, gold: Span, predicted: Iterable[Span]) -> bool:
    """Whether predicted spans together cover every character of ``gold`` that is not white space.

    A surname left in view is a leak, so a span that is hidden in part counts as missed.
    """
    hidden = {i for span in predicted for i in range(span.start, span.end)}
    return all(i in hidden or text[i].isspace() for i in range(gold.start, gold.end))


def score(texts: Iterable[ScoredText]) -> Score:
    """Return recall and token precision over all texts."""
    total = Score()
    for scored in texts:
        for span in scored.gold:
            near = [p for p in scored.predicted if p.overlaps(span)]
            masked = is_fully_masked(scored.text, span, near)
            total.overall.count(masked=masked)
            total.by_type.setdefault(span.entity_type, Recall()).count(masked=masked)
        for start, end in tokens(scored.text):
            if _touches(start, end, scored.predicted):
                total.n_predicted_tokens += 1
                total.n_right_tokens += _touches(start, end, scored.gold)
    return total


def tokens(text: str) -> list[tuple[int, int]]:
    """Return where each white-space separated token starts and ends."""
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append((start, at))
    return found


def _touches(start: int, end: int, spans: Sequence[Span]) -> bool:
    return any(span.start < end and start < span.end for span in spans)
