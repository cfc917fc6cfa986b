"""Prepare everything that the services need, then end: the one-shot service ``init``.

Databases, roles and tables; Airflow's tables, pools, roles and first user; buckets and their keys.
Doing it again changes nothing, so it runs at every ``docker compose up``, and after an upgrade.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from buckets import prepare_buckets

from sottovoce.adapters.postgres.provision import let_desk_in, provision
from sottovoce.config import load_settings, load_study
from sottovoce.errors import SottovoceError, StudyConfigError
from sottovoce.steps.workplace import Workplace

SECRETS = Path(os.environ.get("SOTTOVOCE_SECRETS_DIR", "/run/secrets"))
ADDRESS_OF_ROLE = {
    "airflow": "airflow_database_url",
    "ledger": "sottovoce_ledger_dsn",
    "vault": "sottovoce_vault_dsn",
    "loader": "sottovoce_store_dsn",
    "desk": "desk_ledger_dsn",
}
RESULTS = "celery"
"""Role and database in which workers say how tasks ended; Airflow's own is closed to them."""

log = logging.getLogger("init")


def main() -> None:
    """Do every step, in order."""
    place = Workplace(load_settings())
    load_study(place.settings.study_file)
    log.info("databases and roles")
    make_databases()
    log.info("tables of ledger, vault and store")
    for schema in (place.ledger, place.vault, place.store):
        schema.migrate()
    let_desk_in(_superuser_dsn())
    log.info("buckets and keys")
    prepare_buckets(place.settings, place.study, os.environ["SOTTOVOCE_S3_ACCOUNTS"], SECRETS)
    log.info("tables, pools and roles of Airflow")
    modules = (
        ["airflow", "db", "migrate"],
        ["sottovoce_airflow.pools"],
        ["sottovoce_airflow.roles"],
    )
    for words in modules:
        subprocess.run([sys.executable, "-m", *words], check=True)  # noqa: S603 - our own words
    log.info("first user of Airflow")
    make_admin()


def make_databases() -> None:
    """Make the databases and roles, and the one of Celery's results, which only Airflow needs."""
    passwords = {role: _password_in(secret(name)) for role, name in ADDRESS_OF_ROLE.items()}
    superuser = _superuser_dsn()
    provision(superuser, {**passwords, "analyst": secret("database_analyst_password")})
    _make_results_database(superuser, _password_in(secret("airflow_result_backend")))


def make_admin() -> None:
    """Make the user ``admin`` of the Airflow pages, unless there is one."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    from sottovoce_airflow.desk.access import Role
    from sottovoce_airflow.roles import NAMES

    with get_application_builder() as builder:
        users = builder.sm
        if users.find_user("admin") is None:
            words = ("admin", "First", "Administrator", "admin@localhost")
            password = secret("airflow_admin_password")
            if not users.add_user(*words, users.find_role(NAMES[Role.ADMIN]), password):
                raise StudyConfigError("Airflow did not take the first user, admin.")


def secret(name: str) -> str:
    """Return a secret of this container."""
    return (SECRETS / name).read_text(encoding="utf-8").strip()


def _make_results_database(superuser: str, password: str) -> None:
    import psycopg
    from psycopg import sql

    name = sql.Identifier(RESULTS)
    with psycopg.connect(superuser, autocommit=True) as server:
        verifier = server.pgconn.encrypt_password(
            password.encode(), RESULTS.encode(), b"scram-sha-256"
        ).decode()
        found = "SELECT 1 FROM {} WHERE {} = %s"
        for table, column, make in (
            ("pg_roles", "rolname", "CREATE ROLE {}"),
            ("pg_database", "datname", "CREATE DATABASE {0} OWNER {0}"),
        ):
            query = sql.SQL(found).format(sql.Identifier(table), sql.Identifier(column))
            if server.execute(query, [RESULTS]).fetchone() is None:
                server.execute(sql.SQL(make).format(name))
        server.execute(
            sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(verifier))
        )
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))


def _superuser_dsn() -> str:
    from psycopg.conninfo import make_conninfo

    server = urlsplit(secret("sottovoce_ledger_dsn"))
    return make_conninfo(
        host=server.hostname,
        port=server.port or 5432,
        dbname="postgres",
        user=os.environ["SOTTOVOCE_POSTGRES_SUPERUSER"],
        password=secret("postgres_superuser_password"),
    )


def _password_in(address: str) -> str:
    return urlsplit(address).password or ""


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    try:
        main()
    except SottovoceError as error:
        sys.exit(f"init: {error}")
