"""No decision is lost without a word: slow servers, broken lines, refusals, other readers."""

import pytest
from playwright.sync_api import expect
from tests.desk.review.builders import a_long_text
from tests.desk.review.conftest import saved

from sottovoce.errors import DeskRefusal

MARKS = "**/mark"


@pytest.fixture
def open_page(page, served, readings):
    readings.text = a_long_text(60)
    page.goto(served())
    return page


def test_keys_do_not_wait_for_a_slow_server_and_arrive_in_order(open_page, readings):
    open_page.route(MARKS, lambda route: (open_page.wait_for_timeout(150), route.continue_()))
    items = open_page.locator("#work .item")
    wanted = [items.nth(i).get_attribute("data-turn") for i in range(4)]
    for _ in range(4):
        open_page.keyboard.press("Enter")
    expect(open_page.locator("#progress")).to_have_text("4 of 20 looked at")
    saved(open_page)
    assert [str(mark.turn) for mark in readings.marks] == wanted


@pytest.mark.parametrize("fault", ["no answer", "503"])
def test_what_could_not_be_sent_is_sent_again(open_page, readings, fault):
    def fail(route):
        if fault == "503":
            route.fulfill(status=503, json={"problem": "A store did not answer.", "fix": ""})
        else:
            route.abort()

    open_page.route(MARKS, fail)
    open_page.keyboard.press("Enter")
    expect(open_page.get_by_text("Not saved yet: 1.")).to_be_visible()
    open_page.unroute(MARKS)
    open_page.get_by_role("button", name="Try now").click()
    saved(open_page)
    assert len(readings.marks) == 1


def test_a_page_with_unsaved_decisions_is_not_left_without_a_question(open_page, served):
    open_page.route(MARKS, lambda route: route.abort())
    open_page.keyboard.press("Enter")
    expect(open_page.get_by_text("Not saved yet")).to_be_visible()
    asked = []
    open_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_page.goto(served("/desk/review"))
    assert asked == ["beforeunload"]


def test_whoever_was_overtaken_reads_who_it_was_and_can_write_no_more(open_page, readings):
    open_page.keyboard.press("Enter")
    saved(open_page)
    readings.reader = "robin"
    open_page.keyboard.press("x")
    banner = open_page.get_by_role("alert")
    expect(banner).to_contain_text("robin has taken this interview over.")
    expect(banner).to_contain_text("Your last decision was not saved.")
    open_page.keyboard.press("x")
    expect(open_page.get_by_role("button", name="Finish")).to_be_disabled()
    expect(open_page.locator("#progress")).to_have_text("1 of 20 looked at")
    assert len(readings.marks) == 1


def test_a_decision_whose_answer_was_lost_is_not_made_twice(open_page, readings):
    lost = []

    def lose_the_first_answer(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    open_page.route(MARKS, lose_the_first_answer)
    open_page.keyboard.press("Enter")
    with open_page.expect_navigation():
        open_page.get_by_role("button", name="Try now").click()
    expect(open_page.locator("#progress")).to_have_text("1 of 20 looked at")
    assert len(readings.marks) == 1


def test_what_is_refused_is_shown_as_it_was_and_said(open_page, readings):
    readings.refusal = DeskRefusal("A roster has names of people.", "Change the type first.")
    open_page.keyboard.press("r")
    expect(open_page.get_by_role("alert")).to_contain_text("Change the type first.")
    expect(open_page.locator("#progress")).to_have_text("0 of 20 looked at")
    open_page.keyboard.press("Enter")
    saved(open_page)
    assert len(readings.marks) == 1


def test_a_session_that_has_ended_takes_the_words_off_the_page(open_page):
    open_page.route(MARKS, lambda route: route.fulfill(status=401, json={"problem": "", "fix": ""}))
    open_page.keyboard.press("Enter")
    expect(open_page.get_by_role("heading", name="You are logged out")).to_be_visible()
    assert open_page.locator(".turn").count() == 0


def test_nothing_is_kept_in_the_browser(open_page):
    open_page.keyboard.press("Enter")
    saved(open_page)
    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert open_page.evaluate(kept) == [0, 0, ""]
