"""What becomes of readings when their question is answered."""

from collections.abc import Sequence

from sottovoce.adapters.postgres.desk.reading_rows import (
    lock_interview,
    move_along,
    open_question,
    rows_of,
)
from sottovoce.adapters.postgres.desk.readings_asked import AskedReadings
from sottovoce.errors import NotReviewable
from sottovoce.model.ids import InterviewId
from sottovoce.review.readings import ReadingRow


class AnsweredReadings(AskedReadings):
    """What is noted of readings when their question is answered. A method is one transaction."""

    def note_answer(
        self, interview: InterviewId, seq: int, words: str | None = None
    ) -> list[ReadingRow]:
        """Note that an answer to a question was taken, and return its readings.

        Nothing of them changes any more, unless the question is asked again. Where it is open no
        longer, nothing is noted that would matter.

        Args:
            interview: Which.
            seq: The question.
            words: Digest of its words now, for readings from before it was asked again; None if
                there are none.
        """
        with self._database.transaction() as connection:
            lock_interview(connection, interview)
            if words is not None:
                move_along(connection, interview, seq, words)
            connection.execute(
                "UPDATE readings SET answered_at = coalesce(answered_at, clock_timestamp())"
                " WHERE seq = %s",
                [seq],
            )
            return rows_of(connection, "seq = %s", [seq])

    def forget_answer(self, seq: int) -> None:
        """Note that a question is put anew, so that what was not acted on can change again."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE readings SET answered_at = NULL WHERE seq = %s AND NOT applied", [seq]
            )

    def mark_applied(self, rows: Sequence[ReadingRow]) -> None:
        """Note that the marks of a question's finished readings are part of what was decided.

        Raises:
            NotReviewable: The question is not open any more.
        """
        if not rows:
            return
        with self._database.transaction() as connection:
            if open_question(connection, rows[0].interview_id) != rows[0].seq:
                raise NotReviewable("The question was asked again.", "Answer the new one.")
            connection.execute(
                "UPDATE readings SET applied = true,"
                " answered_at = coalesce(answered_at, clock_timestamp())"
                " WHERE reading_id = ANY(%s)",
                [[row.reading_id for row in rows]],
            )
