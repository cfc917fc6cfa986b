"""Servers that several kinds of test need. Each is real, on loopback, and ends with the run."""

import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sottovoce_demo.postgres import PostgresServer


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of our own, with nothing in it."""
    # Not pytest's own folder: that one is closed to the user that the server runs as.
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
