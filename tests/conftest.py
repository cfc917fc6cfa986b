"""Servers that several kinds of test need. Each is real, on loopback, and ends with the run.

Where CI is set, a test that was skipped has failed: nobody reads the list of skips.
"""

import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from sottovoce_demo.postgres import PostgresServer

A_TEST_TAKES_S = 30
"""Longer than any test takes that reads the calendar."""

FOR_ROOT = "only root"
"""What the reason of a skip begins with that is no gap: we are not root, so nothing is dropped."""

# How long one example takes depends on what else the machine does. What has to be quick is timed
# by itself (tests/timing.py).
settings.register_profile("sottovoce", settings(), deadline=None)
settings.load_profile("sottovoce")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr)
        if FOR_ROOT not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped, which counts as failed here: {reason}"
    return report


@pytest.fixture
def within_one_day() -> None:
    """Wait until midnight in UTC is past if it is near: what a test does is then of one day."""
    left_s = 86_400 - time.time() % 86_400
    if left_s < A_TEST_TAKES_S:
        time.sleep(left_s)


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve_postgres() -> Iterator[PostgresServer]:
    """Yield a PostgreSQL of our own, with nothing in it."""
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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL whose roles get new passwords with every study that a test makes."""
    with serve_postgres() as server:
        yield server
