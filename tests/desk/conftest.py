"""The Desk in this process: its real pages and guards, with a user who is logged in already.

That Airflow's login decides who that is, is tested with a real Airflow in ``tests/e2e/desk``.
"""

import os
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
import uvicorn

# Airflow reads its settings when it is imported, and makes its folder wherever they say.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="sottovoce-airflow-"))

from airflow.api_fastapi.auth.managers.simple.simple_auth_manager import SimpleAuthManager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.api_fastapi.core_api.security import get_user
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sottovoce.adapters.postgres.provision import LOGIN_ROLES, provision
from sottovoce.config.settings import Settings
from sottovoce.steps.workplace import Workplace
from sottovoce_airflow.desk import access, answering
from sottovoce_airflow.desk.app import Desk, create_desk
from sottovoce_demo.browser import open_browser
from sottovoce_demo.postgres import PostgresServer

SITES_OF = {"rowan": frozenset({"s01"}), "robin": None}
"""Which sites each reviewer of these tests has; None for all."""

HERE = "http://desk.test"
OWN = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
"""What a browser sends along with a write from the Desk's own page."""
SCRIPT = {**OWN, "X-Desk": "1"}
"""What the Desk's own scripts send."""

PATIENCE_S = 15.0
"""How long a page may take to show what is expected of it, on a machine with much else to do."""

expect.set_options(timeout=PATIENCE_S * 1000)


@pytest.fixture(scope="session")
def desk() -> Desk:
    return create_desk()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. For a module: only one can be driven at a time, and no event loop beside it."""
    with open_browser() as browser:
        yield browser


def begin_context(browser: Browser, **options: Any) -> BrowserContext:
    """Return a browser of its own, in which no request escapes a route that a test sets.

    Chromium only begins to ask about a page's requests with the first route, and what the page asks
    for at that moment passes by: 5 times of 360 on a busy machine. So there is one from the start.
    """
    context = browser.new_context(**options)
    context.route("**/nothing-is-here", lambda route: route.continue_())
    return context


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds that the page brings about here."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"it does not hold after {PATIENCE_S} s"
        page.wait_for_timeout(20)


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """Serve a Desk to real browsers; yield the address of the server."""
    outer = FastAPI()
    outer.mount("/desk", desk)
    server = uvicorn.Server(uvicorn.Config(outer, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def log_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., TestClient]]:
    """``log_in("op", "manager")`` returns a browser of that user; ``log_in(None)`` of nobody."""
    monkeypatch.setattr(access, "get_auth_manager", lambda: SimpleAuthManager())
    review = SimpleNamespace(sites_of=lambda name: SITES_OF.get(name, frozenset()))
    study = SimpleNamespace(review=review)
    place = SimpleNamespace(study=study, study_now=lambda: study)
    monkeypatch.setattr(access, "workplace", lambda: place)
    overridden = [desk]

    def browser(
        role: str | None, name: str = "rowan", *, desk: Desk = desk, **options: Any
    ) -> TestClient:
        def user() -> SimpleAuthManagerUser:
            if role is None:
                raise HTTPException(401)
            if role == "logged out":
                raise HTTPException(403, "Invalid JWT token")
            return SimpleAuthManagerUser(username=name, role=role)

        overridden.append(desk)
        desk.dependency_overrides[get_user] = user
        outer = FastAPI()
        outer.mount("/desk", desk)
        return TestClient(outer, base_url=HERE, follow_redirects=False, **options)

    yield browser
    for each in overridden:
        each.dependency_overrides.clear()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What Airflow was answered: run and option. It takes everything."""
    given: list[tuple[str, str]] = []
    monkeypatch.setattr(
        answering, "answer", lambda request, run_id, option: given.append((run_id, option))
    )
    return given


@pytest.fixture(scope="module")
def ledger_dsn(postgres_server: PostgresServer) -> str:
    passwords = {role: secrets.token_urlsafe() for role in LOGIN_ROLES}
    provision(postgres_server.superuser_dsn, passwords)
    return postgres_server.dsn("ledger", "ledger", passwords["ledger"])


def a_place(ledger_dsn: str, folder: Path, study: str) -> Workplace:
    """Return a place whose ledger is empty and whose other stores nobody needs."""
    with psycopg.connect(ledger_dsn) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
    study_file = folder / "study.yaml"
    study_file.write_text(study)
    place = Workplace(
        Settings(study_file=study_file, ledger_dsn=ledger_dsn, s3_access_key="x", s3_secret_key="x")
    )
    place.ledger.migrate()
    return place
