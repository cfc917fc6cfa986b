"""Profiles in the store: their texts, and who may read them."""

from collections.abc import Iterator, Mapping, Sequence

from psycopg import sql

from sottovoce.adapters.postgres.connections import Connection
from sottovoce.errors import StudyConfigError
from sottovoce.model.releases import CleanTranscript

ANALYST = "analyst"
"""The role that reads everything else in the store already."""

_TABLES = ("interviews", "participants", "lineage", "profile_turns", "profile_redactions")

Rows = Iterator[tuple[object, ...]]


def turn_rows(profile: str, interview_code: str, transcript: CleanTranscript) -> Rows:
    """Yield the rows of ``profile_turns``, generated columns left out."""
    for turn in transcript.turns:
        yield (
            profile, interview_code, turn.index, turn.speaker, turn.start_s, turn.end_s, turn.text,
        )  # fmt: skip


def redaction_rows(profile: str, interview_code: str, transcript: CleanTranscript) -> Rows:
    """Yield the rows of ``profile_redactions``."""
    for turn in transcript.turns:
        for r in turn.redactions:
            yield (
                profile, interview_code, turn.index, r.start, r.end, r.entity_type, r.stand_in,
            )  # fmt: skip


def set_readers(connection: Connection, readers: Mapping[str, Sequence[str]]) -> None:
    """Let these roles read these profiles, and nobody else; delete texts of profiles not listed.

    Args:
        connection: As the owner of the schema, in a transaction.
        readers: Roles by profile, ``team`` left out.

    Raises:
        StudyConfigError: The server has no such role, or it may not be given rights.
    """
    wanted = {(profile, role) for profile, roles in readers.items() for role in roles}
    given = set(connection.execute("SELECT profile, reader FROM profile_readers").fetchall())
    _check_roles(connection, {role for _, role in wanted})
    if given != wanted:
        connection.execute("DELETE FROM profile_readers")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO profile_readers VALUES (%s, %s)", sorted(wanted))
    for role in _roles(given) - _roles(wanted):
        _revoke(connection, role)
    for role in _roles(wanted):
        if not _may_read(connection, role):
            _grant(connection, role)
    connection.execute("DELETE FROM profile_turns WHERE profile <> ALL(%s)", [list(readers)])


def _roles(pairs: set[tuple[str, str]]) -> set[str]:
    return {role for _, role in pairs} - {ANALYST}


def _check_roles(connection: Connection, roles: set[str]) -> None:
    found = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(roles)]
    )
    missing = sorted(roles - {name for (name,) in found})
    if missing:
        raise StudyConfigError(
            f"deidentify.profiles: the store's server has no role {', '.join(missing)}. Correct "
            "`readers` in the study file, or make the role first (docs/store.md says how)."
        )


def _may_read(connection: Connection, role: str) -> bool:
    found = connection.execute(
        "SELECT bool_and(has_table_privilege(%s, 'study.' || name, 'SELECT'))"
        " AND has_schema_privilege(%s, 'study', 'USAGE') FROM unnest(%s::text[]) AS name",
        [role, role, list(_TABLES)],
    ).fetchone()
    return found == (True,)


def _grant(connection: Connection, role: str) -> None:
    name = sql.Identifier(role)
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA study TO {}").format(name))
    connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(_tables(), name))


def _revoke(connection: Connection, role: str) -> None:
    if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount:
        return  # the role is gone, and its rights with it
    name = sql.Identifier(role)
    connection.execute(sql.SQL("REVOKE SELECT ON {} FROM {}").format(_tables(), name))
    connection.execute(sql.SQL("REVOKE USAGE ON SCHEMA study FROM {}").format(name))


def _tables() -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier("study", table) for table in _TABLES)
