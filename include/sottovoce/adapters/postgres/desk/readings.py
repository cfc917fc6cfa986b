"""Readings and their marks, written so that two people, or two pages, can't overwrite each other.

Every write is one transaction that holds the interview's row, so it counts for the question that is
open then; and it names the version that its page showed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

from psycopg.types.json import Jsonb

from sottovoce.adapters.postgres.connections import Connection
from sottovoce.adapters.postgres.desk.reading_rows import (
    next_act,
    note_holder,
    open_again,
    rows_of,
    the_row,
    undo_last_act,
    write_marks,
    write_remembered,
)
from sottovoce.adapters.postgres.desk.readings_asked import AskedReadings
from sottovoce.errors import NotReviewable
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.review.readings import (
    Outcome,
    Placed,
    ReadingRow,
    Remembered,
)
from sottovoce.review.who_reads import (
    Claim,
    check_is_current,
    check_is_other_person,
    free_place,
    left_behind,
    open_of,
)

__all__ = ["Claim", "Readings"]


class Readings(AskedReadings):
    """The readings of a study. Every method is one transaction.

    Raises of all that write: :class:`~sottovoce.errors.NotReviewable` when the interview is no
    longer in review.
    """

    def connected(self) -> AbstractContextManager[None]:
        """Let all calls of this thread share one connection until the block ends."""
        return self._database.connected()

    def mine(self, claim: Claim) -> ReadingRow | None:
        """Return this person's open reading; None if there is none and a place is free.

        Raises:
            ReadingTaken: Somebody else is reading.
            NotReviewable: It is answered, or this person was the first of two readers.
        """
        with self._claimed(claim) as (_, _, rows):
            found = open_of(rows, claim.who)
            if found is None:
                free_place(rows, claim)
            return found

    def claim(self, claim: Claim) -> ReadingRow:
        """Return the reading that is this person's, a new one if a place is free.

        Raises:
            ReadingTaken: Somebody else is reading.
            NotReviewable: It is answered, or this person was the first of two readers.
        """
        with self._claimed(claim) as (connection, seq, rows):
            found = open_of(rows, claim.who)
            if found is not None:
                return found
            place = free_place(rows, claim)
            made = connection.execute(
                "INSERT INTO readings (interview_id, seq, place, words_sha256, reader)"
                " VALUES (%s, %s, %s, %s, %s) RETURNING reading_id",
                [claim.interview_id, seq, place, claim.words_sha256, claim.who],
            ).fetchall()
            note_holder(connection, made[0][0], claim.who)
            return the_row(connection, made[0][0])

    def take_over(self, claim: Claim) -> ReadingRow:
        """Hand an open reading, with its marks, to somebody else; both names are kept.

        Raises:
            NotReviewable: Nobody is reading, or this person reads in the other place.
        """
        with self._claimed(claim) as (connection, _, rows):
            taken = next((r for r in rows if r.is_open), None)
            if taken is None:
                raise NotReviewable("Nobody is reading this interview.", "Open it instead.")
            if taken.reader == claim.who:
                return taken
            check_is_other_person(rows, claim.who, taken.place)
            connection.execute(
                "UPDATE readings SET reader = %s, held_since = clock_timestamp(),"
                " version = version + 1 WHERE reading_id = %s",
                [claim.who, taken.reading_id],
            )
            note_holder(connection, taken.reading_id, claim.who, taken.reader)
            return the_row(connection, taken.reading_id)

    def add(
        self,
        mine: ReadingRow,
        placed: Sequence[Placed],
        remembered: Remembered | None = None,
    ) -> ReadingRow:
        """Write marks as one act, and return the reading as it is then.

        Args:
            mine: The reading, as its reader last saw it.
            placed: What is marked, in order.
            remembered: What counts beyond this interview as well; None for nothing.

        Raises:
            StaleReading: It was changed, finished or taken over since.
        """
        with self._mine(mine) as connection:
            act = next_act(connection, mine.reading_id)
            write_marks(connection, mine, act, placed)
            if remembered is not None:
                write_remembered(connection, mine, act, remembered)
            return the_row(connection, mine.reading_id)

    def undo(self, mine: ReadingRow) -> tuple[ReadingRow, frozenset[int]]:
        """Take back the latest act that counts; without one nothing happens.

        Returns:
            The reading as it is then, and the indexes of the turns it concerns.

        Raises:
            StaleReading: It was changed, finished or taken over since.
        """
        with self._mine(mine) as connection:
            turns = undo_last_act(connection, mine.reading_id)
            return the_row(connection, mine.reading_id), turns

    def close(
        self, mine: ReadingRow, outcome: Outcome, message: str | None, counts: Mapping[str, int]
    ) -> ReadingRow:
        """Finish a reading.

        Raises:
            StaleReading: It was changed, finished or taken over since.
        """
        with self._mine(mine) as connection:
            connection.execute(
                "UPDATE readings SET closed_at = clock_timestamp(), outcome = %s, message = %s,"
                " counts = %s WHERE reading_id = %s",
                [outcome, message, Jsonb(dict(counts)), mine.reading_id],
            )
            return the_row(connection, mine.reading_id)

    def reopen(self, claim: Claim) -> ReadingRow:
        """Let a person go on with a reading that was finished but not acted on.

        Raises:
            NotReviewable: There is none of this person's.
        """
        with self._question(claim.interview_id, claim.words_sha256) as (connection, _, rows):
            mine = [r for r in rows if r.reader == claim.who and not r.applied]
            if not mine:
                raise NotReviewable("You have no reading of this interview.", "Open it instead.")
            open_again(connection, mine[-1].reading_id)
            return the_row(connection, mine[-1].reading_id)

    @contextmanager
    def _claimed(self, claim: Claim) -> Iterator[tuple[Connection, int, list[ReadingRow]]]:
        """Yield what :meth:`_question` does; what was finished and never acted on is open again."""
        question = self._question(claim.interview_id, claim.words_sha256)
        with question as (connection, seq, rows):
            left = left_behind(rows, two_readers=claim.two_readers, now=datetime.now(UTC))
            if left is not None:
                open_again(connection, left.reading_id)
                rows = rows_of(connection, "seq = %s", [seq])
            yield connection, seq, rows

    @contextmanager
    def _question(
        self, interview: InterviewId, words: str
    ) -> Iterator[tuple[Connection, int, list[ReadingRow]]]:
        """Yield the question that is open, and its readings, while nobody can move the interview.

        Readings that nobody acted on belong to it too, if it was asked again in the same words;
        those that were finished are open again, because something was found otherwise since.
        """
        with self._database.transaction() as connection:
            seq = _open_question(connection, interview)
            connection.execute(
                "UPDATE readings r SET seq = %(seq)s, closed_at = NULL, outcome = NULL,"
                " message = NULL, version = version + 1"
                " WHERE interview_id = %(interview)s AND NOT applied AND seq < %(seq)s"
                " AND words_sha256 = %(words)s AND NOT EXISTS ("
                " SELECT FROM readings o WHERE o.interview_id = r.interview_id"
                " AND o.place = r.place AND o.seq > r.seq)",
                {"seq": seq, "interview": interview, "words": words},
            )
            yield connection, seq, rows_of(connection, "seq = %s", [seq])

    @contextmanager
    def _mine(self, mine: ReadingRow) -> Iterator[Connection]:
        question = self._question(mine.interview_id, mine.words_sha256)
        with question as (connection, _, rows):
            now = next((row for row in rows if row.reading_id == mine.reading_id), None)
            check_is_current(now, mine)
            connection.execute(
                "UPDATE readings SET version = version + 1 WHERE reading_id = %s",
                [mine.reading_id],
            )
            yield connection


def _open_question(connection: Connection, interview: InterviewId) -> int:
    row = connection.execute(
        "SELECT last_seq, state, superseded FROM interviews WHERE interview_id = %s FOR UPDATE",
        [interview],
    ).fetchone()
    if row is None or row[1] != State.IN_REVIEW or row[2]:
        raise NotReviewable(
            "This interview is not in review.", "Look it up to see where it is now."
        )
    return int(row[0])
