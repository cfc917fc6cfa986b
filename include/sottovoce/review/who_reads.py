"""Who may read which interview, of those who ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sottovoce.errors import NotReviewable, ReadingTaken, StaleReading
from sottovoce.model.ids import InterviewId
from sottovoce.review.readings import ReadingRow

LEFT_BEHIND_AFTER = timedelta(minutes=5)
"""How long after the last reading was finished Airflow should have its answer at the latest. If it
hasn't, the process that was to answer has died."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who wants to read what.

    Attributes:
        interview_id: Which interview.
        words_sha256: Digest of its words.
        who: Account name.
        two_readers: Whether the study asks for two.
    """

    interview_id: InterviewId
    words_sha256: str
    who: str
    two_readers: bool


def open_of(rows: Sequence[ReadingRow], who: str) -> ReadingRow | None:
    """Return a person's open reading; None without one."""
    return next((row for row in rows if row.is_open and row.reader == who), None)


def free_place(rows: Sequence[ReadingRow], claim: Claim) -> int:
    """Return the place that this person can have.

    Raises:
        ReadingTaken: Somebody else is reading.
        NotReviewable: It is answered, or this person was the first of two readers.
    """
    for row in rows:
        if row.is_open:
            raise ReadingTaken(row.reader, row.held_since)
    if is_answered(rows, two_readers=claim.two_readers):
        raise NotReviewable(
            "This interview has been read and answered.",
            "Wait until it has moved on. If it does not, have its run cleared in Airflow.",
        )
    place = 2 if any(row.place == 1 for row in rows) else 1
    check_is_other_person(rows, claim.who, place)
    return place


def is_answered(rows: Sequence[ReadingRow], *, two_readers: bool) -> bool:
    """Whether the readings of a question that are finished are enough to answer it."""
    closed = [row for row in rows if not row.is_open]
    return len(closed) >= (2 if two_readers else 1) or any(r.outcome == "reject" for r in closed)


def left_behind(
    rows: Sequence[ReadingRow], *, two_readers: bool, now: datetime
) -> ReadingRow | None:
    """Return the reading that was finished last, if Airflow should have its answer long since.

    Where Airflow has it, the question is only waiting for the task that acts on it.

    Args:
        rows: The readings of one question that is still open.
        two_readers: Whether the study asks for two.
        now: The time, in UTC.
    """
    closed = {row.closed_at: row for row in rows if row.closed_at and not row.answered_at}
    if len(closed) < len(rows) or not is_answered(rows, two_readers=two_readers):
        return None
    latest = max(closed, default=now)
    return closed[latest] if latest + LEFT_BEHIND_AFTER < now else None


def check_is_other_person(rows: Sequence[ReadingRow], who: str, place: int) -> None:
    """Refuse who ever held the reading in the other place.

    Raises:
        NotReviewable: It is the same person.
    """
    if any(who in row.holders for row in rows if row.place != place):
        raise NotReviewable(
            "You have read this interview; its second reader must be somebody else.",
            "Leave it to another reviewer.",
        )


def check_is_current(now: ReadingRow, mine: ReadingRow) -> None:
    """Refuse a write from a page that shows something else than what is there.

    Args:
        now: The reading as it is.
        mine: As the page shows it, with the question that is open.

    Raises:
        StaleReading: It was changed, finished, answered or taken over.
    """
    if now.reader != mine.reader:
        raise StaleReading(f"{now.reader} has taken this interview over.", "Choose another one.")
    if not now.is_open:
        raise StaleReading("This reading is finished.", "Open the interview again.")
    if now.answered_at is not None:
        raise StaleReading(
            "Somebody is answering the question about this interview.",
            "Load the page again in a minute; what was saved is kept. If it stays like this, have "
            "the interview's run cleared in Airflow.",
        )
    if now.version != mine.version or now.seq != mine.seq:
        raise StaleReading(
            "This interview was changed since the page was loaded, on another page or by a new "
            "search.",
            "Load the page again; what was saved is kept.",
        )
