"""Who saw or heard raw words: kept for good, row by row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sottovoce.adapters.postgres.connections import Database
from sottovoce.model.ids import InterviewId

What = Literal["transcript", "clip_raw", "clip_muted", "receipt"]
"""What was seen. A receipt has the name that the site gave its folder: it may be a person's."""


@dataclass(frozen=True, slots=True)
class RawView:
    """One look.

    Attributes:
        number: Its number, later ones higher.
        at: When, by the server's clock, in UTC.
        who: Whose account.
        interview_id: Of which interview.
        what: What was shown or played.
        turn: Which turn, counted from 0; None for all of it.
    """

    number: int
    at: datetime
    who: str
    interview_id: InterviewId
    what: What
    turn: int | None


_LAST = 2**63 - 1
_COLUMNS = "SELECT id, at, who, interview_id, what, turn FROM raw_views"


class RawViews:
    """The list of looks. It only grows. Every method is one transaction."""

    def __init__(self, dsn: str) -> None:
        """Keep the address of the ledger's database, as its owner; nothing is opened yet."""
        self._database = Database(dsn, schema="ledger")

    def note(self, who: str, interview: InterviewId, what: What, turn: int | None = None) -> None:
        """Write down that somebody is about to see or hear raw words. Do so before showing them.

        Raises:
            DatabaseRefusal: There is no such interview.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO raw_views (who, interview_id, what, turn) VALUES (%s, %s, %s, %s)",
                [who, interview, what, turn],
            )

    def of_interview(self, interview: InterviewId, *, limit: int) -> list[RawView]:
        """Return the latest looks at one interview, latest first."""
        return self._views(
            f"{_COLUMNS} WHERE interview_id = %(of)s ORDER BY id DESC LIMIT %(limit)s",
            {"of": interview, "limit": limit},
        )

    def latest(self, *, limit: int, before: int | None = None) -> list[RawView]:
        """Return looks at any interview, latest first.

        Args:
            limit: How many at most.
            before: Only those with a lower number than this: the next page; None for the first.
        """
        return self._views(
            f"{_COLUMNS} WHERE id < %(before)s ORDER BY id DESC LIMIT %(limit)s",
            {"before": _LAST if before is None else before, "limit": limit},
        )

    def _views(self, query: str, values: dict[str, object]) -> list[RawView]:
        with self._database.transaction() as connection:
            return [RawView(*row) for row in connection.execute(query.encode(), values).fetchall()]
