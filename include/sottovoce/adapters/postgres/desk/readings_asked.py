"""What is known of readings, for whoever only asks."""

from collections import defaultdict
from collections.abc import Collection

from sottovoce.adapters.postgres.connections import Database
from sottovoce.adapters.postgres.desk.reading_rows import (
    LATEST_OF_ITS_PLACE,
    marks_of,
    remembered_of,
    rows_of,
)
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.review.marks import Mark
from sottovoce.review.readings import (
    Decided,
    ReadingRow,
    Remembered,
    Waiting,
)

_QUEUE = """
SELECT i.interview_id, i.last_seq, i.site, i.role, i.since, t.detail
FROM interviews i JOIN transitions t ON t.seq = i.last_seq
WHERE i.state = 'in_review' AND NOT i.superseded
    AND (%(sites)s::text[] IS NULL OR i.site = ANY(%(sites)s))
ORDER BY i.since, i.last_seq LIMIT %(limit)s
"""
_LOOSE = """
SELECT EXISTS (
    SELECT FROM marks m JOIN readings r USING (reading_id)
    WHERE m.undone_at IS NULL AND r.interview_id = %(interview)s
        AND (NOT r.applied OR r.words_sha256 <> %(words)s)
) OR EXISTS (
    SELECT FROM marks m JOIN readings r USING (reading_id) JOIN interviews i USING (interview_id)
    WHERE m.undone_at IS NULL AND NOT r.applied AND r.words_sha256 = %(words)s
        AND i.site = %(site)s AND NOT EXISTS (
            SELECT FROM readings o WHERE o.interview_id = %(interview)s
                AND o.applied AND o.words_sha256 = %(words)s AND o.reading_id > r.reading_id)
)
"""
_ANSWERED = """
SELECT asked.seq, (
    SELECT t.after_state FROM transitions t
    WHERE t.interview_id = asked.interview_id AND t.seq > asked.seq ORDER BY t.seq LIMIT 1
) FROM transitions asked WHERE asked.seq = ANY(%s)
"""
_WAITING = f"r.interview_id = ANY(%s) AND NOT r.applied AND {LATEST_OF_ITS_PLACE}"


class AskedReadings:
    """The questions one can ask about readings. Every method is one transaction."""

    def __init__(self, dsn: str) -> None:
        """Keep the address of the ledger's database, as its owner; nothing is opened yet."""
        self._database = Database(dsn, schema="ledger")

    def of_question(self, seq: int) -> list[ReadingRow]:
        """Return the readings of one question, the first reader's first."""
        with self._database.transaction() as connection:
            return rows_of(connection, "r.seq = %s", [seq])

    def of_open_question(self, interview: InterviewId) -> list[ReadingRow]:
        """Return the readings of the question asked last, the first reader's first."""
        with self._database.transaction() as connection:
            return rows_of(
                connection,
                "r.interview_id = %s AND r.seq ="
                " (SELECT i.last_seq FROM interviews i WHERE i.interview_id = r.interview_id)",
                [interview],
            )

    def current(self, interview: InterviewId) -> list[ReadingRow]:
        """Return an interview's readings that nobody acted on yet, whatever words they are in."""
        with self._database.transaction() as connection:
            return rows_of(connection, "r.interview_id = %s AND NOT r.applied", [interview])

    def marks(self, reading: int) -> list[Mark]:
        """Return the marks of a reading that count, in their order."""
        with self._database.transaction() as connection:
            return marks_of(connection, [reading])[reading]

    def remembered(self, reading: int) -> list[Remembered]:
        """Return what a reading wants to count beyond its interview, in its order."""
        with self._database.transaction() as connection:
            return remembered_of(connection, reading)

    def has_loose_marks(self, interview: InterviewId, site: str, words_sha256: str) -> bool:
        """Whether people marked something that does not count by itself.

        Those are marks of the interview that nobody acted on, or that are counted in other words;
        and marks that nobody acted on in the same words of another version of it, until somebody
        decides about this one.

        Args:
            interview: Which.
            site: Its site.
            words_sha256: Digest of its words.
        """
        asked = {"interview": interview, "site": site, "words": words_sha256}
        with self._database.transaction() as connection:
            row = connection.execute(_LOOSE, asked).fetchone()
        return bool(row and row[0])

    def decided(self, site: str, words_sha256: str) -> list[Decided]:
        """Return every question about these words that was acted on, oldest first.

        It was approved where the ledger says so, whatever its readers said: somebody else may
        have kept the interview out.

        Args:
            site: The site of the interview.
            words_sha256: Digest of its words. Another version of the folder, with the same words,
                counts too.
        """
        with self._database.transaction() as connection:
            rows = rows_of(
                connection,
                "r.applied AND r.words_sha256 = %s AND r.interview_id IN"
                " (SELECT interview_id FROM interviews WHERE site = %s)",
                [words_sha256, site],
            )
            marks = marks_of(connection, [row.reading_id for row in rows])
            asked = list({row.seq for row in rows})
            became = dict(connection.execute(_ANSWERED, [asked]).fetchall())
        by_question: dict[int, list[ReadingRow]] = defaultdict(list)
        for row in rows:
            by_question[row.seq].append(row)
        return [
            Decided(
                became[seq] == State.APPROVED,
                tuple(tuple(marks[row.reading_id]) for row in question),
            )
            for seq, question in sorted(by_question.items())
        ]

    def queue(self, sites: Collection[str] | None, *, limit: int) -> list[Waiting]:
        """Return the interviews in review, longest there first.

        Args:
            sites: Of which sites; None for all.
            limit: How many at most.
        """
        with self._database.transaction() as connection:
            wanted = {"sites": None if sites is None else list(sites), "limit": limit}
            rows = connection.execute(_QUEUE, wanted).fetchall()
            readings: dict[str, list[ReadingRow]] = defaultdict(list)
            for each in rows_of(connection, _WAITING, [[row[0] for row in rows]]):
                readings[each.interview_id].append(each)
        return [Waiting(*[*row, tuple(readings[row[0]])]) for row in rows]
