"""What several pages of the Desk ask alike."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from sottovoce.adapters.postgres.ledger_reading import LedgerReading
from sottovoce.adapters.postgres.ledger_records import InterviewRecord


class DeskRecords(LedgerReading):
    """A ledger that a page reads over one connection."""

    def connected(self) -> AbstractContextManager[None]:
        """Let all calls of this thread share one connection until the block ends."""
        return self._database.connected()

    def records(self, ids: Sequence[str]) -> list[InterviewRecord]:
        """Return interviews in the order of their ids; what is not there is left out."""
        found = self._records(
            "SELECT * FROM interview_records WHERE interview_id = ANY(%s)", [list(ids)]
        )
        by_id: dict[str, InterviewRecord] = {record.interview_id: record for record in found}
        return [by_id[interview] for interview in ids if interview in by_id]
