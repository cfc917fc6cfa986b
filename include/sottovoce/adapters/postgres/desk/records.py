"""What several pages of the Desk ask alike."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from sottovoce.adapters.postgres.ledger_reading import LedgerReading
from sottovoce.adapters.postgres.ledger_records import InterviewRecord

# A look into each index for each id: by itself, the planner reads all submissions to join them.
_RECORDS = (
    "SELECT r.* FROM unnest(%s::text[]) WITH ORDINALITY AS asked (id, nth) CROSS JOIN LATERAL"
    " (SELECT * FROM interview_records WHERE interview_id = asked.id OFFSET 0) r"
    " ORDER BY asked.nth"
)


class DeskRecords(LedgerReading):
    """A ledger that a page reads over one connection."""

    def connected(self) -> AbstractContextManager[None]:
        """Let all calls of this thread share one connection until the block ends."""
        return self._database.connected()

    def records(self, ids: Sequence[str]) -> list[InterviewRecord]:
        """Return interviews in the order of their ids; what is not there is left out."""
        return self._records(_RECORDS, [list(ids)])
