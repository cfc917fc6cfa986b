"""No decision is lost without a word: slow servers, broken lines, refusals, other readers."""

import pytest
from playwright.sync_api import expect
from tests.desk.review.builders import a_long_text, a_marked_turn, a_text
from tests.desk.review.conftest import saved

from sottovoce.errors import DeskRefusal, NotReviewable
from sottovoce_airflow.desk import answering
from sottovoce_airflow.desk.answering import NotAnswered

MARKS = "**/mark"
ROSTER = "**/remember"
REFUSED = DeskRefusal("A roster has names of people.", "Change the type first.")


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


def test_whose_end_crossed_somebody_elses_answer_reads_that_it_counts(
    open_page, readings, monkeypatch
):
    def is_faster(request, run_id, option):
        readings.refusal = NotReviewable("It has been answered.", "Look in the list.")
        raise NotAnswered(409)

    monkeypatch.setattr(answering, "answer", is_faster)
    open_page.keyboard.press("f")
    open_page.get_by_role("button", name="Approve").click()
    banner = open_page.get_by_role("alert")
    expect(banner).to_contain_text("Somebody else has just answered")
    expect(banner).to_contain_text(
        "It was not finished here. What you decided is saved and counts."
    )
    expect(open_page.get_by_role("dialog")).to_have_count(0)


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
    readings.refusal = REFUSED
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


class Held:
    """A server that answers nothing until it is told to, and then everything.

    Attributes:
        refuses_second: Whether what was not asked yet by then will be refused.
    """

    def __init__(self, page, readings):
        self._page, self._readings, self._held, self._goes_on = page, readings, [], False
        self.refuses_second = False
        for what in (MARKS, ROSTER, "**/finish"):
            page.route(what, self._take)

    def _take(self, route):
        if not self._goes_on:
            self._held.append(route)
            return
        if self.refuses_second:
            self._readings.refusal = REFUSED
        route.continue_()

    def answer(self):
        """Answer what was asked, and whatever is asked from now on."""
        self._page.wait_for_timeout(100)
        self._goes_on = True
        for route in self._held:
            route.continue_()


@pytest.fixture
def slow(open_page, readings):
    return Held(open_page, readings)


def choose_a_near_miss(page):
    """Choose what is in view."""
    page.locator("#work .item[data-kind=near_miss]").first.click()


def states(page):
    marks = page.locator("#turns .mark")
    return marks.evaluate_all("marks => marks.map(mark => mark.dataset.state)")


def test_nothing_is_finished_behind_a_refused_decision(open_page, readings, slow):
    readings.refusal = REFUSED
    before = states(open_page)
    choose_a_near_miss(open_page)
    open_page.keyboard.press("r")
    open_page.keyboard.press("f")
    open_page.get_by_role("button", name="Approve").click()
    slow.answer()
    dialog = open_page.get_by_role("dialog", name="Finish this review")
    expect(dialog.get_by_role("alert")).to_contain_text("A roster has names of people.")
    expect(dialog).to_contain_text("It is not finished.")
    expect(dialog.get_by_role("button", name="Approve")).to_be_enabled()
    assert readings.finished == []
    assert states(open_page) == before


def test_what_waits_behind_a_refused_decision_is_dropped_and_shown_as_it_was(
    open_page, readings, slow
):
    readings.refusal = REFUSED
    before = states(open_page)
    choose_a_near_miss(open_page)
    open_page.keyboard.press("r")
    open_page.keyboard.press("x")
    open_page.keyboard.press("Enter")
    slow.answer()
    banner = open_page.get_by_role("alert")
    expect(banner).to_contain_text("Change the type first.")
    expect(banner).to_contain_text("nor was what you did after it")
    saved(open_page)
    assert readings.marks == []
    assert states(open_page) == before
    expect(open_page.locator("#progress")).to_have_text("0 of 20 looked at")


def test_an_undo_behind_a_refused_decision_undoes_nothing_older(open_page, readings):
    open_page.keyboard.press("Enter")
    saved(open_page)
    slow = Held(open_page, readings)
    readings.refusal = REFUSED
    open_page.keyboard.press("r")
    open_page.keyboard.press("u")
    slow.answer()
    expect(open_page.get_by_role("alert")).to_contain_text("Change the type first.")
    saved(open_page)
    assert len(readings.marks) == 1


def test_two_refused_decisions_about_one_turn_leave_it_as_it_was(open_page, readings, slow):
    readings.refusal = REFUSED
    before = states(open_page)
    choose_a_near_miss(open_page)
    open_page.keyboard.press("r")
    choose_a_near_miss(open_page)
    open_page.keyboard.press("x")
    slow.answer()
    expect(open_page.get_by_role("alert")).to_be_visible()
    assert states(open_page) == before


def test_a_refused_decision_leaves_what_the_one_before_it_did_elsewhere(page, served, readings):
    readings.text = a_text(
        a_marked_turn(0, "We met Marta.", masked="Marta", score=0.5),
        a_marked_turn(1, "Marta came.", masked="Marta", score=0.5),
    )
    page.goto(served())
    slow = Held(page, readings)
    page.locator("#t0 .mark").click()
    page.keyboard.press("Shift+x")
    page.locator("#t1 .mark").click()
    page.keyboard.press("Enter")
    slow.refuses_second = True
    slow.answer()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#t0 .mark")).to_have_attribute("data-state", "shown")
    expect(page.locator("#t1 .mark")).to_have_attribute("data-state", "shown")


def test_nothing_is_decided_while_the_end_of_the_review_is_on_its_way(open_page, readings):
    readings.refusal = DeskRefusal("Something would be stopped.", "Look at it.")
    slow = Held(open_page, readings)
    open_page.keyboard.press("f")
    open_page.get_by_role("button", name="Approve").click()
    open_page.keyboard.press("Escape")
    open_page.keyboard.press("Enter")
    expect(open_page.locator("#progress")).to_have_text("0 of 20 looked at")
    slow.answer()
    dialog = open_page.get_by_role("dialog", name="Finish this review")
    expect(dialog.get_by_role("alert")).to_contain_text("Something would be stopped.")
    open_page.keyboard.press("Escape")
    open_page.keyboard.press("Enter")
    saved(open_page)
    assert len(readings.marks) == 1


def stop_the_clock(page):
    """Let time pass when it is told to only, so that nothing is sent again before."""
    page.clock.install(time=0)
    page.clock.pause_at(1_000)


def try_until_it_is_told(page):
    """Let pass what the page waits before it tries again, until it has failed for the third time."""
    for wait_s in (1, 2):
        expect(page.get_by_text(f"Trying again in {wait_s} s.")).to_be_visible()
        page.clock.run_for(1000 * wait_s)


def test_a_server_that_keeps_failing_is_told_and_what_is_unsaved_is_kept(open_page, readings):
    stop_the_clock(open_page)
    fault = {"problem": "Something in the Desk did not work.", "fix": "Load the page again."}
    open_page.route(MARKS, lambda route: route.fulfill(status=500, json=fault))
    open_page.keyboard.press("Enter")
    expect(open_page.get_by_text("Not saved yet: 1.")).to_be_visible()
    banner = open_page.get_by_role("alert")
    expect(banner).to_be_hidden()
    try_until_it_is_told(open_page)
    expect(banner).to_contain_text("Something in the Desk did not work.")
    expect(banner).to_contain_text("Leave this page open")
    open_page.unroute(MARKS)
    open_page.get_by_role("button", name="Try now").click()
    saved(open_page)
    expect(banner).to_be_hidden()
    assert len(readings.marks) == 1


def test_the_end_of_a_review_that_does_not_arrive_says_so_where_it_was_asked(open_page, readings):
    stop_the_clock(open_page)
    open_page.route("**/finish", lambda route: route.abort())
    open_page.keyboard.press("f")
    open_page.get_by_role("button", name="Approve").click()
    dialog = open_page.get_by_role("dialog", name="Finish this review")
    try_until_it_is_told(open_page)
    expect(dialog.get_by_role("alert")).to_contain_text("The server does not answer.")
    expect(dialog.get_by_role("alert")).to_contain_text("Leave this page open")
