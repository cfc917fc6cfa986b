"""Reading an interview at the Desk: who reads it, what they decide, when they are done.

Nothing here changes what is kept of an interview but its readings: what they decide takes effect in
:func:`sottovoce.steps.review.decide`, once the question of that run is answered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sottovoce.adapters.postgres.desk.readings import Readings
from sottovoce.errors import StaleReading, WouldBeStopped
from sottovoce.model.ids import InterviewId
from sottovoce.review.decisions import APPROVE, REJECT
from sottovoce.review.items import Item
from sottovoce.review.readings import Kind, Outcome, ReadingRow
from sottovoce.review.who_reads import open_of
from sottovoce.steps.desk.finishing import stopped_turns
from sottovoce.steps.desk.messages import check_message
from sottovoce.steps.desk.opening import look, open_reading, reopen, take_over
from sottovoce.steps.desk.placing import NewMark, place_marks, place_remembered
from sottovoce.steps.desk.shown import (
    Reading,
    ReadTurn,
    Saved,
    ShownSpan,
    show_change,
)
from sottovoce.steps.desk.texts import Text, forget_text, text_of
from sottovoce.steps.desk.waiting import QueueItem, queue
from sottovoce.steps.workplace import Workplace

__all__ = [
    "Finished", "Item", "NewMark", "QueueItem", "ReadTurn", "Reading", "Saved", "ShownSpan",
    "answer_taken", "finish", "look", "mark", "open_reading", "queue", "remember", "reopen",
    "take_over", "undo",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finished:
    """What follows a finished reading.

    Attributes:
        interview_id: Of which interview.
        seq: The question; the run of the DAG is ``<interview_id>-<seq>``.
        needs_second_reader: Whether somebody else has to read it before it can be answered.
        answer: What the question of that run is to be answered with, one of the options of
            :mod:`sottovoce.review.decisions`; None while a second reader is needed.
    """

    interview_id: InterviewId
    seq: int
    needs_second_reader: bool
    answer: str | None


def mark(
    place: Workplace,
    interview_id: InterviewId,
    who: str,
    version: int,
    changes: Sequence[NewMark],
    *,
    everywhere: bool = False,
) -> Saved:
    """Save decisions about some places, as one act.

    Args:
        place: Where.
        interview_id: Of which interview.
        who: Who decides.
        version: The reading as the page shows it.
        changes: Places and verdicts.
        everywhere: Wherever the same words stand in the interview. What is shown everywhere is
            what these words alone mask, never a part of something longer.

    Raises:
        StaleReading: The page shows an old version, or somebody has taken over.
        DeskRefusal: A place is not there.
    """
    readings = place.readings
    with readings.connected():
        mine, text = _mine(place, readings, interview_id, who, version)
        marks = readings.marks(mine.reading_id)
        placed = place_marks(text, marks, changes, everywhere=everywhere)
        row = readings.add(mine, placed)
        return _saved(place, readings, text, row, {each.turn for each in placed})


def undo(place: Workplace, interview_id: InterviewId, who: str, version: int) -> Saved:
    """Take back what this reading did last, all of it; can be repeated down to the beginning.

    Raises:
        StaleReading: The page shows an old version, or somebody has taken over.
    """
    readings = place.readings
    with readings.connected():
        mine, text = _mine(place, readings, interview_id, who, version)
        row, turns = readings.undo(mine)
        return _saved(place, readings, text, row, turns)


def remember(
    place: Workplace,
    interview_id: InterviewId,
    who: str,
    version: int,
    change: NewMark,
    kind: Kind,
) -> Saved:
    """Let some words count beyond this interview, and everywhere in it, as one act.

    Args:
        place: Where.
        interview_id: Of which interview.
        who: Who decides.
        version: The reading as the page shows it.
        change: Where the words stand; its type is what they identify, or were taken for.
        kind: ``roster``: looked for in all of the site's interviews from now on, as what the
            site lists itself. ``never``: masked in none of the study's, unless something certain
            speaks for it.

    Raises:
        StaleReading: The page shows an old version, or somebody has taken over.
        DeskRefusal: The place is not there, or its type is none of a roster's.
    """
    readings = place.readings
    with readings.connected():
        mine, text = _mine(place, readings, interview_id, who, version)
        marks = readings.marks(mine.reading_id)
        placed, noted = place_remembered(text, marks, change, kind)
        row = readings.add(mine, placed, noted)
        return _saved(place, readings, text, row, {noted.turn, *(each.turn for each in placed)})


def finish(
    place: Workplace,
    interview_id: InterviewId,
    who: str,
    version: int,
    outcome: Outcome,
    message: str | None = None,
) -> Finished:
    """Finish a reading, and return what the run's question is to be answered with, if it can be.

    Args:
        place: Where.
        interview_id: Of which interview.
        who: Who finishes.
        version: The reading as the page shows it.
        outcome: ``approve`` or ``reject``.
        message: What the site is told besides, when it is rejected.

    Raises:
        WouldBeStopped: Words still stand that release would stop at; says in which turns.
        RefusedMessage: The message may tell what is confidential.
        StaleReading: The page shows an old version, or somebody has taken over.
    """
    readings = place.readings
    with readings.connected():
        mine, text = _mine(place, readings, interview_id, who, version)
        marks = readings.marks(mine.reading_id)
        if outcome == "approve":
            message = None
            stopped = stopped_turns(place, text, marks)
            if stopped:
                raise WouldBeStopped(stopped)
        elif message:
            check_message(place, text.record, message)
        is_listed = who in place.study_now().review.reviewers
        readings.close(mine, outcome, message or None, is_listed=is_listed)
        return _finished(place, readings, mine)


def answer_taken(place: Workplace, finished: Finished) -> None:
    """Note that Airflow has a question's answer, so that nobody goes on with what was read."""
    place.readings.note_answer(finished.interview_id, finished.seq)


def _mine(
    place: Workplace, readings: Readings, interview: InterviewId, who: str, version: int
) -> tuple[ReadingRow, Text]:
    rows = readings.of_open_question(interview)
    mine = open_of(rows, who)
    if mine is None:
        taken = next((row.reader for row in rows if row.is_open and who in row.holders), None)
        raise StaleReading(
            f"{taken} has taken this interview over."
            if taken
            else "This reading is finished, or the interview was searched again.",
            "Open it again in the list of what waits; what was saved is kept.",
        )
    return replace(mine, version=version), text_of(place, interview, mine.seq)


def _saved(
    place: Workplace, readings: Readings, text: Text, row: ReadingRow, turns: Collection[int]
) -> Saved:
    marks = readings.marks(row.reading_id)
    return show_change(text, row, marks, turns, place.study_now().deidentify)


def _finished(place: Workplace, readings: Readings, mine: ReadingRow) -> Finished:
    rows = readings.of_question(mine.seq)
    closed = [row.outcome for row in rows if not row.is_open]
    places = 2 if place.study_now().review.second_reader else 1
    answer = APPROVE if len(closed) >= max(places, len(rows)) else None
    if "reject" in closed:
        answer = REJECT
    if answer is not None:
        forget_text(mine.interview_id)
    return Finished(mine.interview_id, mine.seq, answer is None, answer)
