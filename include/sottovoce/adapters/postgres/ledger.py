"""The ledger: where every interview is, how it got there, and what the site was told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from psycopg import sql

from sottovoce.adapters.postgres import ledger_chain
from sottovoce.adapters.postgres.connections import Connection
from sottovoce.adapters.postgres.ledger_cleaned import LedgerOfCleaning
from sottovoce.adapters.postgres.ledger_records import (
    BrokenChain,
    Change,
    InterviewRecord,
    NewInterview,
    Registration,
    Transition,
    UnknownInterview,
)
from sottovoce.adapters.postgres.migrations import migrate
from sottovoce.errors import InvalidTransition
from sottovoce.model.findings import Finding
from sottovoce.model.folders import FolderRecord
from sottovoce.model.ids import InterviewId, SiteCode
from sottovoce.model.states import TERMINAL, State, can_move, can_move_again

__all__ = [
    "SUPERSEDED", "BrokenChain", "InterviewRecord", "Ledger", "NewInterview", "Registration",
    "Transition", "UnknownInterview",
]  # fmt: skip

SUPERSEDED = Finding(
    code="superseded",
    where="this submission",
    problem="The folder has been sent again with other contents.",
    fix="Read the receipt of the newer version; nothing is to be done about this one.",
)


class Ledger(LedgerOfCleaning):
    """One study's ledger.

    Every method is one transaction: all of it is kept, or nothing. All raise
    :class:`~sottovoce.errors.TransientError` when the database is away or another writer won.
    """

    def connected(self) -> AbstractContextManager[None]:
        """Let all calls of this thread share one connection until the block ends."""
        return self._database.connected()

    @contextmanager
    def exclusively(self, purpose: str) -> Iterator[bool]:
        """Yield whether nobody else does this now; if so, nobody can until the block ends.

        Args:
            purpose: What is being done, in a word that all who do it use.
        """
        with self._database.connected():
            held = self._lock_call("pg_try_advisory_lock", purpose)
            try:
                yield held
            finally:
                if held:
                    self._lock_call("pg_advisory_unlock", purpose)

    def _lock_call(self, function: str, purpose: str) -> bool:
        with self._database.transaction() as connection:
            call = sql.SQL("SELECT {}(hashtext(%s))").format(sql.Identifier(function))
            row = connection.execute(call, [f"sottovoce {purpose}"]).fetchone()
        return bool(row and row[0])

    def migrate(self) -> None:
        """Make the tables, or bring them up to date."""
        migrate(self._database, "ledger")

    def register(self, registration: Registration, *, actor: str) -> bool:
        """Take a submission in, once: its interviews are received, older versions superseded.

        Interviews of older versions that are still under way are quarantined.

        Args:
            registration: The submission.
            actor: Who does it.

        Returns:
            Whether it is new. False when this version of the folder was registered before,
            and then nothing changes.
        """
        with self._database.transaction() as connection:
            ledger_chain.lock_chain(connection)
            if not _insert_submission(connection, registration):
                return False
            left_behind = _supersede_older(connection, registration)
            _insert_interviews(connection, registration)
            received = [
                Change(new.interview_id, None, State.RECEIVED) for new in registration.interviews
            ]
            ledger_chain.append(connection, left_behind + received, actor=actor)
        return True

    def move(
        self,
        interview_id: InterviewId,
        to: State,
        *,
        actor: str,
        findings: Sequence[Finding] = (),
        detail: Mapping[str, int | str] | None = None,
        last_seq: int | None = None,
    ) -> int:
        """Take an interview to another state.

        Args:
            interview_id: Which interview.
            to: The state it reaches.
            actor: Who does it.
            findings: What was found wrong.
            detail: Counts and codes that go with it; words, never texts.
            last_seq: The number of its last transition as the caller knows it, who then may also
                clean it again (:mod:`sottovoce.model.states`); None for whatever came last.

        Returns:
            The number of the transition.

        Raises:
            UnknownInterview: There is no such interview.
            InvalidTransition: It can't get there from where it is, or somebody moved it meanwhile.
            PrivacyStop: A detail is neither a number nor a single word.
        """
        with self._database.transaction() as connection:
            ledger_chain.lock_chain(connection)
            row = connection.execute(
                "SELECT state, last_seq, superseded FROM interviews WHERE interview_id = %s"
                " FOR UPDATE",
                [interview_id],
            ).fetchone()
            if row is None:
                raise UnknownInterview(f"The ledger has no interview {interview_id}.")
            before = State(row[0])
            if to is State.RECEIVED and row[2]:
                raise InvalidTransition(f"{interview_id} was sent again since.")
            cleans_again = last_seq is not None and can_move_again(before, to)
            if not (can_move(before, to) or cleans_again):
                raise InvalidTransition(f"{interview_id} is {before} and can't become {to}.")
            if last_seq not in (None, row[1]):
                raise InvalidTransition(f"{interview_id} was moved by somebody else meanwhile.")
            change = Change(interview_id, before, to, tuple(findings), detail or {})
            return ledger_chain.append(connection, [change], actor=actor)[0]

    def note_receipt(self, interview_id: InterviewId, seq: int) -> None:
        """Remember that the site has a receipt of an interview's steps up to ``seq``."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE interviews SET receipt_seq = greatest(receipt_seq, %s)"
                " WHERE interview_id = %s",
                [seq, interview_id],
            )

    def note_review(self, interview_id: InterviewId, seq: int) -> None:
        """Remember that a person was asked about the transition ``seq`` to ``in_review``."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO reviews (seq, interview_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [seq, interview_id],
            )

    def note_folders(self, site: SiteCode, records: Collection[FolderRecord]) -> None:
        """Remember folders of a site's inbox, new or changed, in one statement."""
        columns = list(zip(*(_folder_fields(record) for record in records), strict=True))
        if not columns:
            return
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO folders SELECT %s, * FROM unnest(%s::text[], %s::text[],"
                " %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::text[])"
                " ON CONFLICT (site, folder_hash) DO UPDATE SET"
                " listing_sha256 = excluded.listing_sha256, changed_at = excluded.changed_at,"
                " listed_at = excluded.listed_at, state = excluded.state",
                [site, *map(list, columns)],
            )


def _insert_submission(connection: Connection, registration: Registration) -> bool:
    inserted = connection.execute(
        "INSERT INTO submissions (submission_id, site, folder_hash, content_sha256)"
        " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [
            registration.submission_id,
            registration.site,
            registration.folder_hash,
            registration.content_sha256,
        ],
    )
    return inserted.rowcount == 1


def _supersede_older(connection: Connection, registration: Registration) -> list[Change]:
    """Mark the older versions of the folder, and return the steps of what is left of them."""
    connection.execute(
        "UPDATE submissions SET superseded_by = %(id)s WHERE site = %(site)s"
        " AND folder_hash = %(folder)s AND submission_id <> %(id)s AND superseded_by IS NULL",
        {
            "id": registration.submission_id,
            "site": registration.site,
            "folder": registration.folder_hash,
        },
    )
    rows = connection.execute(
        "SELECT i.interview_id, i.state FROM interviews i JOIN submissions s USING (submission_id)"
        " WHERE s.superseded_by = %s AND i.state <> ALL(%s)"
        " ORDER BY s.position, i.manifest_row FOR UPDATE OF i",
        [registration.submission_id, list(TERMINAL)],
    )
    return [Change(i, State(s), State.QUARANTINED, (SUPERSEDED,)) for i, s in rows]


def _insert_interviews(connection: Connection, registration: Registration) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO interviews (interview_id, submission_id, manifest_row, interview_code,"
            " participant_code, role, transcript_sha256) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    new.interview_id, registration.submission_id, new.row, new.interview_code,
                    new.participant_code, new.role, new.transcript_sha256,
                )
                for new in registration.interviews
            ],
        )  # fmt: skip


def _folder_fields(record: FolderRecord) -> tuple[object, ...]:
    return (
        record.folder_hash, record.listing_sha256, record.first_seen_at, record.changed_at,
        record.listed_at, record.state,
    )  # fmt: skip
