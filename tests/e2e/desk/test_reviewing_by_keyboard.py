"""A reviewer's whole way with the keyboard alone, from Airflow's menu to the release."""

import re

from playwright.sync_api import expect
from tests.e2e.desk.conftest import Login
from tests.e2e.desk.people import Desk, wait_for
from tests.e2e.desk.reading import Hands, ReadingPage, blocked
from tests.e2e.desk.store import released_turns

from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE

MOST_KEYS, OF_PLACES = 25, 20
NO_NAMES = ("corn exchange", "bear", "rotary")
"""What the reviewer knows to be no names, so that it stays in view."""


def test_twenty_doubtful_places_take_25_keys_and_are_released_exactly_as_decided(
    desk: Desk, log_in: Login
) -> None:
    interview = desk.interview_id("twenty")
    session = log_in("reviewer")
    frame = session.open_in_airflow()
    getting_there = Hands(session.page)
    getting_there.tab_to(frame.get_by_role("button", name=re.compile(f"(Open|Go on) {interview}")))

    hands = Hands(session.page)
    hands.press("Enter")
    page = ReadingPage(frame)
    n_items = page.n_items
    assert n_items >= OF_PLACES
    for n_looked_at in range(page.n_looked_at + 1, n_items + 1):
        words = page.chosen().inner_text()
        hands.press("x" if any(each in words for each in NO_NAMES) else "Enter")
        page.expect_looked_at(n_looked_at)
    page.expect_saved()
    decided = page.masked_words()
    hands.press("f")
    expect(frame.get_by_role("dialog", name="Finish this review")).to_be_visible()
    hands.press("Enter")
    expect(frame.get_by_role("heading", name="Approved")).to_be_visible()
    assert hands.n_done - n_items <= MOST_KEYS - OF_PLACES

    given = {each.interview_id: each for each in desk.api("manager").answers()}[interview]
    assert (given.option, given.user) == (APPROVE, "reviewer")
    wait_for(desk, {"twenty": State.RELEASED})
    released = released_turns(desk.access, interview)
    assert [blocked(text) for text in released] == decided
    whole = " ".join(released)
    assert all(words in whole for words in NO_NAMES)
    assert "old dairy" not in whole
    assert "Farquharson" not in whole
