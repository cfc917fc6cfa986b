import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import init
import psycopg
import pytest
from tests.conftest import a_free_port
from tests.unit.deploy.conftest import make_secrets

from sottovoce_demo.postgres import SUPERUSER, PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[PostgresServer]:
    """Not the server of the other tests, whose passwords would change under their hands."""
    folder = Path(tempfile.mkdtemp(prefix="sottovoce-postgres-"))
    folder.chmod(0o711)
    password = secrets.token_urlsafe()
    server = PostgresServer(folder / "cluster", a_free_port(), password, durable=False)
    try:
        server.start(folder / "log")
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture
def secrets_of(
    own_postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Secrets for the test's own PostgreSQL."""
    superuser = tmp_path / "postgres_superuser_password"
    superuser.write_text(own_postgres.superuser_password)
    make_secrets(tmp_path, "--postgres-host", f"127.0.0.1:{own_postgres.port}")
    monkeypatch.setattr(init, "SECRETS", tmp_path)
    monkeypatch.setenv("SOTTOVOCE_POSTGRES_SUPERUSER", SUPERUSER)
    return tmp_path


def results_address(secrets_of: Path, database: str = "celery") -> str:
    address = (secrets_of / "airflow_result_backend").read_text()
    return address.replace("db+postgresql+psycopg2", "postgresql").removesuffix("celery") + database


def test_every_role_gets_into_its_database_after_two_runs(secrets_of: Path) -> None:
    init.make_databases()
    init.make_databases()
    addresses = [(secrets_of / name).read_text() for name in init.ADDRESS_OF_ROLE.values()]
    for address in [*addresses, results_address(secrets_of)]:
        psycopg.connect(address.replace("postgresql+psycopg2", "postgresql")).close()


@pytest.mark.parametrize("database", ["airflow", "ledger", "vault", "store", "postgres"])
def test_workers_say_how_tasks_ended_and_get_nowhere_else(secrets_of: Path, database: str) -> None:
    init.make_databases()
    with psycopg.connect(results_address(secrets_of)) as results:
        results.execute("CREATE TABLE IF NOT EXISTS a_result (id int)")
    with pytest.raises(psycopg.OperationalError, match="CONNECT privilege"):
        psycopg.connect(results_address(secrets_of, database))


def test_a_password_that_was_changed_counts_from_the_next_run_on(secrets_of: Path) -> None:
    init.make_databases()
    before = results_address(secrets_of)
    (secrets_of / "airflow_result_backend").unlink()
    make_secrets(secrets_of, "--postgres-host", before.split("@")[1].split("/")[0])
    init.make_databases()
    psycopg.connect(results_address(secrets_of)).close()
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(before)
