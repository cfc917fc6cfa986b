"""What a reader changed of what a detector found. Counts only.

Each thing added is a miss, and so is each thing completed: a name of which one word is in view
is not hidden. What a reader masked in an earlier reading of the same words was counted then, and
says nothing of the detector now.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.review.marks import REVIEWER, texts_of

Counts = Counter[EntityType]


@dataclass(frozen=True, slots=True)
class Corrections:
    """How a reading differs from what the detector found.

    What the reader added counts by the reader's type, everything else by the detector's.

    Attributes:
        kept: Identifiers the detector masked, of which something stays masked.
        removed: Identifiers the detector masked that are in view now.
        added: Identifiers that the reader masked where nothing was masked: misses.
        completed: Of the kept, those of which letters or digits were in view: misses, too.
        confirmed: Of the kept, those that the reader said are right, or cut or retyped.
        retyped: Of the kept, those that are something else now.
    """

    kept: Counts = field(default_factory=Counter)
    removed: Counts = field(default_factory=Counter)
    added: Counts = field(default_factory=Counter)
    completed: Counts = field(default_factory=Counter)
    confirmed: Counts = field(default_factory=Counter)
    retyped: Counts = field(default_factory=Counter)

    @property
    def found(self) -> int:
        """How many identifiers the detector masked."""
        return self.kept.total() + self.removed.total()

    def as_counts(self) -> dict[str, int]:
        """Return the numbers by name, as they are kept with a reading.

        Each is there in total, and the first four also by type where there is any.
        """
        by_type = {
            "kept": self.kept,
            "removed": self.removed,
            "added": self.added,
            "completed": self.completed,
        }
        counts = {name: kinds.total() for name, kinds in by_type.items()} | {
            "found": self.found,
            "confirmed": self.confirmed.total(),
            "retyped": self.retyped.total(),
        }
        return counts | {
            f"{name}_{kind.lower()}": n
            for name, kinds in by_type.items()
            for kind, n in sorted(kinds.items())
        }


def count_corrections(found: MarkedTranscript, read: MarkedTranscript) -> Corrections:
    """Return how a reading differs from what was found in the same turns."""
    counts = Corrections()
    for (text, before), (_, after) in zip(texts_of(found), texts_of(read), strict=True):
        detected = [span for span in before if span.recognizer != REVIEWER]
        for span in detected:
            _count_fate(counts, span, after)
        counts.completed.update(s.entity_type for s in _completed(text, detected, before, after))
        counts.added.update(s.entity_type for s in after if not any(map(s.overlaps, before)))
    return counts


def _count_fate(counts: Corrections, span: Span, after: Sequence[Span]) -> None:
    there = [other for other in after if other.overlaps(span)]
    (counts.kept if there else counts.removed)[span.entity_type] += 1
    if any(REVIEWER in other.recognizer.split("+") for other in there):
        counts.confirmed[span.entity_type] += 1
    if there and all(other.entity_type is not span.entity_type for other in there):
        counts.retyped[span.entity_type] += 1


def _completed(
    text: str, detected: Sequence[Span], before: Sequence[Span], after: Sequence[Span]
) -> set[Span]:
    """Return what was detected, once each, and now goes on over letters that were in view."""
    hidden = {char for span in before for char in range(span.start, span.end)}
    return {
        next(filter(span.overlaps, detected))
        for span in after
        if any(map(span.overlaps, detected))
        and any(text[char].isalnum() for char in range(span.start, span.end) if char not in hidden)
    }
