"""A data manager's day: how the study stands, one interview's trail, back to the site, once more."""

import json
import re

import pytest
from playwright.sync_api import expect
from tests.e2e.desk.conftest import Login
from tests.e2e.desk.interviews import KEPT_QUIET
from tests.e2e.desk.people import Desk, wait_for
from tests.e2e.desk.store import receipt_of

from sottovoce.model.states import State
from sottovoce.review.decisions import REJECT

MESSAGE = "The second half is missing. Please send the whole interview."


def test_a_manager_finds_an_interview_sends_it_back_and_the_site_reads_why(
    desk: Desk, log_in: Login
) -> None:
    interview = desk.interview_id("returned")
    frame = log_in("manager").open_in_airflow()
    expect(frame.get_by_role("heading", name="What needs you now")).to_be_visible()
    expect(frame.get_by_role("row", name=re.compile("^s03 Copperfell"))).to_be_visible()

    frame.get_by_role("link", name="Submissions", exact=True).click()
    frame.get_by_label("Site", exact=True).select_option("s03")
    frame.get_by_label("State").select_option("in_review")
    frame.get_by_role("button", name="Search").click()
    found = frame.get_by_role("region", name="Interviews found")
    expect(found.get_by_role("link", name=interview)).to_be_visible()
    expect(found.get_by_role("link", name=desk.interview_id("twenty"))).to_have_count(0)
    found.get_by_role("link", name=interview).click()

    expect(frame.get_by_role("heading", level=1)).to_contain_text("in review")
    frame.get_by_label("Message to the site").fill(MESSAGE)
    frame.get_by_role("button", name="Send back").click()
    expect(frame.get_by_role("status")).to_contain_text("Sent back")
    expect(frame.get_by_role("heading", level=1)).to_contain_text("quarantined")
    receipt = receipt_of(desk.access, interview)
    assert receipt["state"] == State.QUARANTINED
    assert MESSAGE in json.dumps(receipt, ensure_ascii=False)


@pytest.mark.parametrize(
    "unfit",
    [
        pytest.param("Leave out what Leander Whitcombe-Rao says.", id="a-name-of-the-interview"),
        pytest.param("Write to someone.else@example.org instead.", id="an-address"),
        pytest.param("Ring 07700 900461 and ask.", id="a-telephone-number"),
    ],
)
def test_a_message_that_tells_who_somebody_is_is_refused_and_goes_nowhere(
    desk: Desk, log_in: Login, unfit: str
) -> None:
    page = log_in("manager").open(f"/submissions/{desk.interview_id('open')}")
    page.get_by_label("Message to the site").fill(unfit)
    page.get_by_role("button", name="Send back").click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_be_visible()
    assert not any(name in refusal.inner_text() for name in KEPT_QUIET)
    assert desk.states()["open"] is State.IN_REVIEW


def test_what_a_reviewer_rejected_is_queued_again_and_reviewed_anew(
    desk: Desk, log_in: Login
) -> None:
    interview = desk.interview_id("rejected")
    session = log_in("reviewer2")
    session.open_for_review("rejected")
    session.page.get_by_role("button", name="Finish").click()
    session.page.get_by_role("button", name="Reject …").click()
    session.page.get_by_label("be released").fill("Half of it is illegible.")
    session.page.get_by_role("button", name="Reject and tell the site").click()
    expect(session.page.get_by_role("heading", name="Rejected")).to_be_visible()
    wait_for(desk, {"rejected": State.QUARANTINED})
    given = {each.interview_id: each for each in desk.api("manager").answers()}[interview]
    assert (given.option, given.user) == (REJECT, "reviewer2")

    page = log_in("manager").open(f"/submissions/{interview}")
    page.get_by_role("button", name="Queue again").click()
    expect(page.get_by_role("status")).to_contain_text("Queued again")
    wait_for(desk, {"rejected": State.IN_REVIEW})
    page.reload()
    trail = page.get_by_role("region", name="What happened")
    for who in ("reviewer2", "manager"):
        expect(trail.get_by_role("cell", name=who, exact=True)).to_have_count(1)


def test_the_trail_leads_to_the_run_in_airflow_and_to_the_receipt(
    desk: Desk, log_in: Login
) -> None:
    session = log_in("manager")
    frame = session.open_in_airflow()
    frame.get_by_role("link", name="Submissions", exact=True).click()
    frame.get_by_label("Interview, submission or interview code").fill(desk.interview_id("open"))
    frame.get_by_role("button", name="Go to it").click()
    frame.get_by_role("link", name="Show it as the site sees it").click()
    receipt = frame.frame_locator("iframe.receipt")
    expect(receipt.get_by_role("heading").first).to_be_visible()
    frame.get_by_role("region", name="What happened").get_by_role("link").last.click()
    session.page.wait_for_url(re.compile(r"/dags/\w+/runs/"))
