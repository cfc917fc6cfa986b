"""The review page over readings in memory: for a test client, and for a real browser."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.desk.conftest import begin_context, serving
from tests.desk.review.builders import INTERVIEW, a_text
from tests.desk.review.kept_in_memory import Readings

from sottovoce.adapters.postgres.ledger_records import UnknownInterview
from sottovoce_airflow.desk.pages import clips, review, review_decisions

PATH = f"/desk/review/{INTERVIEW}"


def saved(page: Page) -> None:
    """Wait until the server has every decision."""
    expect(page.locator("#saved")).to_have_attribute("data-is", "saved")


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    """What is read; a test may put another text into it."""
    kept = Readings(a_text())

    def interview(interview_id: str) -> Any:
        if interview_id != INTERVIEW:
            raise UnknownInterview("no such interview")
        return SimpleNamespace(site=kept.text.record.site)

    place = SimpleNamespace(ledger=SimpleNamespace(interview=interview))
    for module in (review, review_decisions):
        monkeypatch.setattr(module, "readings", kept)
    for module in (review, review_decisions, clips):
        monkeypatch.setattr(module, "workplace", lambda: place)
    return kept


@pytest.fixture
def served(
    log_in: Callable[..., TestClient], readings: Readings, desk: Any
) -> Iterator[Callable[..., str]]:
    """Serve the Desk to the reviewer of these tests; call it for the address of a page."""
    log_in("user")
    with serving(desk) as server:
        yield lambda path=PATH: f"{server}{path}"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = begin_context(browser, viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def page(served: Callable[..., str], context: BrowserContext, readings: Readings) -> Iterator[Page]:
    """The interview, opened by its reviewer; fails the test if a script fails or is forbidden."""
    readings.reader = "rowan"
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield page
    assert not faults
