"""Reading an interview at the Desk: who reads it, what they decide, when they are done.

Nothing here changes what is kept of an interview but its readings: what they decide takes effect in
:func:`sottovoce.steps.review.decide`, once the question of that run is answered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sottovoce.adapters.postgres.desk.reading_records import Kind, Outcome, ReadingRow, Waiting
from sottovoce.adapters.postgres.desk.readings import Claim, Readings
from sottovoce.adapters.postgres.desk.views import RawViews
from sottovoce.errors import (
    NotReviewable,
    ReadingTaken,
    RefusedMessage,
    StaleReading,
    WouldBeStopped,
)
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE, REJECT
from sottovoce.review.items import Item, ItemKind
from sottovoce.steps.desk.finishing import counts_of, stopped_turns
from sottovoce.steps.desk.messages import check_message
from sottovoce.steps.desk.placing import NewMark, place_marks, place_remembered
from sottovoce.steps.desk.shown import (
    Reading,
    ReadTurn,
    Saved,
    ShownSpan,
    SpanState,
    show_change,
    show_reading,
)
from sottovoce.steps.desk.texts import Text, forget_text, text_of
from sottovoce.steps.workplace import Workplace

__all__ = [
    "Finished", "Item", "ItemKind", "NewMark", "NotReviewable", "QueueItem", "ReadTurn", "Reading",
    "ReadingTaken", "RefusedMessage", "Saved", "ShownSpan", "SpanState", "StaleReading",
    "WouldBeStopped", "finish", "look", "mark", "open_reading", "queue", "remember", "reopen",
    "take_over", "undo",
]  # fmt: skip

_MOST_IN_QUEUE = 500


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


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An interview that waits to be read.

    Attributes:
        interview_id: Which.
        site: Of which site.
        role: Of whom; empty if unknown.
        since: Since when it waits, in UTC.
        doubtful: Identifiers masked without certainty.
        near_misses: Places in view that something speaks against.
        turns: Its turns.
        turns_to_read: Those of them to read first.
        reader: Who is reading it; None for nobody.
        needs_second: Whether one person has read it and a second one has to.
    """

    interview_id: InterviewId
    site: str
    role: str
    since: datetime
    doubtful: int
    near_misses: int
    turns: int
    turns_to_read: int
    reader: str | None
    needs_second: bool


def queue(place: Workplace, who: str, sites: Collection[str] | None) -> list[QueueItem]:
    """Return what waits to be read, longest there first, without what is read already.

    Args:
        place: Where.
        who: Account name; of two readers the first is not shown the interview again.
        sites: Of which sites; None for all.
    """
    two = place.study_now().review.second_reader
    waiting = place.readings.queue(sites, limit=_MOST_IN_QUEUE)
    return [item for each in waiting if (item := _queue_item(each, who, two_readers=two))]


def look(place: Workplace, interview_id: InterviewId, who: str) -> Reading:
    """Return a person's own reading; where nobody is reading, one without reader and turns.

    Raises:
        ReadingTaken: Somebody else is reading.
        NotReviewable: It is not in review, is answered, or this person was its first reader.
    """
    text, claim = _question(place, interview_id, who)
    readings = place.readings
    with readings.connected():
        row = readings.mine(claim)
        if row is None:
            return _unclaimed(text)
        return _shown(place, readings, text, row)


def open_reading(place: Workplace, interview_id: InterviewId, who: str) -> Reading:
    """Begin to read, or go on; in a study with two readers as the second where one has read.

    Raises:
        ReadingTaken: Somebody else is reading.
        NotReviewable: It is not in review, is answered, or this person was its first reader.
    """
    text, claim = _question(place, interview_id, who)
    readings = place.readings
    with readings.connected():
        return _shown(place, readings, text, readings.claim(claim))


def take_over(place: Workplace, interview_id: InterviewId, who: str) -> Reading:
    """Go on with what somebody else is reading; they can't any more, and it is noted.

    Raises:
        NotReviewable: Nobody is reading it, or this person read it in the other place.
    """
    text, claim = _question(place, interview_id, who)
    readings = place.readings
    with readings.connected():
        return _shown(place, readings, text, readings.take_over(claim))


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
        kind: ``roster``: masked in all of the site's interviews from now on. ``never``: masked in
            none of the study's, unless something certain speaks for it.

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
        counts = counts_of(readings, text, mine, marks)
        readings.close(mine, outcome, message or None, counts)
        return _finished(place, readings, mine)


def reopen(place: Workplace, interview_id: InterviewId, who: str) -> Reading:
    """Let a person go on with a finished reading, because its question could not be answered.

    Raises:
        NotReviewable: There is none of this person's that nobody acted on yet.
    """
    text, claim = _question(place, interview_id, who)
    readings = place.readings
    with readings.connected():
        return _shown(place, readings, text, readings.reopen(claim))


def _question(place: Workplace, interview: InterviewId, who: str) -> tuple[Text, Claim]:
    with place.ledger.connected():
        record = place.ledger.interview(interview)
        seq = place.ledger.history(interview)[-1].seq
    if record.state is not State.IN_REVIEW or record.superseded:
        raise NotReviewable(
            "This interview is not in review.", "Look it up to see where it is now."
        )
    text = text_of(place, interview, seq)
    two = place.study_now().review.second_reader
    return text, Claim(interview, text.words_sha256, who, two)


def _mine(
    place: Workplace, readings: Readings, interview: InterviewId, who: str, version: int
) -> tuple[ReadingRow, Text]:
    rows = readings.current(interview)
    mine = next((row for row in rows if row.reader == who and row.is_open), None)
    if mine is None:
        taken = next((row.reader for row in rows if row.is_open and who in row.holders), None)
        raise StaleReading(
            f"{taken} has taken this interview over." if taken else "This reading is finished.",
            "Go back to the list of what waits.",
        )
    return replace(mine, version=version), text_of(place, interview, mine.seq)


def _shown(place: Workplace, readings: Readings, text: Text, row: ReadingRow) -> Reading:
    """Return a reading after writing down that its words were shown."""
    views = RawViews(place.settings.ledger_dsn.get_secret_value())
    views.note(row.reader, row.interview_id, "transcript")
    marks = readings.marks(row.reading_id)
    return show_reading(text, row, marks, place.study_now().deidentify)


def _saved(
    place: Workplace, readings: Readings, text: Text, row: ReadingRow, turns: Collection[int]
) -> Saved:
    marks = readings.marks(row.reading_id)
    return show_change(text, row, marks, turns, place.study_now().deidentify)


def _unclaimed(text: Text) -> Reading:
    record = text.record
    return Reading(
        interview_id=record.interview_id,
        seq=text.seq,
        site=record.site,
        role=record.role or "",
        version=0,
        place=0,
        reader="",
        opened_at=None,
        turns=(),
        items=(),
        has_recording=text.has_recording,
        can_undo=False,
    )


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


def _queue_item(each: Waiting, who: str, *, two_readers: bool) -> QueueItem | None:
    is_open = {r.reader for r in each.readings if r.is_open or r.seq < each.seq}
    closed = [row for row in each.readings if row.reader not in is_open]
    is_answered = len(closed) >= (2 if two_readers else 1) or any(
        row.outcome == "reject" for row in closed
    )
    if not is_open and (is_answered or any(who in row.holders for row in closed)):
        return None
    counts = {name: int(each.detail.get(name, 0)) for name in _COUNTS}
    return QueueItem(
        interview_id=each.interview_id,
        site=each.site,
        role=each.role or "",
        since=each.since,
        reader=who if who in is_open else next(iter(sorted(is_open)), None),
        needs_second=bool(closed),
        **counts,
    )


_COUNTS = ("doubtful", "near_misses", "turns", "turns_to_read")
