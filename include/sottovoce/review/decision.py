"""Whether a person has to look at an interview before its release, and what at. Counts only."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn
from sottovoce.review.ranking import RankedTurn, count_turns_to_read, is_doubtful, rank_turns

SECOND_LOOK = "second_look"
"""The recognizer of what would have survived release; it is masked, but nobody knows what it is."""

SURPRISES = frozenset({SECOND_LOOK, "site-memory"})
"""Recognizers that find what the detector should have found: the latter what the site's other
interviews name."""


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """How much there is to look at; safe to show to everyone who sees the pipeline.

    Attributes:
        n_spans: Identifiers found and masked.
        n_doubtful: Those of them under the review threshold.
        doubtful_by_type: The same by type; types without any are left out.
        n_near_misses: Places that stay in view although something speaks for masking them.
        near_misses_by_type: The same by type; types without any are left out.
        n_turns: Turns of the interview.
        n_turns_to_read: The fewest turns that hold nine of ten identifiers that are expected to be
            left; the first so many of :func:`sottovoce.review.rank_turns`.
        risk: The probability that anything identifying is left in view.
    """

    n_spans: int
    n_doubtful: int
    doubtful_by_type: dict[EntityType, int]
    n_near_misses: int
    near_misses_by_type: dict[EntityType, int]
    n_turns: int
    n_turns_to_read: int
    risk: float


def needs_review(marked: MarkedTranscript, policy: DeidentifyPolicy) -> bool:
    """Whether a person has to look: it is not sure enough that nothing identifying is left.

    What is masked is safe, however doubtful. So the question is not whether a masked span is
    one, but whether what is in view is none; ``review_threshold`` is how sure of that the study
    wants to be. A span that only the second look found, or only the site's other interviews tell,
    says that the detector has missed a name somewhere, and is a reason by itself.

    Args:
        marked: What was found.
        policy: The study's. Nobody is asked with a review threshold at or below the detection's.
    """
    if policy.review_threshold <= policy.detect_threshold:
        return False
    surprises = (s for turn in marked.turns for s in _spans(turn) if s.recognizer in SURPRISES)
    return any(is_doubtful(span.score, policy) for span in surprises) or (
        1.0 - _risk(rank_turns(marked, policy)) < policy.review_threshold
    )


def summarise(marked: MarkedTranscript, policy: DeidentifyPolicy) -> ReviewSummary:
    """Return what is doubtful, what was nearly masked, and how much of it is to be read first."""
    ranked = rank_turns(marked, policy)
    spans = [span for turn in marked.turns for span in _spans(turn)]
    doubtful = Counter(s.entity_type for s in spans if is_doubtful(s.score, policy))
    near = Counter(s.entity_type for turn in marked.turns for s in turn.near_misses)
    return ReviewSummary(
        n_spans=len(spans),
        n_doubtful=doubtful.total(),
        doubtful_by_type=dict(sorted(doubtful.items())),
        n_near_misses=near.total(),
        near_misses_by_type=dict(sorted(near.items())),
        n_turns=len(ranked),
        n_turns_to_read=count_turns_to_read(ranked),
        risk=_risk(ranked),
    )


def _risk(ranked: Sequence[RankedTurn]) -> float:
    return -math.expm1(-math.fsum(turn.expected_leaks for turn in ranked))


def _spans(turn: MarkedTurn) -> Iterator[Span]:
    yield from turn.speaker_spans
    yield from turn.spans
