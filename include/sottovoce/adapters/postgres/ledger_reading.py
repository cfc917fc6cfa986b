"""What the ledger knows, for whoever only asks."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sottovoce.adapters.postgres import ledger_chain
from sottovoce.adapters.postgres.connections import Database
from sottovoce.adapters.postgres.ledger_records import (
    InterviewRecord,
    Transition,
    UnknownInterview,
)
from sottovoce.model.findings import Finding
from sottovoce.model.folders import FolderRecord
from sottovoce.model.ids import (
    InterviewCode,
    InterviewId,
    ParticipantCode,
    SiteCode,
    SubmissionId,
)
from sottovoce.model.states import State

_LAST_SEQ = 11  # where the view interview_records has it, behind the fields of a record


class LedgerReading:
    """The questions one can ask a ledger. Every method is one transaction."""

    def __init__(self, dsn: str) -> None:
        """Keep the address of the database, as its owner; nothing is opened yet."""
        self._database = Database(dsn, schema="ledger")

    def interview(self, interview_id: InterviewId) -> InterviewRecord:
        """Return one interview.

        Raises:
            UnknownInterview: There is no such interview.
        """
        found = self._records(
            "SELECT * FROM interview_records WHERE interview_id = %s", [interview_id]
        )
        if not found:
            raise UnknownInterview(f"The ledger has no interview {interview_id}.")
        return found[0]

    def waiting(self, states: Collection[State]) -> list[InterviewRecord]:
        """Return the interviews in any of ``states``, longest there first, superseded ones not."""
        return self._records(
            "SELECT * FROM interview_records WHERE state = ANY(%s) AND NOT superseded"
            " ORDER BY since, last_seq",
            [list(states)],
        )

    def has_submission(self, submission_id: SubmissionId) -> bool:
        """Whether this version of a folder is registered."""
        return bool(
            self._rows("SELECT 1 FROM submissions WHERE submission_id = %s", [submission_id])
        )

    def superseded_by(self, submission_id: SubmissionId) -> SubmissionId | None:
        """Return the version of the folder that followed this one; None for the latest one."""
        rows = self._rows(
            "SELECT superseded_by FROM submissions WHERE submission_id = %s", [submission_id]
        )
        return rows[0][0] if rows else None

    def submission(self, submission_id: SubmissionId) -> list[InterviewRecord]:
        """Return the interviews of a submission, in the order of its manifest."""
        return self._records(
            "SELECT * FROM interview_records WHERE submission_id = %s ORDER BY manifest_row",
            [submission_id],
        )

    def of_participant(self, site: SiteCode, participant: ParticipantCode) -> list[InterviewRecord]:
        """Return every interview of a person, in every version, in the order of arrival."""
        return self._records(
            "SELECT * FROM interview_records WHERE site = %s AND participant_code = %s"
            " ORDER BY position, manifest_row",
            [site, participant],
        )

    def has_withdrawn(self, site: SiteCode, participant: ParticipantCode) -> bool:
        """Whether a person asked to be taken out; consent lacking on one form does not count."""
        return bool(
            self._rows(
                "SELECT 1 FROM transitions t JOIN interview_records r USING (interview_id)"
                " WHERE r.site = %s AND r.participant_code = %s"
                " AND t.after_state = 'withdrawn' AND t.detail ->> 'reason' = 'participant'"
                " LIMIT 1",
                [site, participant],
            )
        )

    def other_versions(self, record: InterviewRecord) -> list[InterviewRecord]:
        """Return other records of the same interview, in any state, in the order of arrival.

        The same interview has the same code, or the same person and the same transcript.
        """
        return self._records(
            "SELECT * FROM interview_records WHERE interview_id <> %s AND (interview_code = %s OR"
            " (site = %s AND participant_code = %s AND transcript_sha256 = %s))"
            " ORDER BY position, manifest_row",
            [
                record.interview_id, record.interview_code, record.site,
                record.participant_code, record.transcript_sha256,
            ],
        )  # fmt: skip

    def released_codes(self) -> set[str]:
        """Return the codes that the store should hold."""
        rows = self._rows(
            "SELECT DISTINCT interview_code FROM interviews WHERE state = 'released'", []
        )
        return {code for (code,) in rows}

    def submissions(self) -> set[str]:
        """Return the ids of all submissions."""
        return {found for (found,) in self._rows("SELECT submission_id FROM submissions", [])}

    def quarantined_folders(self, site: SiteCode, *, since: datetime) -> set[str]:
        """Return the hashes of folders in which an interview was quarantined after ``since``."""
        rows = self._rows(
            "SELECT DISTINCT folder_hash FROM interview_records WHERE site = %s"
            " AND state = 'quarantined' AND NOT superseded AND since > %s",
            [site, since],
        )
        return {folder_hash for (folder_hash,) in rows}

    def reviews_to_open(self) -> list[tuple[InterviewRecord, Transition]]:
        """Return the interviews in review for which nobody was asked yet, longest there first."""
        rows = self._rows(
            "SELECT * FROM interview_records WHERE state = 'in_review' AND NOT superseded"
            " AND last_seq NOT IN (SELECT seq FROM reviews) ORDER BY since, last_seq",
            [],
        )
        return [
            (_record(row), step)
            for row in rows
            for step in self.history(row[0])
            if step.seq == row[_LAST_SEQ]
        ]

    def findings(self, interview_id: InterviewId) -> list[Finding]:
        """Return everything found wrong with an interview since it was last received, in order."""
        rows = self._rows(
            "SELECT f.code, f.place, f.problem, f.fix"
            " FROM findings f JOIN transitions t USING (seq)"
            " WHERE t.interview_id = %s AND t.seq >= (SELECT max(r.seq) FROM transitions r"
            " WHERE r.interview_id = t.interview_id AND r.after_state = 'received')"
            " ORDER BY f.seq, f.position",
            [interview_id],
        )
        return [Finding(*row) for row in rows]

    def history(self, interview_id: InterviewId) -> list[Transition]:
        """Return every step of an interview, oldest first; empty if there is no such interview."""
        rows = self._rows(
            "SELECT seq, before_state, after_state, at, actor, detail, hash FROM transitions"
            " WHERE interview_id = %s ORDER BY seq",
            [interview_id],
        )
        return [
            Transition(seq, before and State(before), State(after), *rest)
            for seq, before, after, *rest in rows
        ]

    def counts(self) -> dict[tuple[SiteCode, State], int]:
        """Return how many interviews each site has in each state, superseded ones included."""
        rows = self._rows(
            "SELECT site, state, count(*) FROM interview_records GROUP BY site, state", []
        )
        return {(SiteCode(site), State(state)): n for site, state, n in rows}

    def live_twins(self, interview_id: InterviewId) -> list[InterviewRecord]:
        """Return the interviews that this one seems to repeat, earliest first.

        A twin has the same interview code or the same transcript, was registered earlier in
        another folder or stands higher up in the same manifest, and is still in use: neither
        quarantined, withdrawn nor superseded.
        """
        return self._records(
            "SELECT twin.* FROM interview_records mine JOIN interview_records twin"
            " ON twin.interview_code = mine.interview_code"
            " OR twin.transcript_sha256 = mine.transcript_sha256"
            " WHERE mine.interview_id = %s AND NOT twin.superseded"
            " AND twin.state NOT IN ('quarantined', 'withdrawn') AND CASE"
            " WHEN twin.submission_id = mine.submission_id"
            " THEN twin.manifest_row < mine.manifest_row"
            " WHEN twin.site = mine.site AND twin.folder_hash = mine.folder_hash THEN false"
            " ELSE twin.position < mine.position END"
            " ORDER BY twin.position, twin.manifest_row",
            [interview_id],
        )

    def releases(self, interview_code: InterviewCode) -> list[InterviewRecord]:
        """Return every released version of an interview, the current one first."""
        return self._records(
            "SELECT * FROM interview_records WHERE interview_code = %s AND state = 'released'"
            " ORDER BY last_seq DESC",
            [interview_code],
        )

    def current(self, interview_code: InterviewCode) -> InterviewRecord | None:
        """Return the version of an interview that was released last; None if none was."""
        return next(iter(self.releases(interview_code)), None)

    def earlier_releases(self, interview_code: InterviewCode) -> list[InterviewRecord]:
        """Return the released versions before :meth:`current`, latest first."""
        return self.releases(interview_code)[1:]

    def receipts_due(self) -> list[tuple[InterviewRecord, int]]:
        """Return the interviews that moved since their last receipt, and their last step."""
        rows = self._rows(
            "SELECT * FROM interview_records WHERE last_seq > receipt_seq ORDER BY last_seq", []
        )
        return [(_record(row), row[_LAST_SEQ]) for row in rows]

    def folders(self, site: SiteCode) -> dict[str, FolderRecord]:
        """Return what is known of each folder of a site's inbox, by folder hash."""
        rows = self._rows(
            "SELECT folder_hash, listing_sha256, first_seen_at, changed_at, listed_at, state"
            " FROM folders WHERE site = %s",
            [site],
        )
        return {row[0]: FolderRecord(*row) for row in rows}

    def verify_chain(self) -> int:
        """Return how many transitions the history has, after recomputing every hash.

        Raises:
            BrokenChain: The history was altered; says where.
        """
        with self._database.transaction() as connection:
            return ledger_chain.verify(connection)

    def _records(self, query: str, values: Sequence[object]) -> list[InterviewRecord]:
        return [_record(row) for row in self._rows(query, values)]

    def _rows(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._database.transaction() as connection:
            return connection.execute(query, values).fetchall()


def _record(row: Sequence[Any]) -> InterviewRecord:
    values = list(row[:_LAST_SEQ])
    values[7] = State(values[7])
    return InterviewRecord(*values)
