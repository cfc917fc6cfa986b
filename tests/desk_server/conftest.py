"""Two real Airflow API servers with the Desk in them: one with each auth manager.

The one with FAB is below a path, as behind a proxy. Its roles come from the command that makes
them, its first admin from ``deploy/init.py``, and its other users from its own interface.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import yaml
from tests.conftest import a_free_port

from sottovoce.adapters.postgres.ledger import Ledger
from sottovoce_demo.airflow_server import plain_environment
from sottovoce_demo.postgres import PostgresServer

# Airflow reads its settings when it is imported, and makes its folder wherever they say.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="sottovoce-airflow-"))

ROOT = Path(__file__).parents[2]
FAB = "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"
SIMPLE = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"
PATIENCE_S = 240

SIMPLE_ROLES = {
    "nobody": "guest",
    "vera": "viewer",
    "robin": "user",
    "mo": "op",
    "admin": "admin",
}
FAB_ROLES = {
    "nobody": "Viewer",
    "vera": "Desk viewer",
    "robin": "Desk reviewer",
    "mo": "Desk data manager",
}

MAKE_FIRST_ADMIN = """
import runpy, sys
runpy.run_module("sottovoce_airflow.roles", run_name="__main__")
sys.path.insert(0, "deploy")
import init
init.make_admin()
init.make_admin()
"""


@dataclass(frozen=True)
class Airflow:
    """A server that runs."""

    url: str
    passwords: Mapping[str, str] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)

    @property
    def origin(self) -> str:
        """What its pages send as their origin."""
        return str(httpx.URL(self.url).copy_with(path="")).rstrip("/")

    def token(self, name: str) -> str:
        """Log somebody in."""
        words = {"username": name, "password": self.passwords[name]}
        answer = httpx.post(f"{self.url}/auth/token", json=words, timeout=60)
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def browser(self, *, cookie: str | None = None, bearer: str | None = None) -> httpx.Client:
        """Return somebody who may carry a token."""
        cookies = {"_token": cookie} if cookie else {}
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return httpx.Client(base_url=self.url, cookies=cookies, headers=headers, timeout=60)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="sottovoce-desk-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def settings(postgres_server: PostgresServer, folder: Path) -> dict[str, str]:
    """What the Desk is told: a ledger with nothing in it, and an object store that is away."""
    with psycopg.connect(postgres_server.superuser_dsn, autocommit=True) as server:
        server.execute("CREATE DATABASE desk_server")
    dsn = postgres_server.superuser_dsn.replace("/postgres?", "/desk_server?")
    dsn = dsn.removesuffix("/postgres") + "/desk_server" if dsn.endswith("/postgres") else dsn
    Ledger(dsn).migrate()
    study = yaml.safe_load((ROOT / "study.yaml").read_text())
    study["review"] = {**study.get("review", {}), "reviewers": {"robin": "all"}}
    (folder / "study.yaml").write_text(yaml.safe_dump(study))
    return {
        "SOTTOVOCE_STUDY_FILE": str(folder / "study.yaml"),
        "SOTTOVOCE_EXPECTATIONS_DIR": str(ROOT / "expectations"),
        "SOTTOVOCE_LEDGER_DSN": dsn,
        "SOTTOVOCE_S3_ENDPOINT": "http://127.0.0.1:9",
        "SOTTOVOCE_S3_ACCESS_KEY": "nobody",
        "SOTTOVOCE_S3_SECRET_KEY": "nothing",
    }


@pytest.fixture(scope="session")
def servers(settings: dict[str, str], folder: Path) -> Iterator[dict[str, Airflow]]:
    """Both servers, by the name of their auth manager. Together, because each takes half a minute."""
    homes = {name: folder / name for name in ("simple", "fab")}
    ports = {name: a_free_port() for name in homes}
    environments = {
        "simple": _environment(homes["simple"], SIMPLE, ports["simple"], "", settings),
        "fab": _environment(homes["fab"], FAB, ports["fab"], "/airflow", settings),
    }
    for home in homes.values():
        home.mkdir()
    _run([sys.executable, "-m", "airflow", "db", "migrate"], environments["fab"])
    shutil.copy(homes["fab"] / "airflow.db", homes["simple"] / "airflow.db")
    running = [_start(environments["simple"])]
    try:
        password = secrets.token_urlsafe()
        (folder / "airflow_admin_password").write_text(password)
        making = {**environments["fab"], "SOTTOVOCE_SECRETS_DIR": str(folder)}
        _run([sys.executable, "-c", MAKE_FIRST_ADMIN], making)
        running.append(_start(environments["fab"]))
        for name, process in zip(homes, running, strict=True):
            _wait_ready(environments[name]["AIRFLOW__API__BASE_URL"], process, homes[name])
        yield {
            "simple": _simple(environments["simple"], homes["simple"]),
            "fab": _with_users(environments["fab"], password),
        }
    finally:
        for process in running:
            process.kill()  # nothing of theirs is needed any more, and a clean end takes its time
            process.wait(30)


@pytest.fixture(scope="session", params=["simple", "fab"])
def airflow(request: pytest.FixtureRequest, servers: dict[str, Airflow]) -> Airflow:
    """Each of the servers."""
    return servers[request.param]


def _environment(
    home: Path, auth_manager: str, port: int, path: str, settings: Mapping[str, str]
) -> dict[str, str]:
    url = f"http://127.0.0.1:{port}{path}"
    return {
        **plain_environment(),
        **settings,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__AUTH_MANAGER": auth_manager,
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(
            f"{name}:{role}" for name, role in SIMPLE_ROLES.items()
        ),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__FERNET_KEY": "",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
        "NO_PROXY": "*",
    }


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-3000:]


def _start(environment: Mapping[str, str]) -> subprocess.Popen[Any]:
    options = ["--host", "127.0.0.1", "--workers", "1"]
    command = [sys.executable, "-m", "airflow", "api-server", *options]
    with (Path(environment["AIRFLOW_HOME"]) / "server.log").open("w") as log:
        return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)


def _wait_ready(url: str, process: subprocess.Popen[Any], home: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{url}/api/v2/monitor/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise AssertionError((home / "server.log").read_text()[-3000:])


def _simple(environment: Mapping[str, str], home: Path) -> Airflow:
    file = home / "simple_auth_manager_passwords.json.generated"
    passwords = yaml.safe_load(file.read_text())
    return Airflow(environment["AIRFLOW__API__BASE_URL"], passwords, environment)


def _with_users(environment: Mapping[str, str], admin_password: str) -> Airflow:
    passwords = {name: secrets.token_urlsafe() for name in FAB_ROLES} | {"admin": admin_password}
    airflow = Airflow(environment["AIRFLOW__API__BASE_URL"], passwords, environment)
    with airflow.browser(bearer=airflow.token("admin")) as admin:
        for name, role in FAB_ROLES.items():
            user = {
                "username": name,
                "first_name": name,
                "last_name": name,
                "email": f"{name}@study.test",
                "roles": [{"name": role}],
                "password": passwords[name],
            }
            admin.post("/auth/fab/v1/users", json=user).raise_for_status()
    return airflow
