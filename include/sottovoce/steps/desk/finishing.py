"""What is checked when a reading is finished."""

from collections.abc import Iterable

from sottovoce.adapters.originals import Originals
from sottovoce.deidentify.text.rehearse import with_survivors
from sottovoce.review.marks import Mark, apply_marks
from sottovoce.steps.deidentify import kept_roster
from sottovoce.steps.desk.texts import Text
from sottovoce.steps.workplace import Workplace


def stopped_turns(place: Workplace, text: Text, marks: Iterable[Mark]) -> list[int]:
    """Return the turns in which words still stand that the check before release would stop at.

    As far as the Desk knows: without the names that reviewers added, which lie in the vault.

    Args:
        place: Where what the site listed is.
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
