"""Rows of readings and marks, inside a transaction that somebody else holds."""

from collections.abc import Sequence

from sottovoce.adapters.postgres.connections import Connection
from sottovoce.errors import NotReviewable
from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType
from sottovoce.model.states import State
from sottovoce.review.marks import Mark, Verdict
from sottovoce.review.readings import Placed, ReadingRow, Remembered

_READING = """
SELECT r.reading_id, r.interview_id, r.seq, r.place, r.words_sha256, r.reader, r.held_since,
    r.version, r.closed_at, r.outcome, r.message, r.applied, r.answered_at, r.is_listed,
    ARRAY(SELECT h.who FROM holders h WHERE h.reading_id = r.reading_id ORDER BY h.since)
FROM readings r
"""
_MOVE_ALONG = """
UPDATE readings r SET seq = %(seq)s, closed_at = NULL, outcome = NULL, message = NULL,
    answered_at = NULL, version = version + 1
WHERE interview_id = %(interview)s AND NOT applied AND seq < %(seq)s AND words_sha256 = %(words)s
    AND {latest}
"""
LATEST_OF_ITS_PLACE = (
    "NOT EXISTS (SELECT FROM readings o WHERE o.interview_id = r.interview_id"
    " AND o.place = r.place AND o.seq > r.seq)"
)
"""Holds for a reading ``r`` in whose place nobody has begun to read for a later question."""

_LAST_ACT = """
SELECT max(act), max(act) FILTER (WHERE undone_at IS NULL) FROM (
    SELECT act, undone_at FROM marks WHERE reading_id = %(id)s
    UNION ALL SELECT act, undone_at FROM remembered WHERE reading_id = %(id)s
) acts
"""
_UNDO = (
    "UPDATE marks SET undone_at = clock_timestamp()"
    " WHERE reading_id = %s AND act = %s AND undone_at IS NULL RETURNING turn",
    "UPDATE remembered SET undone_at = clock_timestamp()"
    " WHERE reading_id = %s AND act = %s AND undone_at IS NULL RETURNING turn",
)


def rows_of(connection: Connection, condition: str, values: Sequence[object]) -> list[ReadingRow]:
    """Return readings, first readers first, then in the order in which they were opened."""
    query = f"{_READING} WHERE {condition} ORDER BY r.place, r.reading_id"
    rows = connection.execute(query.encode(), values).fetchall()
    return [ReadingRow(*[*row[:-1], tuple(row[-1])]) for row in rows]


def the_row(connection: Connection, reading_id: int) -> ReadingRow:
    """Return one reading, which is there."""
    return rows_of(connection, "r.reading_id = %s", [reading_id])[0]


def note_holder(
    connection: Connection, reading_id: int, who: str, taken_from: str | None = None
) -> None:
    """Write down who holds a reading from now on."""
    connection.execute(
        "INSERT INTO holders (reading_id, who, taken_from) VALUES (%s, %s, %s)",
        [reading_id, who, taken_from],
    )


def open_again(connection: Connection, reading_id: int) -> None:
    """Let a finished reading that nobody acted on go on."""
    connection.execute(
        "UPDATE readings SET closed_at = NULL, outcome = NULL, message = NULL,"
        " version = version + 1 WHERE reading_id = %s",
        [reading_id],
    )


def open_question(connection: Connection, interview: InterviewId) -> int:
    """Return the question that is open, and let nobody move the interview until the end.

    Raises:
        NotReviewable: It is not in review.
    """
    last_seq, state, is_superseded = lock_interview(connection, interview)
    if state != State.IN_REVIEW or is_superseded:
        raise NotReviewable(
            "This interview is not in review.", "Look it up to see where it is now."
        )
    return last_seq


def lock_interview(connection: Connection, interview: InterviewId) -> tuple[int, str, bool]:
    """Return an interview's last step, its state and whether it is superseded, all held still."""
    row = connection.execute(
        "SELECT last_seq, state, superseded FROM interviews WHERE interview_id = %s FOR UPDATE",
        [interview],
    ).fetchone()
    return row or (0, "", False)


def move_along(connection: Connection, interview: InterviewId, seq: int, words: str) -> None:
    """Let the readings that nobody acted on belong to a question that was asked again.

    Only in the same words. Those that were finished are open again, because something was found
    otherwise since, or their answer did not count.
    """
    query = _MOVE_ALONG.format(latest=LATEST_OF_ITS_PLACE)
    connection.execute(query.encode(), {"seq": seq, "interview": interview, "words": words})


def marks_of(connection: Connection, readings: Sequence[int]) -> dict[int, list[Mark]]:
    """Return the marks of some readings that count, in their order, by reading."""
    rows = connection.execute(
        "SELECT reading_id, number, turn, start_char, end_char, verdict, entity_type, field"
        " FROM marks WHERE reading_id = ANY(%s) AND undone_at IS NULL ORDER BY number",
        [list(readings)],
    )
    found: dict[int, list[Mark]] = {reading: [] for reading in readings}
    for reading, number, turn, start, end, verdict, kind, where in rows:
        identified = EntityType(kind) if kind else None
        found[reading].append(Mark(number, turn, start, end, Verdict(verdict), identified, where))
    return found


def remembered_of(connection: Connection, reading: int) -> list[Remembered]:
    """Return what a reading wants to count beyond its interview, in its order."""
    rows = connection.execute(
        "SELECT turn, field, start_char, end_char, kind, entity_type FROM remembered"
        " WHERE reading_id = %s AND undone_at IS NULL ORDER BY number",
        [reading],
    )
    return [Remembered(*[*row[:5], EntityType(row[5])]) for row in rows]


def next_act(connection: Connection, reading: int) -> int:
    """Return the number of a reading's next act, from 1; no number is used twice."""
    return 1 + _last_acts(connection, reading)[0]


def undo_last_act(connection: Connection, reading: int) -> frozenset[int]:
    """Take back the latest act that counts, and return the indexes of its turns."""
    act = _last_acts(connection, reading)[1]
    turns: set[int] = set()
    for statement in _UNDO:
        turns.update(turn for (turn,) in connection.execute(statement, [reading, act]))
    return frozenset(turns)


def write_marks(
    connection: Connection, mine: ReadingRow, act: int, placed: Sequence[Placed]
) -> None:
    """Write marks in their order."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO marks (reading_id, act, author, turn, field, start_char, end_char,"
            " verdict, entity_type) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    mine.reading_id, act, mine.reader, each.turn, each.field, each.start, each.end,
                    each.verdict, each.entity_type,
                )
                for each in placed
            ],
        )  # fmt: skip


def write_remembered(connection: Connection, mine: ReadingRow, act: int, it: Remembered) -> None:
    """Write what counts beyond the interview."""
    connection.execute(
        "INSERT INTO remembered (reading_id, act, author, turn, field, start_char, end_char, kind,"
        " entity_type) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            mine.reading_id, act, mine.reader, it.turn, it.field, it.start, it.end, it.kind,
            it.entity_type,
        ],
    )  # fmt: skip


def _last_acts(connection: Connection, reading: int) -> tuple[int, int]:
    """Return the number of the latest act, and of the latest that counts; 0 without one."""
    row = connection.execute(_LAST_ACT, {"id": reading}).fetchone() or (None, None)
    return row[0] or 0, row[1] or 0
