"""A study that wants two readers gets two, and what either masked is masked."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.e2e.desk.conftest import Login
from tests.e2e.desk.people import Desk, wait_for
from tests.e2e.desk.store import released_turns
from tests.e2e.desk.study import declare

from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE

NOBODYS = "annexe"


@pytest.fixture
def two_readers(desk: Desk) -> Iterator[None]:
    declare(desk.project, second_reader=True)
    yield
    declare(desk.project)


@pytest.mark.usefixtures("two_readers")
def test_the_second_reader_is_somebody_else_and_the_masks_of_both_are_kept(
    desk: Desk, log_in: Login
) -> None:
    interview = desk.interview_id("pair")
    first = log_in("reviewer")
    reading = first.open_for_review("pair")
    reading.show("hive")
    reading.show(NOBODYS)
    first.approve(reading)
    expect(first.page.get_by_role("heading", name="Read once")).to_be_visible()
    assert desk.states()["pair"] is State.IN_REVIEW
    assert interview not in {each.interview_id for each in desk.api("manager").answers()}

    again = first.open(f"/review/{interview}")
    expect(again.locator("#turns")).to_have_count(0)
    queue = first.open("/review")
    assert interview not in queue.get_by_role("main").inner_text()

    second = log_in("reviewer2")
    its = second.open_for_review("pair")
    expect(second.page.get_by_text("You are the second reader.")).to_be_visible()
    its.show(NOBODYS)
    second.approve(its)
    expect(second.page.get_by_role("heading", name="Approved")).to_be_visible()
    given = {each.interview_id: each for each in desk.api("manager").answers()}[interview]
    assert (given.option, given.user) == (APPROVE, "reviewer2")
    wait_for(desk, {"pair": State.RELEASED})
    released = " ".join(released_turns(desk.access, interview))
    assert NOBODYS in released
    assert "hive" not in released
