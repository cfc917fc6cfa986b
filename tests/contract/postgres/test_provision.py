import psycopg
import pytest
from psycopg import errors as pg
from psycopg import sql

from sottovoce.adapters.postgres.provision import DATABASES, LOGIN_ROLES, provision
from sottovoce.errors import StudyConfigError, TransientError

pytestmark = pytest.mark.postgres

HOME = {
    "airflow": "airflow",
    "ledger": "ledger",
    "vault": "vault",
    "loader": "store",
    "analyst": "store",
}
STRANGE = [
    (role, database)
    for role in LOGIN_ROLES
    for database in (*DATABASES, "postgres", "template1")
    if HOME[role] != database
]


@pytest.mark.parametrize("role", LOGIN_ROLES)
def test_each_role_gets_into_its_own_database(dsn, role):
    with psycopg.connect(dsn(role)) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == (HOME[role],)


@pytest.mark.parametrize(("role", "database"), STRANGE, ids=lambda value: value)
def test_no_role_gets_into_another_database(dsn, role, database):
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(dsn(role, database))


@pytest.mark.parametrize("role", LOGIN_ROLES)
def test_nobody_gets_in_without_the_password(provisioned, role):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(provisioned.dsn(HOME[role], role, "wrong"))


def test_the_owner_of_the_store_cannot_log_in(provisioned):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(provisioned.dsn("store", "store", ""))


@pytest.mark.parametrize("role", LOGIN_ROLES)
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("CREATE ROLE mallory SUPERUSER", id="make a role"),
        pytest.param("CREATE DATABASE mallory", id="make a database"),
        pytest.param("SELECT pg_read_file('PG_VERSION')", id="read a file of the server"),
        pytest.param("COPY (SELECT 1) TO PROGRAM 'true'", id="run a program on the server"),
        pytest.param("SELECT rolpassword FROM pg_authid", id="read password verifiers"),
    ],
)
def test_no_role_is_an_administrator(dsn, role, statement):
    with psycopg.connect(dsn(role), autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(pg.InsufficientPrivilege):
            connection.execute(statement)


ANALYST_MUST_NOT = [
    pytest.param("INSERT INTO study.participants VALUES ('p-x', 's01')", id="insert"),
    pytest.param("UPDATE study.interviews SET role = 'x'", id="update"),
    pytest.param("DELETE FROM study.interviews", id="delete"),
    pytest.param("TRUNCATE study.redactions", id="truncate"),
    pytest.param("COPY study.participants FROM STDIN", id="copy in"),
    pytest.param("CREATE TABLE study.mine (i int)", id="make a table beside the study's"),
    pytest.param("CREATE TABLE public.mine (i int)", id="make a public table"),
    pytest.param("CREATE TEMPORARY TABLE mine (i int)", id="make a temporary table"),
    pytest.param("CREATE SCHEMA mine", id="make a schema"),
    pytest.param("DROP TABLE study.turns", id="drop a table"),
    pytest.param("ALTER TABLE study.turns DISABLE TRIGGER ALL", id="disable checks"),
    pytest.param("CREATE INDEX ON study.turns (speaker)", id="make an index"),
    pytest.param("LOCK TABLE study.participants IN SHARE MODE", id="hold up the loader"),
    pytest.param("SELECT lo_create(0)", id="make a large object"),
    pytest.param("SELECT lo_from_bytea(0, 'x')", id="fill a large object"),
    pytest.param("GRANT SELECT ON study.turns TO PUBLIC", id="grant"),
    pytest.param("SET ROLE loader", id="become the loader"),
]


@pytest.mark.parametrize("statement", ANALYST_MUST_NOT)
def test_an_analyst_writes_nothing_even_with_read_only_switched_off(store, dsn, statement):
    with psycopg.connect(dsn("analyst"), autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        before = _contents(connection)
        try:
            with connection.transaction():
                connection.execute(statement)
        except (pg.InsufficientPrivilege, pg.InvalidSchemaName):
            pass
        else:
            # A GRANT without the right to it is only a warning: nothing may have come of it.
            assert statement.startswith("GRANT")
        assert _contents(connection) == before


def _contents(connection):
    return connection.execute("SELECT oid, relacl::text FROM pg_class ORDER BY oid").fetchall()


@pytest.mark.parametrize(
    "table", ["interviews", "turns", "redactions", "participants", "lineage", "interview_summary"]
)
def test_an_analyst_reads_every_table_of_the_study_by_its_plain_name(store, dsn, table):
    with psycopg.connect(dsn("analyst")) as connection:
        assert (
            connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall()
            == []
        )


def test_an_analyst_reads_tables_made_later(store, dsn):
    with psycopg.connect(dsn("loader")) as loader:
        loader.execute("CREATE TABLE study.codes (theme text)")
    with psycopg.connect(dsn("analyst")) as connection:
        assert connection.execute("SELECT count(*) FROM codes").fetchone() == (0,)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("transaction_read_only", "on"),
        ("statement_timeout", "1min"),
        ("idle_in_transaction_session_timeout", "10min"),
    ],
)
def test_an_analysts_session_starts_out_harmless(store, dsn, setting, value):
    with psycopg.connect(dsn("analyst")) as connection:
        assert connection.execute(f"SHOW {setting}").fetchone() == (value,)


def test_provisioning_again_changes_passwords_and_keeps_data(provisioned, passwords, store, dsn):
    with psycopg.connect(dsn("loader")) as loader:
        loader.execute("INSERT INTO study.participants VALUES ('p-1', 's01')")
    try:
        provision(provisioned.superuser_dsn, {**passwords, "analyst": "another"})
        with psycopg.connect(provisioned.dsn("store", "analyst", "another")) as connection:
            assert connection.execute("SELECT count(*) FROM participants").fetchone() == (1,)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(dsn("analyst"))
    finally:
        provision(provisioned.superuser_dsn, passwords)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param({"vault": ""}, "vault", id="an empty password"),
        pytest.param({"mallory": "x"}, "mallory", id="an unknown role"),
    ],
)
def test_provisioning_needs_a_password_for_each_role_and_no_other(passwords, changed, named):
    with pytest.raises(StudyConfigError, match=f"unknown: {named}"):
        provision("postgresql://127.0.0.1:1/postgres", {**passwords, **changed})


def test_provisioning_a_server_that_is_away_can_be_tried_again(passwords):
    with pytest.raises(TransientError):
        provision("postgresql://x:secret@127.0.0.1:1/postgres", passwords)
