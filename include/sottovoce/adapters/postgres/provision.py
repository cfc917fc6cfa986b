"""Make the databases and roles of a PostgreSQL server. Doing it again changes nothing.

Who may what is all in this file and in ``sql/provision``:

========  ========  =====================================================================
role      database  rights
========  ========  =====================================================================
airflow   airflow   owns it
ledger    ledger    owns it
vault     vault     owns it
store     store     owns it; can't log in
loader    store     owns the schema ``study``: makes its tables and fills them
analyst   store     reads the schema ``study``; writes nothing, makes nothing, nowhere
desk      ledger    reads it, adds rows, changes those that are not history; deletes none
========  ========  =====================================================================

``desk`` is there only where it is given a password. Tables are the ledger's, so that it can't
switch off the rules that keep their history.
"""

from collections.abc import Mapping
from importlib.resources import files

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from sottovoce.adapters.postgres.connections import quiet_errors
from sottovoce.errors import StudyConfigError

DATABASES = ("airflow", "ledger", "vault", "store")
"""Each is owned by the role of the same name, and nobody else may connect to it."""

LOGIN_ROLES = ("airflow", "ledger", "vault", "loader", "analyst")
"""The roles that need a password."""

DESK = "desk"
"""The role of the Desk where it does not come as the ledger's owner. Needs a password as well."""

_BARE = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def provision(superuser_dsn: str, passwords: Mapping[str, str]) -> None:
    """Make what is missing, and set every right and password to what it should be.

    Args:
        superuser_dsn: Address of the database ``postgres``, as superuser.
        passwords: The password of each of :data:`LOGIN_ROLES`, and of :data:`DESK` if there is
            to be one. Only its SCRAM verifier travels.

    Raises:
        StudyConfigError: A password is missing or empty, or a role is unknown.
        TransientError: The server is away.
    """
    _check_roles(passwords)
    with quiet_errors("postgres"):
        with psycopg.connect(superuser_dsn, autocommit=True) as server:
            _make_role(server, "store", None)
            for role, password in passwords.items():
                _make_role(server, role, password)
            for database in DATABASES:
                _make_database(server, database)
            server.execute(_statements("server"))
            if DESK in passwords:
                server.execute(b"GRANT CONNECT ON DATABASE ledger TO desk")
        with psycopg.connect(make_conninfo(superuser_dsn, dbname="store")) as store:
            store.execute(_statements("store"))


def let_desk_in(superuser_dsn: str) -> None:
    """Give the role of the Desk its rights in the ledger. Doing it again changes nothing.

    Args:
        superuser_dsn: Address of the database ``postgres``, as superuser. The role is there, and
            the ledger has been brought up to date: tables of a later version are not covered.

    Raises:
        TransientError: The server is away.
    """
    address = make_conninfo(superuser_dsn, dbname="ledger")
    with quiet_errors("postgres"), psycopg.connect(address) as ledger:
        ledger.execute(_statements("desk"))


def _check_roles(passwords: Mapping[str, str]) -> None:
    wrong = (set(passwords) - {DESK}) ^ set(LOGIN_ROLES)
    wrong |= {role for role in (*LOGIN_ROLES, *passwords) if not passwords.get(role)}
    if wrong:
        raise StudyConfigError(
            f"One password each is needed for {', '.join(LOGIN_ROLES)}; "
            f"missing, empty or unknown: {', '.join(sorted(wrong))}."
        )


def _make_role(server: psycopg.Connection[TupleRow], role: str, password: str | None) -> None:
    exists = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    words = [sql.SQL("ALTER ROLE" if exists else "CREATE ROLE"), sql.Identifier(role)]
    words.append(sql.SQL(_BARE))
    if password is None:
        words.append(sql.SQL("NOLOGIN"))
    else:
        verifier = server.pgconn.encrypt_password(
            password.encode(), role.encode(), b"scram-sha-256"
        )
        words += [sql.SQL("LOGIN PASSWORD"), sql.Literal(verifier.decode())]
    server.execute(sql.SQL(" ").join(words))


def _make_database(server: psycopg.Connection[TupleRow], database: str) -> None:
    name = sql.Identifier(database)
    exists = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    if not exists:
        server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
    server.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, name))
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))


def _statements(name: str) -> bytes:
    folder = files("sottovoce.adapters.postgres").joinpath("sql", "provision")
    return folder.joinpath(f"{name}.sql").read_bytes()
