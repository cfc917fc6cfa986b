"""Whether a person has to look at an interview before its release, and what at. Counts only."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """How much there is to look at; safe to show to everyone who sees the pipeline.

    Attributes:
        n_spans: Identifiers found.
        n_doubtful: Those of them under the review threshold.
        doubtful_by_type: The same by type; types without any are left out.
        n_turns_to_read: Turns with at least one doubtful span.
    """

    n_spans: int
    n_doubtful: int
    doubtful_by_type: dict[EntityType, int]
    n_turns_to_read: int


def needs_review(marked: MarkedTranscript, policy: DeidentifyPolicy) -> bool:
    """Whether any span scores under the policy's review threshold."""
    return any(_is_doubtful(span, policy) for turn in marked.turns for span in _spans(turn))


def summarise(marked: MarkedTranscript, policy: DeidentifyPolicy) -> ReviewSummary:
    """Return how many spans are doubtful, of which types, in how many turns."""
    doubtful = [
        [span for span in _spans(turn) if _is_doubtful(span, policy)] for turn in marked.turns
    ]
    by_type = Counter(span.entity_type for spans in doubtful for span in spans)
    return ReviewSummary(
        n_spans=marked.n_spans,
        n_doubtful=by_type.total(),
        doubtful_by_type=dict(sorted(by_type.items())),
        n_turns_to_read=sum(bool(spans) for spans in doubtful),
    )


def _spans(turn: MarkedTurn) -> Iterator[Span]:
    yield from turn.speaker_spans
    yield from turn.spans


def _is_doubtful(span: Span, policy: DeidentifyPolicy) -> bool:
    return span.score < policy.review_threshold
