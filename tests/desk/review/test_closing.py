"""An open interview goes from the screen with the right to read it."""

import pytest
from playwright.sync_api import expect
from tests.desk.conftest import SCRIPT, SITES_OF
from tests.desk.review.builders import a_long_text
from tests.desk.review.conftest import PATH


@pytest.fixture
def open_page(page, served, readings):
    readings.text = a_long_text(60)
    page.clock.install()
    page.goto(served())
    expect(page.locator(".turn").first).to_be_visible()
    return page


def test_it_is_closed_when_its_site_is_given_to_somebody_else(open_page, monkeypatch):
    monkeypatch.setitem(SITES_OF, "rowan", frozenset({"s02"}))
    open_page.clock.run_for(6_000)
    expect(open_page.get_by_role("heading", name="You may not see this any more")).to_be_visible()
    assert open_page.locator(".turn").count() == 0


@pytest.mark.parametrize(
    ("role", "name", "why"),
    [
        pytest.param("viewer", "viola", "You may not see this any more", id="a viewer"),
        pytest.param("user", "robin", "This was opened by somebody else", id="another reviewer"),
        pytest.param("op", "manager", "This was opened by somebody else", id="a manager"),
    ],
)
def test_it_is_closed_when_somebody_else_logs_in(open_page, log_in, role, name, why):
    log_in(role, name)
    open_page.clock.run_for(6_000)
    expect(open_page.get_by_role("heading", name=why)).to_be_visible()
    assert open_page.locator(".turn").count() == 0


def test_a_covered_page_keeps_its_place_its_choice_and_its_dialog(open_page):
    open_page.keyboard.press("j")
    open_page.keyboard.press("t")
    types = open_page.get_by_role("dialog", name="What does it identify?")
    expect(types).to_be_visible()
    place = "document.scrollingElement.scrollTop"
    before = open_page.evaluate(place)
    open_page.evaluate(
        "window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))"
    )
    expect(types).to_be_hidden()
    open_page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(types).to_be_visible()
    assert open_page.evaluate(place) == before
    open_page.keyboard.press("Escape")
    expect(types).to_be_hidden()
    expect(open_page.locator("#turns .mark[aria-current=true]")).to_be_focused()


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        pytest.param("user", "rowan", 200, id="its reviewer"),
        pytest.param("user", "somebody", 403, id="reviewer of another site"),
        pytest.param("viewer", "rowan", 403, id="viewer"),
        pytest.param("logged out", "rowan", 401, id="logged out"),
    ],
)
def test_an_open_interview_is_told_whether_its_reader_may_still_read_it(
    log_in, readings, role, name, status
):
    answer = log_in(role, name).get(f"{PATH}/session", headers=SCRIPT)
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {"name": "rowan", "role": "reviewer"}
