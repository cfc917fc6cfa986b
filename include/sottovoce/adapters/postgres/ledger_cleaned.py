"""With what each interview's text was cleaned, as its transitions tell."""

from collections.abc import Collection

from sottovoce.adapters.postgres.ledger_reading import LedgerReading
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.model.fingerprints import Fingerprints
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State

_CLEANED_WITH = (
    "SELECT detail FROM transitions WHERE interview_id = %s AND jsonb_exists(detail, 'detector')"
    " ORDER BY seq DESC LIMIT 1"
)


class LedgerOfCleaning(LedgerReading):
    """The questions that a change of policy or detector raises."""

    def cleaned_with(self, interview_id: InterviewId) -> Fingerprints | None:
        """Return what the interview was last searched or released with; None if never told."""
        rows = self._rows(_CLEANED_WITH, [interview_id])
        return Fingerprints.from_detail(rows[0][0]) if rows else None

    def in_use(self, states: Collection[State]) -> list[InterviewRecord]:
        """Return the interviews in any of ``states``, longest there first.

        Of an interview that is released in several versions that one which the store holds, even
        if its folder has been sent again since; of other states the current version only.
        """
        return self._records(
            "SELECT r.* FROM interview_records r WHERE r.state = ANY(%s)"
            " AND CASE WHEN r.state <> 'released' THEN NOT r.superseded"
            " ELSE r.last_seq = (SELECT max(o.last_seq) FROM interviews o"
            " WHERE o.interview_code = r.interview_code AND o.state = 'released') END"
            " ORDER BY r.since, r.last_seq",
            [list(states)],
        )
