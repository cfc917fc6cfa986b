"""In which order a person should read the turns of an interview, and why. Counts only.

A turn is expected to hold so and so many identifiers that are still in view: each signal multiplies
the number. What turns are expected to hold can be added up, over an interview or a study.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn
from sottovoce.review.signals import Hints, Signal, measure_hints

BASE = -7.0
"""Logarithm of what a turn without any hint is expected to hold."""

WEIGHTS: Mapping[Signal, float] = {
    Signal.NEAR_MISS: 1.07,
    Signal.DOUBTFUL_MASK: 0.06,
    Signal.OPEN_END: 0.17,
    Signal.MASKED_ELSEWHERE: 0.81,
    Signal.NAMING: 0.91,
    Signal.WORDS_IN_VIEW: 0.34,
}
"""What ``benchmarks/text/bench_review.py`` finds: a Poisson regression on marked interviews that
the model of spoken English did not see."""

ENOUGH = 0.9
"""Share of what is expected to be left that the turns to read first hold."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a turn is worth reading.

    Attributes:
        signal: What kind of hint.
        entity_type: What may be left, where the hint knows; else None.
        n: How many spans or words.
    """

    signal: Signal
    entity_type: EntityType | None
    n: int


@dataclass(frozen=True, slots=True)
class RankedTurn:
    """A turn in the order of reading.

    Attributes:
        index: Its position in the transcript, from 0.
        expected_leaks: Identifiers that are expected to be left in view.
        reasons: What speaks for it, the type seen most often first.
    """

    index: int
    expected_leaks: float
    reasons: tuple[Reason, ...]

    @property
    def risk(self) -> float:
        """The probability that anything identifying is left in the turn."""
        return -math.expm1(-self.expected_leaks)


def rank_turns(marked: MarkedTranscript, policy: DeidentifyPolicy) -> tuple[RankedTurn, ...]:
    """Return every turn once, the one first that most probably still identifies someone.

    Turns of equal risk stay in the order in which they were said.

    Args:
        marked: What was found, and what was nearly found.
        policy: Says which spans are doubtful.
    """
    ranked = [
        RankedTurn(turn.turn.index, _expected(hints), tuple(_reasons(turn, hints, policy)))
        for turn, hints in zip(marked.turns, measure_hints(marked), strict=True)
    ]
    return tuple(sorted(ranked, key=lambda turn: (-turn.expected_leaks, turn.index)))


def count_turns_to_read(ranked: Sequence[RankedTurn], share: float = ENOUGH) -> int:
    """Return how many turns, from the first on, hold ``share`` of what is expected to be left."""
    wanted = share * math.fsum(turn.expected_leaks for turn in ranked)
    held, n_turns = 0.0, 0
    for turn in ranked:
        if held >= wanted:
            break
        held += turn.expected_leaks
        n_turns += 1
    return n_turns


def is_doubtful(score: float, policy: DeidentifyPolicy) -> bool:
    """Whether a masked span with this score is one of which the detector was not sure."""
    return score < policy.review_threshold


def _expected(hints: Hints) -> float:
    if not hints.n_in_view:
        return 0.0
    return math.exp(BASE + math.fsum(WEIGHTS[s] * amount for s, amount in hints.amounts.items()))


def _reasons(turn: MarkedTurn, hints: Hints, policy: DeidentifyPolicy) -> Iterator[Reason]:
    near = Counter(span.entity_type for span in turn.near_misses)
    doubtful = Counter(s.entity_type for s in turn.spans if is_doubtful(s.score, policy))
    for signal, by_type in ((Signal.NEAR_MISS, near), (Signal.DOUBTFUL_MASK, doubtful)):
        yield from (Reason(signal, kind, n) for kind, n in by_type.most_common())
    others = (
        (Signal.OPEN_END, hints.n_open),
        (Signal.MASKED_ELSEWHERE, hints.n_repeated),
        (Signal.NAMING, hints.n_naming),
        (Signal.WORDS_IN_VIEW, hints.n_in_view),
    )
    yield from (Reason(signal, None, n) for signal, n in others if n)
