"""The folder in which one demo lives: its secrets, ports, servers' files and logs."""

import base64
import itertools
import json
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
USERS = {
    "admin": "admin",
    "manager": "op",
    "reviewer": "user",
    "reviewer2": "user",
    "viewer": "viewer",
}
"""Airflow users of the demo, and the role each has under the simple auth manager. The study file
says which sites' interviews the reviewers read."""


def _password() -> str:
    return secrets.token_urlsafe(18)


def _url_safe_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


_SECRETS: dict[str, Callable[[], str]] = {
    "airflow_fernet_key": _url_safe_key,
    "airflow_jwt_secret": lambda: secrets.token_hex(64),
    "airflow_api_secret_key": lambda: secrets.token_hex(32),
    "vault_key": _url_safe_key,
    "postgres_superuser": _password,
    "database_airflow": _password,
    "database_ledger": _password,
    "database_desk": _password,
    "database_vault": _password,
    "database_loader": _password,
    "database_analyst": _password,
    **{f"user_{name}": _password for name in USERS},
}


@dataclass(frozen=True, slots=True)
class Secrets:
    """Every secret of one demo, by name. Shows none of them.

    Attributes:
        values: Secret by name.
    """

    values: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    @property
    def user_passwords(self) -> dict[str, str]:
        """Password of each Airflow user."""
        return {name: self[f"user_{name}"] for name in USERS}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the servers listen, on the loopback address.

    Attributes:
        postgres: PostgreSQL.
        s3: The S3 server.
        airflow: Airflow's API and pages.
    """

    postgres: int
    s3: int
    airflow: int


@dataclass(frozen=True, slots=True)
class DemoState:
    """One demo's folder, readable by its owner alone.

    Attributes:
        folder: The folder; :func:`open_state` makes it.
        secrets: Made once, kept for good.
    """

    folder: Path
    secrets: Secrets

    @property
    def airflow_home(self) -> Path:
        """Airflow's own folder."""
        return self.folder / "airflow"

    @property
    def postgres_dir(self) -> Path:
        """The PostgreSQL cluster."""
        return self.folder / "postgres"

    @property
    def s3_dir(self) -> Path:
        """Objects and accounts of the S3 server."""
        return self.folder / "s3"

    @property
    def logs_dir(self) -> Path:
        """One log file a component."""
        return _private_folder(self.folder / "logs")

    @property
    def settings_dir(self) -> Path:
        """The ``SOTTOVOCE_SECRETS_DIR`` of the tasks."""
        return _private_folder(self.folder / "settings")

    @property
    def desk_settings_dir(self) -> Path:
        """The ``SOTTOVOCE_SECRETS_DIR`` of the API server, which serves the Desk."""
        return _private_folder(self.folder / "desk-settings")

    @property
    def run_dir(self) -> Path:
        """Which processes were started, for whoever has to end them."""
        return _private_folder(self.folder / "run")

    @property
    def study_dir(self) -> Path:
        """The demo study's files, as the sites have them."""
        return self.folder / "study"

    def ports(self) -> Ports:
        """Return the ports of the start that is under way, or of the last one.

        Raises:
            FileNotFoundError: This demo never started.
        """
        return Ports(**json.loads((self.folder / "ports.json").read_text()))

    def choose_ports(self) -> Ports:
        """Return the ports of the last start where they are free, and free ones otherwise."""
        try:
            before = vars_of(self.ports())
        except FileNotFoundError:
            before = {}
        chosen = Ports(*(_free_port(before.get(name)) for name in Ports.__slots__))
        write_private(self.folder / "ports.json", json.dumps(vars_of(chosen)))
        return chosen


def open_state(folder: Path) -> DemoState:
    """Return the demo that lives in ``folder``, making folder and secrets if there are none.

    Opening it again gives the same secrets.
    """
    folder = _private_folder(folder.resolve())
    kept_file = folder / "secrets.json"
    kept = json.loads(kept_file.read_text()) if kept_file.exists() else {}
    values = {name: kept.get(name) or make() for name, make in _SECRETS.items()}
    if values != kept:
        write_private(kept_file, json.dumps(values))
    return DemoState(folder, Secrets(values))


def vars_of(ports: Ports) -> dict[str, int]:
    """Return the ports by name."""
    return {name: getattr(ports, name) for name in Ports.__slots__}


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read; a reader sees the old one or the new one."""
    draft = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    draft.replace(file)


def _private_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _free_port(wanted: int | None) -> int:
    """Return a port on which nobody listens, below those that connections go out from.

    A port of that upper range can be taken by any connection of any program, before the server
    that it was chosen for has started, or while it starts again.
    """
    wishes = [wanted] if wanted else []
    tried = itertools.chain(wishes, (_random_port() for _ in itertools.count()))
    return next(port for port in tried if _is_free(port))


def _random_port() -> int:
    return secrets.choice(range(15_000, 32_000))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
