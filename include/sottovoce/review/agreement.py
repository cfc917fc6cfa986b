"""How far two readers of one interview agree. Counts only.

Kappa is Cohen's, over words: Cohen, J. (1960), *A coefficient of agreement for nominal scales*,
Educational and Psychological Measurement 20(1).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields

from sottovoce.model.spans import Span
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.review.marks import texts_of

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two readers masked.

    Attributes:
        n_tokens: Words of the interview, those of the speaker labels included.
        both: Words that both masked, in whole or in part.
        only_first: Words that only the first one masked.
        only_second: Words that only the second one masked.
        spans_first: Identifiers the first one left masked.
        spans_second: Identifiers the second one left masked.
        spans_same: Identifiers that have the same ends and type with both.
    """

    n_tokens: int = 0
    both: int = 0
    only_first: int = 0
    only_second: int = 0
    spans_first: int = 0
    spans_second: int = 0
    spans_same: int = 0

    @property
    def f1(self) -> float | None:
        """F1 of one reader against the other, over identifiers; None if neither masked any."""
        n_spans = self.spans_first + self.spans_second
        return 2 * self.spans_same / n_spans if n_spans else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa over words; None where it is not defined, with nothing to disagree on."""
        if not self.n_tokens:
            return None
        first = (self.both + self.only_first) / self.n_tokens
        second = (self.both + self.only_second) / self.n_tokens
        by_chance = first * second + (1 - first) * (1 - second)
        if by_chance >= 1:
            return None
        agreed = 1 - (self.only_first + self.only_second) / self.n_tokens
        return (agreed - by_chance) / (1 - by_chance)

    def __add__(self, other: "Agreement") -> "Agreement":
        """Return both together, for a total."""
        sums = (getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        return Agreement(*sums)

    def as_counts(self) -> dict[str, int]:
        """Return the numbers by name, as the ledger keeps them."""
        return asdict(self)


def compare_readers(first: MarkedTranscript, second: MarkedTranscript) -> Agreement:
    """Return how far two readers agree about the same turns."""
    counts = Agreement()
    for (text, mine), (_, theirs) in zip(texts_of(first), texts_of(second), strict=True):
        counts += _compare(text, mine, theirs)
    return counts


def _compare(text: str, first: Sequence[Span], second: Sequence[Span]) -> Agreement:
    words = {match.span() for match in _WORD.finditer(text)}
    mine, theirs = _masked(words, first), _masked(words, second)
    places = ({(s.start, s.end, s.entity_type) for s in spans} for spans in (first, second))
    return Agreement(
        n_tokens=len(words),
        both=len(mine & theirs),
        only_first=len(mine - theirs),
        only_second=len(theirs - mine),
        spans_first=len(first),
        spans_second=len(second),
        spans_same=len(set.intersection(*places)),
    )


def _masked(words: Iterable[tuple[int, int]], spans: Sequence[Span]) -> set[tuple[int, int]]:
    if not spans:
        return set()
    return {
        (start, end) for start, end in words if any(s.start < end and start < s.end for s in spans)
    }
