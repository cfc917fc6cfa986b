"""Who works at the Desk in these tests, each in a browser of their own."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, FrameLocator, Page, expect
from tests.e2e.desk.reading import ReadingPage
from tests.e2e.desk.study import SentStudy

from sottovoce.model.states import State
from sottovoce_demo.access import Access
from sottovoce_demo.airflow_api import AirflowApi
from sottovoce_demo.browser import log_in
from sottovoce_demo.outcomes import Whereabouts
from sottovoce_demo.stack import Project
from sottovoce_demo.state import HOST, DemoState

SIZE = {"width": 1280, "height": 800}
PATIENCE_MS = 60_000
"""How long a page may take to show what is expected of it, on a machine with much else to do."""

expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True, slots=True)
class Desk:
    """A running stack with the study in it.

    Attributes:
        state: Its folder.
        project: What it runs.
        access: How to reach it.
        study: What was sent.
    """

    state: DemoState = field(repr=False)
    project: Project
    access: Access
    study: SentStudy

    def states(self) -> dict[str, State]:
        """Return where each interview is, by its key."""
        return {key: each.state for key, each in self._whereabouts().items()}

    def interview_id(self, key: str) -> str:
        """Return what the ledger calls an interview."""
        return self._whereabouts()[key].interview_id

    def url(self, path: str) -> str:
        """Return the address of a page of Airflow."""
        return f"http://{HOST}:{self.access.ports.airflow}{path}"

    def api(self, user: str) -> AirflowApi:
        """Return Airflow's own interface, as a user sees it."""
        return AirflowApi(self.access.ports.airflow, user, self.state.secrets.user_passwords[user])

    def _whereabouts(self) -> dict[str, Whereabouts]:
        return self.study.whereabouts(self.access.dsns["ledger"])


def wait_for(desk: Desk, wanted: Mapping[str, State], *, timeout_s: float = 300) -> None:
    """Return once interviews are in the states that are wanted of them, by key."""
    deadline = time.monotonic() + timeout_s
    while (now := {k: v for k, v in desk.states().items() if k in wanted}) != wanted:
        assert time.monotonic() < deadline, f"wanted {wanted}, and after {timeout_s} s it is {now}"
        time.sleep(0.5)


@dataclass(frozen=True, slots=True)
class Session:
    """One person's browser, logged in.

    Attributes:
        desk: Where they work.
        user: Their name in Airflow.
        page: The tab they have open.
    """

    desk: Desk
    user: str
    page: Page

    def open(self, path: str) -> Page:
        """Open a page of the Desk by itself, such as ``/study``."""
        self.page.goto(self.desk.url(f"/desk{path}"))
        return self.page

    def open_for_review(self, key: str) -> ReadingPage:
        """Open an interview to read it, whoever reads it now, and wait until the page listens."""
        self.open(f"/review/{self.desk.interview_id(key)}")
        reading = ReadingPage(self.page)
        claim = self.page.get_by_role("button", name=re.compile("^(Open|Take over)$"))
        expect(claim.or_(reading.progress)).to_be_visible()
        if claim.is_visible():
            claim.click()
        return self.reading()

    def reading(self) -> ReadingPage:
        """Return the interview that is open here, once its scripts run."""
        expect(self.page.locator("#progress")).to_be_visible()
        self.page.wait_for_load_state("load")
        return ReadingPage(self.page)

    def approve(self, reading: ReadingPage) -> None:
        """Finish an interview that is open here."""
        reading.expect_saved()
        self.page.get_by_role("button", name="Finish").click()
        self.page.get_by_role("button", name="Approve").click()

    def in_another_window(self) -> "Session":
        """Return another window of the same browser, with the same login."""
        return Session(self.desk, self.user, self.page.context.new_page())

    def log_out(self) -> None:
        """Log out by Airflow's own menu."""
        self.page.goto(self.desk.url("/"))
        self.page.get_by_role("button", name="User").click()
        self.page.get_by_role("menuitem", name="Logout").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
        self.page.wait_for_url("**/auth/login**")

    def change_to(self, user: str) -> None:
        """Log out, and let somebody else log in here."""
        self.log_out()
        log_in_as(self.desk, self.page, user)

    def open_in_airflow(self) -> FrameLocator:
        """Open the Desk from Airflow's own menu, and return the frame that it is in."""
        self.page.goto(self.desk.url("/"))
        self.page.get_by_role("link", name="Desk", exact=True).click()
        self.page.wait_for_url("**/plugin/desk")
        frame = self.page.frame_locator("iframe")
        expect(frame.get_by_role("navigation", name="Desk")).to_be_visible()
        return frame


def begin_session(
    desk: Desk, browser: Browser, user: str, *, scheme: Literal["light", "dark"] = "light"
) -> Session:
    """Return a browser of somebody who has just logged in to Airflow."""
    context = browser.new_context(viewport=SIZE, color_scheme=scheme)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    log_in_as(desk, page, user)
    return Session(desk, user, page)


def log_in_as(desk: Desk, page: Page, user: str) -> None:
    """Log a user in to Airflow."""
    log_in(page, desk.access.ports.airflow, user, desk.state.secrets.user_passwords[user])
