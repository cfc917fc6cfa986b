"""What a reader changed of what a detector found. Counts only: each thing added is a miss."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.review.marks import REVIEWER


@dataclass(frozen=True, slots=True)
class Corrections:
    """How a reading differs from what the detector found.

    Attributes:
        found: Identifiers the detector masked.
        kept: Of these, those of which something stays masked.
        confirmed: Of the kept, those that the reader said are right, or cut or retyped.
        removed: Of the found, those that are in view now.
        retyped: Of the kept, those that are something else now.
        added: Identifiers that the reader masked where nothing was masked: misses.
        added_by_type: The same by what they identify.
    """

    found: int = 0
    kept: int = 0
    confirmed: int = 0
    removed: int = 0
    retyped: int = 0
    added: int = 0
    added_by_type: Counter[EntityType] = field(default_factory=Counter)

    def as_counts(self) -> dict[str, int]:
        """Return the numbers by name, as they are kept with a reading."""
        counts = {
            name: getattr(self, name)
            for name in ("found", "kept", "confirmed", "removed", "retyped", "added")
        }
        by_type = {f"added_{k.lower()}": n for k, n in sorted(self.added_by_type.items())}
        return counts | by_type


def count_corrections(found: MarkedTranscript, read: MarkedTranscript) -> Corrections:
    """Return how a reading differs from what was found in the same turns."""
    counts: Counter[str] = Counter()
    added: Counter[EntityType] = Counter()
    for before, after in zip(_texts(found), _texts(read), strict=True):
        counts.update(name for span in before for name in _fate(span, after))
        added.update(s.entity_type for s in after if not any(map(s.overlaps, before)))
    return Corrections(added=added.total(), added_by_type=added, **counts)


def _texts(marked: MarkedTranscript) -> Iterator[Sequence[Span]]:
    for turn in marked.turns:
        yield turn.speaker_spans
        yield turn.spans


def _fate(span: Span, after: Sequence[Span]) -> Iterator[str]:
    there = [other for other in after if other.overlaps(span)]
    yield "found"
    yield "kept" if there else "removed"
    if any(REVIEWER in other.recognizer.split("+") for other in there):
        yield "confirmed"
    if there and all(other.entity_type is not span.entity_type for other in there):
        yield "retyped"
