"""The store: clean interviews, in tables that analysts query."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from sottovoce.adapters.postgres.connections import Connection, Database, DatabaseRefusal
from sottovoce.adapters.postgres.migrations import migrate
from sottovoce.adapters.postgres.store_profiles import redaction_rows, set_readers, turn_rows
from sottovoce.adapters.postgres.store_recordings import insert_recording
from sottovoce.errors import PrivacyStop
from sottovoce.model.releases import CleanTranscript, Release


class Store:
    """One study's store, as the role that loads it."""

    def __init__(self, dsn: str) -> None:
        """Keep the address of the database, as the role ``loader``; nothing is opened yet."""
        self._database = Database(dsn, schema="study")

    def connected(self) -> AbstractContextManager[None]:
        """Let all calls of this thread share one connection until the block ends."""
        return self._database.connected()

    def migrate(self) -> None:
        """Make the tables, or bring them up to date."""
        migrate(self._database, "store")

    def set_readers(self, readers: Mapping[str, Sequence[str]]) -> None:
        """Let these roles read these profiles, and nobody else; forget profiles not listed.

        Args:
            readers: Roles by profile; ``team`` is not among them, it is what ``analyst`` reads.

        Raises:
            StudyConfigError: The server has no such role.
            TransientError: The store is away.
        """
        with self._writing() as connection:
            set_readers(connection, readers)

    def replace_interview(
        self, release: Release, others: Mapping[str, CleanTranscript] | None = None
    ) -> None:
        """Put an interview into the store, in place of any earlier version of it.

        One transaction: analysts see the version before or this one, never a part.

        Args:
            release: The interview. Each redaction must be where its stand-in is.
            others: The same words by other profiles than ``team``; None for none.

        Raises:
            PrivacyStop: A redaction is elsewhere, or a text can't be stored; the earlier
                version stays.
            TransientError: The store is away.
        """
        with _refusals_stop(), self._writing() as connection:
            _delete(connection, release.interview_code)
            _insert_head(connection, release)
            _copy(
                connection,
                "COPY turns (interview_code, turn_index, speaker, start_s, end_s, text) FROM STDIN",
                _turn_rows(release),
            )
            _copy(connection, "COPY redactions FROM STDIN", _redaction_rows(release))
            _insert_profiles(connection, release.interview_code, others or {})
            insert_recording(connection, release.interview_code, release.recording)
            _forget_absent_participants(connection)

    def remove_interview(self, interview_code: str) -> bool:
        """Take an interview out, and its participant if it was the only one.

        Returns:
            Whether it was there.
        """
        with self._writing() as connection:
            was_there = _delete(connection, interview_code)
            _forget_absent_participants(connection)
        return was_there

    def remove_recording(self, interview_code: str) -> bool:
        """Take the sound of an interview out; its words stay.

        Returns:
            Whether it was there.
        """
        with self._writing() as connection:
            deleted = connection.execute(
                "DELETE FROM recordings WHERE interview_code = %s", [interview_code]
            )
        return deleted.rowcount == 1

    def recording_keys(self) -> set[str]:
        """Return where the recordings in the store are in the bucket ``clean``."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT object_key FROM recordings").fetchall()
        return {key for (key,) in rows}

    def codes(self) -> set[str]:
        """Return the codes of all interviews in the store."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT interview_code FROM interviews").fetchall()
        return {code for (code,) in rows}

    def holds(self, interview_code: str) -> bool:
        """Whether a version of the interview is in the store."""
        with self._database.transaction() as connection:
            found = connection.execute(
                "SELECT FROM interviews WHERE interview_code = %s", [interview_code]
            )
            return found.rowcount == 1

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One writer at a time; readers are never kept waiting."""
        with self._database.transaction() as connection:
            connection.execute("LOCK TABLE participants IN SHARE ROW EXCLUSIVE MODE")
            yield connection


@contextmanager
def _refusals_stop() -> Iterator[None]:
    try:
        yield
    except DatabaseRefusal as refusal:
        raise PrivacyStop(f"The store refused an interview: {refusal.rule}.") from None
    except UnicodeEncodeError:
        raise PrivacyStop("The store refused an interview: half a character.") from None


def _delete(connection: Connection, interview_code: str) -> bool:
    deleted = connection.execute(
        "DELETE FROM interviews WHERE interview_code = %s", [interview_code]
    )
    return deleted.rowcount == 1


def _insert_head(connection: Connection, release: Release) -> None:
    connection.execute(
        "INSERT INTO participants (participant, site) VALUES (%s, %s)"
        " ON CONFLICT (participant) DO UPDATE SET site = excluded.site",
        [release.participant, release.site],
    )
    connection.execute(
        "INSERT INTO interviews (interview_code, site, participant, role, interview_month,"
        " language) VALUES (%s, %s, %s, %s, %s, %s)",
        [
            release.interview_code, release.site, release.participant, release.role,
            release.interview_month, release.language,
        ],
    )  # fmt: skip
    connection.execute(
        "INSERT INTO lineage (interview_code, interview_id, source_sha256, policy_fingerprint,"
        " software_version, reviewed) VALUES (%s, %s, %s, %s, %s, %s)",
        [
            release.interview_code, release.interview_id, release.source_sha256,
            release.policy_fingerprint, release.software_version, release.reviewed,
        ],
    )  # fmt: skip


def _insert_profiles(
    connection: Connection, interview_code: str, transcripts: Mapping[str, CleanTranscript]
) -> None:
    for profile, transcript in transcripts.items():
        _copy(
            connection,
            "COPY profile_turns (profile, interview_code, turn_index, speaker, start_s, end_s,"
            " text) FROM STDIN",
            turn_rows(profile, interview_code, transcript),
        )
        _copy(
            connection,
            "COPY profile_redactions FROM STDIN",
            redaction_rows(profile, interview_code, transcript),
        )


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _turn_rows(release: Release) -> Iterator[tuple[object, ...]]:
    for turn in release.transcript.turns:
        yield (
            release.interview_code, turn.index, turn.speaker, turn.start_s, turn.end_s, turn.text,
        )  # fmt: skip


def _redaction_rows(release: Release) -> Iterator[tuple[object, ...]]:
    for turn in release.transcript.turns:
        for r in turn.redactions:
            yield (
                release.interview_code, turn.index, r.start, r.end, r.entity_type, r.stand_in,
            )  # fmt: skip


def _forget_absent_participants(connection: Connection) -> None:
    connection.execute(
        "DELETE FROM participants p WHERE NOT EXISTS"
        " (SELECT FROM interviews i WHERE i.participant = p.participant)"
    )
