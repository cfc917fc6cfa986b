"""What the Desk does in the ledger works with a role that can't rewrite its history."""

import secrets

import psycopg
import pytest
from psycopg import errors as pg
from psycopg import sql
from tests.contract.postgres.test_ledger import registered, walk

from sottovoce.adapters.postgres.desk.readings import Readings
from sottovoce.adapters.postgres.desk.views import RawViews
from sottovoce.adapters.postgres.ledger import Ledger
from sottovoce.adapters.postgres.provision import DESK, let_desk_in, provision
from sottovoce.model.spans import EntityType
from sottovoce.model.states import State
from sottovoce.review.marks import Verdict
from sottovoce.review.readings import Placed, Remembered
from sottovoce.review.who_reads import Claim

pytestmark = pytest.mark.postgres

WORDS = "0" * 64
HISTORY = ["transitions", "findings", "raw_views", "holders"]
WHAT_SITES_SENT = ["submissions", "folders"]


@pytest.fixture
def desk_dsn(ledger, provisioned, passwords) -> str:
    """The ledger as the Desk opens it, prepared twice as by every start of a stack."""
    password = secrets.token_urlsafe()
    for _ in range(2):
        provision(provisioned.superuser_dsn, {**passwords, DESK: password})
        let_desk_in(provisioned.superuser_dsn)
    return provisioned.dsn("ledger", DESK, password)


@pytest.fixture
def in_review(ledger) -> str:
    interview = registered(ledger, rows=(2,))[0]
    walk(ledger, interview, State.CHECKED, State.IN_REVIEW)
    return interview


def test_a_whole_reading_is_the_desks_to_make(desk_dsn, in_review):
    readings = Readings(desk_dsn)
    first = Claim(in_review, WORDS, "rowan", two_readers=False)
    second = Claim(in_review, WORDS, "robin", two_readers=False)
    place = Placed(0, "text", 0, 6, Verdict.MASK, EntityType.PERSON)
    mine = readings.claim(first)
    mine = readings.add(mine, [place], Remembered(0, "text", 0, 6, "roster", EntityType.PERSON))
    mine, _ = readings.undo(mine)
    mine = readings.take_over(second)
    readings.close(mine, "approve", None)
    assert readings.reopen(second).is_open
    assert [row.answered_at is None for row in readings.note_answer(in_review, mine.seq)] == [False]
    assert readings.decided("s01", WORDS) == []


def test_the_desk_moves_an_interview_and_the_counters_follow(desk_dsn, in_review):
    desk = Ledger(desk_dsn)
    desk.move(in_review, State.QUARANTINED, actor="desk")
    assert desk.interview(in_review).state is State.QUARANTINED
    with psycopg.connect(desk_dsn) as connection:
        counted = connection.execute(
            "SELECT state, n FROM ledger.cell_counts WHERE n > 0"
        ).fetchall()
    assert counted == [("quarantined", 1)]


def test_the_desk_notes_who_looked(desk_dsn, in_review):
    views = RawViews(desk_dsn)
    views.note("rowan", in_review, "transcript")
    assert [view.who for view in views.of_interview(in_review, limit=5)] == ["rowan"]


def tables_of(connection) -> list[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'ledger' ORDER BY 1"
    return [name for (name,) in connection.execute(query)]


def rights_of(connection, right: str) -> set[str]:
    query = "SELECT has_table_privilege('desk', 'ledger.' || %s, %s)"
    return {
        table
        for table in tables_of(connection)
        if connection.execute(query, [table, right]).fetchone() == (True,)
    }


def test_the_desk_reads_every_table_and_empties_none(desk_dsn):
    with psycopg.connect(desk_dsn) as connection:
        everything = set(tables_of(connection))
        assert rights_of(connection, "SELECT") == everything
        for right in ("DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
            assert rights_of(connection, right) == set()
        assert not rights_of(connection, "UPDATE") & {*HISTORY, *WHAT_SITES_SENT}
        assert not rights_of(connection, "INSERT") & {*WHAT_SITES_SENT, "interviews"}


@pytest.mark.parametrize("table", HISTORY)
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("ALTER TABLE {} DISABLE TRIGGER ALL", id="switch off what keeps it"),
        pytest.param("DROP TABLE {} CASCADE", id="drop"),
        pytest.param("DELETE FROM {}", id="empty"),
        pytest.param("GRANT ALL ON {} TO PUBLIC", id="open to all"),
    ],
)
def test_the_desk_cant_rewrite_history(desk_dsn, ledger, table, statement):
    with psycopg.connect(desk_dsn, autocommit=True) as connection:
        before = acl(connection)
        words = sql.SQL(statement).format(sql.Identifier("ledger", table))
        try:
            connection.execute(words)
        except pg.InsufficientPrivilege:
            pass
        else:
            # A GRANT without the right to it is only a warning: nothing may have come of it.
            assert statement.startswith("GRANT")
        assert acl(connection) == before


def acl(connection) -> list[tuple[str, str, str]]:
    query = "SELECT oid::text, relacl::text, relowner::text FROM pg_class ORDER BY oid"
    return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE ledger.mine (i int)",
        "CREATE TEMPORARY TABLE mine (i int)",
        "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
        "SET ROLE ledger",
    ],
)
def test_the_desk_makes_nothing_of_its_own(desk_dsn, statement):
    with (
        psycopg.connect(desk_dsn, autocommit=True) as connection,
        pytest.raises(pg.InsufficientPrivilege),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("database", ["airflow", "vault", "store", "postgres"])
def test_the_desk_gets_into_no_other_database(desk_dsn, database):
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(desk_dsn.removesuffix("/ledger") + f"/{database}")
