"""Bring a schema up to date from numbered SQL files. Doing it twice, or at once, is safe."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files

from psycopg import sql

from sottovoce.adapters.postgres.connections import Connection, Database
from sottovoce.errors import StudyConfigError

_ONE_AT_A_TIME = 0x50770  # an advisory lock of our own, the same in every database


@dataclass(frozen=True, slots=True)
class Migration:
    """One SQL file, e.g. ``0001_transitions.sql``.

    Attributes:
        version: Its number.
        name: Its file name.
        statements: What it does.
    """

    version: int
    name: str
    statements: str

    @property
    def sha256(self) -> str:
        """Digest of the statements: an applied file must never change."""
        return hashlib.sha256(self.statements.encode()).hexdigest()


def migrations_of(folder: str) -> list[Migration]:
    """Return the migrations in ``sql/<folder>``, lowest number first."""
    found = files("sottovoce.adapters.postgres").joinpath("sql", folder).iterdir()
    names = sorted((f.name, f) for f in found if f.name.endswith(".sql"))
    return [Migration(int(n[:4]), n, f.read_text(encoding="utf-8")) for n, f in names]


def migrate(database: Database, folder: str) -> list[int]:
    """Apply the migrations that a schema has not had yet, all in one transaction.

    Args:
        database: The schema, as its owner.
        folder: Which set of files under ``sql/``.

    Returns:
        The versions applied now; empty when nothing was due.

    Raises:
        StudyConfigError: A file that was applied before has been edited since.
    """
    with database.transaction() as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        _make_schema(connection, database.schema)
        applied = dict(connection.execute("SELECT version, sha256 FROM schema_version").fetchall())
        due = [m for m in migrations_of(folder) if _is_due(m, applied)]
        for migration in due:
            _apply(connection, migration)
    return [m.version for m in due]


def _make_schema(connection: Connection, schema: str) -> None:
    there = connection.execute("SELECT to_regnamespace(%s) IS NOT NULL", [schema]).fetchone()
    if there != (True,):
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY,"
        " name text NOT NULL, sha256 text NOT NULL,"
        " applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
    )
    connection.execute("COMMENT ON TABLE schema_version IS 'Which SQL files made these tables.'")


def _is_due(migration: Migration, applied: dict[int, str]) -> bool:
    if migration.version not in applied:
        return True
    if applied[migration.version] != migration.sha256:
        raise StudyConfigError(
            f"{migration.name} was edited after it had been applied. Add a new file instead."
        )
    return False


def _apply(connection: Connection, migration: Migration) -> None:
    connection.execute(migration.statements.encode())
    connection.execute(
        "INSERT INTO schema_version (version, name, sha256) VALUES (%s, %s, %s)",
        [migration.version, migration.name, migration.sha256],
    )
