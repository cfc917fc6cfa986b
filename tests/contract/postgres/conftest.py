import base64
import secrets
from collections.abc import Callable, Iterator

import psycopg
import pytest
from tests.conftest import serve_postgres

from sottovoce.adapters.postgres.ledger import Ledger
from sottovoce.adapters.postgres.provision import LOGIN_ROLES, provision
from sottovoce.adapters.postgres.store import Store
from sottovoce.adapters.postgres.vault import Vault
from sottovoce_demo.postgres import PostgresServer

HOMES = {
    "airflow": "airflow",
    "ledger": "ledger",
    "vault": "vault",
    "loader": "store",
    "analyst": "store",
}


@pytest.fixture(scope="session")
def passwords():
    # Characters that a URL, a shell or SQL would trip over.
    return {role: secrets.token_urlsafe() + "'@/ %é" for role in LOGIN_ROLES}


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server of these tests alone: their passwords are set once, and others' studies set new."""
    with serve_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def provisioned(postgres_server, passwords):
    provision(postgres_server.superuser_dsn, passwords)
    return postgres_server


@pytest.fixture(scope="session")
def dsn(provisioned, passwords) -> Callable[..., str]:
    """Return the address at which a role finds a database, by default its own."""

    def address(role: str, database: str | None = None) -> str:
        return provisioned.dsn(database or HOMES[role], role, passwords[role])

    return address


def _drop(address: str, schema: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


@pytest.fixture
def ledger(dsn) -> Ledger:
    """An empty ledger."""
    _drop(dsn("ledger"), "ledger")
    ledger = Ledger(dsn("ledger"))
    ledger.migrate()
    return ledger


@pytest.fixture
def a_key() -> Callable[[], str]:
    return lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture
def vault(dsn, a_key) -> Vault:
    """An empty vault."""
    _drop(dsn("vault"), "vault")
    vault = Vault(dsn("vault"), a_key())
    vault.migrate()
    return vault


@pytest.fixture
def store(dsn, provisioned, passwords) -> Store:
    """An empty store."""
    _drop(dsn("loader"), "study")
    provision(provisioned.superuser_dsn, passwords)
    store = Store(dsn("loader"))
    store.migrate()
    return store
