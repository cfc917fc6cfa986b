"""What a second search of the same words found otherwise than the first. Counts only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript

Counts = Counter[EntityType]


@dataclass(frozen=True, slots=True)
class Changes:
    """How two searches of one transcript differ, by entity type.

    Attributes:
        added: Found now, where nothing had been found.
        removed: Found before, where nothing is found now: it would be told from now on.
        moved: Found at the same place with other ends.
        retyped: Found at the same place as something else; counted as what it is now.
        newly_doubtful: Masked under the review threshold, or nearly masked, where neither was so
            before: nobody was asked to look there.
    """

    added: Counts = field(default_factory=Counter)
    removed: Counts = field(default_factory=Counter)
    moved: Counts = field(default_factory=Counter)
    retyped: Counts = field(default_factory=Counter)
    newly_doubtful: Counts = field(default_factory=Counter)

    def by_kind(self) -> dict[str, Counts]:
        """Return the counts by kind of change, in the order in which they are shown."""
        return {
            "added": self.added,
            "removed": self.removed,
            "moved": self.moved,
            "retyped": self.retyped,
            "newly_doubtful": self.newly_doubtful,
        }

    def as_detail(self) -> dict[str, int | str]:
        """Return what the ledger keeps: each kind, and each kind and type that there is."""
        detail: dict[str, int | str] = {}
        for kind, counts in self.by_kind().items():
            detail[kind] = counts.total()
            detail |= {f"{kind}_{each.lower()}": n for each, n in sorted(counts.items()) if n}
        return detail

    def __add__(self, other: "Changes") -> "Changes":
        """Return both together, for a total."""
        return Changes(
            self.added + other.added,
            self.removed + other.removed,
            self.moved + other.moved,
            self.retyped + other.retyped,
            self.newly_doubtful + other.newly_doubtful,
        )


def compare(
    before: MarkedTranscript | None,
    now: MarkedTranscript,
    *,
    doubtful_before: float,
    doubtful_now: float,
) -> Changes:
    """Return how what is found now differs from what was found before.

    What is doubtful, masked or in view, is newly so unless every character of it lay in what was
    doubtful before: that is what a person was asked to look at.

    Args:
        before: What was found in the same turns before; None if that is not known any more, and
            then all counts as added, and all that is doubtful as newly so.
        now: What is found now.
        doubtful_before: The review threshold that counted then.
        doubtful_now: The one that counts now.
    """
    changes = Changes()
    earlier = _texts(before) if before else repeat(((), ()), 2 * len(now.turns))
    for (old, old_near), (new, new_near) in zip(earlier, _texts(now), strict=True):
        _count_places(changes, old, new)
        looked_at = [*(s for s in old if s.score < doubtful_before), *old_near]
        doubtful = [*(s for s in new if s.score < doubtful_now), *new_near]
        changes.newly_doubtful.update(
            span.entity_type for span in doubtful if not _is_covered(span, looked_at)
        )
    return changes


def _texts(marked: MarkedTranscript) -> Iterator[tuple[Sequence[Span], Sequence[Span]]]:
    """Yield what is masked and what nearly was, for each label and each turn's text."""
    for turn in marked.turns:
        yield turn.speaker_spans, ()
        yield turn.spans, turn.near_misses


def _count_places(changes: Changes, old: Sequence[Span], new: Sequence[Span]) -> None:
    for span in new:
        there = [other for other in old if other.overlaps(span)]
        if not there:
            changes.added[span.entity_type] += 1
        elif all(other.entity_type is not span.entity_type for other in there):
            changes.retyped[span.entity_type] += 1
        elif all((other.start, other.end) != (span.start, span.end) for other in there):
            changes.moved[span.entity_type] += 1
    changes.removed.update(
        span.entity_type for span in old if not any(span.overlaps(other) for other in new)
    )


def _is_covered(span: Span, by: Iterable[Span]) -> bool:
    covered = {char for other in by for char in range(other.start, other.end)}
    return covered.issuperset(range(span.start, span.end))
