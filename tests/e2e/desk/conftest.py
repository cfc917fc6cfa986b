"""A real stack with a study of its own in review, and browsers of the people who work on it."""

import os
import secrets
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from rich.console import Console
from tests.e2e.desk.people import Desk, Session, begin_session
from tests.e2e.desk.study import make_project, write_study

from sottovoce_demo.access import read_access
from sottovoce_demo.browser import open_browser
from sottovoce_demo.delivery import send_study
from sottovoce_demo.progress import progress_line, wait_until_over
from sottovoce_demo.stack import Stack
from sottovoce_demo.state import open_state

KEPT = "SOTTOVOCE_DESK_STACK"
"""Names the folder of a stack that is running already: see :mod:`tests.e2e.desk.keep`."""

WAVE = "SOTTOVOCE_DESK_WAVE"
"""Names the wave of interviews to go on with; otherwise new ones are sent."""

THROUGH_S = 420

Login = Callable[..., Session]


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """The stack, once every interview of the study is in review."""
    kept = os.environ.get(KEPT)
    # Whoever ends the tests ends the stack too: its servers would run on.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="sottovoce-desk-") as scratch:
        folder = Path(kept or scratch)
        state, project = open_state(folder / "state"), make_project(folder / "project")
        stack = None if kept else Stack(state, project)
        try:
            access = stack.start(print) if stack else read_access(state)
            assert access, f"no stack runs in the folder that {KEPT} names"
            wave = os.environ.get(WAVE) or (secrets.token_hex(3) if kept else "winter")
            study = write_study(project, folder / "study", wave)
            send_study(study.uploads, project.study(), access, lambda *_: None)
            progress, _ = wait_until_over(
                study.uploads,
                project.study(),
                access.dsns["ledger"],
                Console(),
                timeout_s=THROUGH_S,
            )
            assert progress.is_over, f"after {THROUGH_S} s: {progress_line(progress)}"
            yield Desk(state, project, access, study)
        finally:
            if stack:
                stack.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. For a module, as elsewhere: only one can be driven at a time."""
    with open_browser() as browser:
        yield browser


@pytest.fixture
def log_in(desk: Desk, browser: Browser) -> Iterator[Login]:
    """Call it with a user's name for a browser in which that user is logged in."""
    begun: list[Session] = []

    def begin(user: str, **options: Any) -> Session:
        begun.append(begin_session(desk, browser, user, **options))
        return begun[-1]

    yield begin
    for session in begun:
        session.page.context.close()
