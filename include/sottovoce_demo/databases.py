"""The demo's databases: made, migrated, and where they are."""

from sottovoce.adapters.postgres.ledger import Ledger
from sottovoce.adapters.postgres.provision import let_desk_in, provision
from sottovoce.adapters.postgres.store import Store
from sottovoce.adapters.postgres.vault import Vault
from sottovoce_demo.postgres import PostgresServer
from sottovoce_demo.state import Secrets

_DATABASE_OF = {
    "airflow": "airflow",
    "ledger": "ledger",
    "desk": "ledger",
    "vault": "vault",
    "loader": "store",
    "analyst": "store",
}
"""Database of each role that can log in."""


def provision_databases(server: PostgresServer, secrets: Secrets) -> dict[str, str]:
    """Make databases, roles and tables where they are missing; return their addresses by role.

    Airflow makes its own tables.
    """
    provision(server.superuser_dsn, {role: secrets[f"database_{role}"] for role in _DATABASE_OF})
    dsns = database_addresses(server, secrets)
    Ledger(dsns["ledger"]).migrate()
    Vault(dsns["vault"], secrets["vault_key"]).migrate()
    Store(dsns["loader"]).migrate()
    let_desk_in(server.superuser_dsn)
    return dsns


def database_addresses(server: PostgresServer, secrets: Secrets) -> dict[str, str]:
    """Return the address of each role's database, password included."""
    return {
        role: server.dsn(database, role, secrets[f"database_{role}"])
        for role, database in _DATABASE_OF.items()
    }
