"""What is checked and counted when a reading is finished."""

from collections.abc import Iterable

from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.desk.readings import Readings
from sottovoce.deidentify.text.rehearse import with_survivors
from sottovoce.review.agreement import compare_readers, n_tokens
from sottovoce.review.corrections import count_corrections
from sottovoce.review.marks import Mark, apply_marks
from sottovoce.review.readings import ReadingRow
from sottovoce.steps.deidentify import kept_roster
from sottovoce.steps.desk.texts import Text
from sottovoce.steps.workplace import Workplace


def stopped_turns(place: Workplace, text: Text, marks: Iterable[Mark]) -> list[int]:
    """Return the turns in which words still stand that the check before release would stop at.

    Args:
        place: Where the site's roster is.
        text: The interview.
        marks: What the reader decided.
    """
    originals = Originals(place.objects, place.settings.raw_bucket)
    roster = kept_roster(place, originals, originals.record(text.record.submission_id))
    read = apply_marks(text.found, marks)
    masked = with_survivors(read, roster, place.is_ordinary)
    return [
        turn.turn.index
        for turn, before in zip(masked.turns, read.turns, strict=True)
        if (turn.spans, turn.speaker_spans) != (before.spans, before.speaker_spans)
    ]


def counts_of(
    readings: Readings, text: Text, mine: ReadingRow, marks: Iterable[Mark]
) -> dict[str, int]:
    """Return what a reading corrected, and how far it agrees with another one that is finished."""
    read = apply_marks(text.found, marks)
    counts = count_corrections(text.found, read).as_counts() | {"n_tokens": n_tokens(read)}
    for other in readings.of_question(mine.seq):
        if other.reading_id != mine.reading_id and not other.is_open:
            theirs = apply_marks(text.found, readings.marks(other.reading_id))
            pair = (theirs, read) if other.place < mine.place else (read, theirs)
            counts |= compare_readers(*pair).as_counts()
    return counts
