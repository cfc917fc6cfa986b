import pickle
import traceback
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from sottovoce.adapters.postgres.connections import Database, DatabaseRefusal
from sottovoce.adapters.postgres.migrations import Migration, migrate, migrations_of
from sottovoce.errors import StudyConfigError, TransientError

pytestmark = pytest.mark.postgres

HIDDEN = "hunter2"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(f"postgresql://ledger:{HIDDEN}@127.0.0.1:1/ledger", TransientError, id="away"),
        pytest.param(
            f"postgresql://ledger:{HIDDEN}@host:port/x", TransientError, id="a port that is none"
        ),
        pytest.param(f"ledger {HIDDEN}", StudyConfigError, id="not an address"),
    ],
)
def test_an_address_that_does_not_work_is_not_shown(address, expected):
    with pytest.raises(expected) as failed, Database(address, schema="ledger").transaction():
        pass
    assert HIDDEN not in "".join(traceback.format_exception(failed.value))


def test_nobody_reads_the_address_from_a_repr():
    assert HIDDEN not in repr(Database(f"postgresql://x:{HIDDEN}@127.0.0.1/x", schema="ledger"))


def test_a_wrong_password_is_not_shown(provisioned):
    database = Database(provisioned.dsn("ledger", "ledger", HIDDEN), schema="ledger")
    with pytest.raises(TransientError) as failed, database.transaction():
        pass
    assert HIDDEN not in "".join(traceback.format_exception(failed.value))


@pytest.fixture
def database(ledger, dsn) -> Database:
    return Database(dsn("ledger"), schema="ledger")


WORDS = "Marta Quill"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param("SELECT %s::text FROM nowhere", StudyConfigError, id="no such table"),
        pytest.param("SELECT pg_read_file(%s)", StudyConfigError, id="no right to"),
        pytest.param("SELECT %s::integer", DatabaseRefusal, id="not a number"),
        pytest.param(
            "INSERT INTO folders VALUES ('s', %s, '', now(), now(), now(), 'open')",
            DatabaseRefusal,
            id="a rule",
        ),
    ],
)
def test_an_error_of_the_server_quotes_no_value(database, statement, expected):
    with pytest.raises(expected) as failed, database.transaction() as connection:
        connection.execute(statement, [WORDS])
    assert WORDS not in "".join(traceback.format_exception(failed.value))


def test_a_refusal_names_the_rule_even_after_a_trip_between_processes(database):
    with pytest.raises(DatabaseRefusal) as failed, database.transaction() as connection:
        connection.execute("INSERT INTO folders VALUES ('s', 'x', '', now(), now(), now(), 'open')")
    copy = pickle.loads(pickle.dumps(failed.value))
    assert copy.rule == "folders_folder_hash_check"
    assert str(copy) == str(failed.value)


def test_two_who_block_each_other_are_told_to_try_again(database):
    def lock(first: int, second: int) -> bool:
        try:
            with database.transaction() as connection:
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [first])
                connection.execute("SELECT pg_sleep(0.3), pg_advisory_xact_lock(%s)", [second])
        except TransientError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lock, [1, 2], [2, 1])) == [False, True]


def test_a_transaction_that_fails_keeps_nothing(database):
    def half() -> None:
        with database.transaction() as connection:
            connection.execute("CREATE TABLE ledger.half (i int)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with database.transaction() as connection:
        assert connection.execute("SELECT to_regclass('ledger.half')").fetchone() == (None,)


@pytest.mark.parametrize("folder", ["ledger", "vault", "store"])
def test_the_files_of_a_schema_are_numbered_from_one_without_gaps(folder):
    assert [m.version for m in migrations_of(folder)] == [*range(1, len(migrations_of(folder)) + 1)]


def test_migrating_again_does_nothing(database):
    assert migrate(database, "ledger") == []


def test_many_who_migrate_at_once_apply_each_file_once(dsn):
    with psycopg.connect(dsn("ledger")) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
    databases = [Database(dsn("ledger"), schema="ledger") for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        applied = list(pool.map(lambda each: migrate(each, "ledger"), databases))
    versions = [m.version for m in migrations_of("ledger")]
    assert sorted(applied) == [[]] * 5 + [versions]


def test_a_file_edited_after_it_was_applied_is_refused(database):
    with database.transaction() as connection:
        connection.execute("UPDATE schema_version SET sha256 = 'other' WHERE version = 1")
    with pytest.raises(StudyConfigError, match=r"0001_ledger\.sql was edited"):
        migrate(database, "ledger")


def test_a_digest_of_a_file_changes_with_every_character():
    one = Migration(1, "0001_a.sql", "SELECT 1;")
    assert one.sha256 != Migration(1, "0001_a.sql", "SELECT 2;").sha256
