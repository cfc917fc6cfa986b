"""Readings and their marks, written so that two people, or two pages, can't overwrite each other.

Every write is one transaction that holds the interview's row, so it counts for the question that is
open then; and it names the version that its page showed.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from sottovoce.adapters.postgres.connections import Connection
from sottovoce.adapters.postgres.desk.reading_rows import (
    move_along,
    next_act,
    note_holder,
    open_again,
    open_question,
    rows_of,
    the_row,
    undo_last_act,
    write_marks,
    write_remembered,
)
from sottovoce.adapters.postgres.desk.readings_answered import AnsweredReadings
from sottovoce.errors import NotReviewable
from sottovoce.model.ids import InterviewId
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


class Readings(AnsweredReadings):
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
        self, mine: ReadingRow, outcome: Outcome, message: str | None, *, is_listed: bool = False
    ) -> ReadingRow:
        """Finish a reading.

        Args:
            mine: The reading, as its reader last saw it.
            outcome: What the reader decided.
            message: What the site is told; None for nothing.
            is_listed: Whether the study file names the reader as a reviewer.

        Raises:
            StaleReading: It was changed, finished or taken over since.
        """
        with self._mine(mine) as connection:
            connection.execute(
                "UPDATE readings SET closed_at = clock_timestamp(), outcome = %s, message = %s,"
                " is_listed = %s WHERE reading_id = %s",
                [outcome, message, is_listed, mine.reading_id],
            )
            return the_row(connection, mine.reading_id)

    def reopen(self, claim: Claim) -> ReadingRow:
        """Let a person go on with a reading that was finished and never answered.

        Raises:
            NotReviewable: There is none of this person's, or an answer was taken.
        """
        with self._question(claim.interview_id, claim.words_sha256) as (connection, _, rows):
            mine = [r for r in rows if r.reader == claim.who and r.answered_at is None]
            if not mine:
                raise NotReviewable(
                    "You have no reading of this interview, or it has been answered.",
                    "Look in the list of what waits.",
                )
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

        Readings that nobody acted on belong to it too, if it was asked again in the same words.
        """
        with self._database.transaction() as connection:
            seq = open_question(connection, interview)
            move_along(connection, interview, seq, words)
            yield connection, seq, rows_of(connection, "seq = %s", [seq])

    @contextmanager
    def _mine(self, mine: ReadingRow) -> Iterator[Connection]:
        """Yield what may be written to, if the page shows the reading as it is.

        What belongs to an older question is not moved along here: its words may be other ones now.
        """
        with self._database.transaction() as connection:
            seq = open_question(connection, mine.interview_id)
            check_is_current(the_row(connection, mine.reading_id), replace(mine, seq=seq))
            connection.execute(
                "UPDATE readings SET version = version + 1 WHERE reading_id = %s",
                [mine.reading_id],
            )
            yield connection
