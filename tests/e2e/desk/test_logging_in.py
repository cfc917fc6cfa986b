"""The way to the Desk: through Airflow's login, as far as a role goes, and closed with it."""

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.desk.conftest import Login
from tests.e2e.desk.interviews import KEPT_QUIET
from tests.e2e.desk.people import Desk
from tests.e2e.desk.study import SITES

REFUSED = "Your role does not include this."


@pytest.mark.parametrize(
    ("user", "role", "pages"),
    [
        pytest.param("viewer", "viewer", ["Study", "Quality"], id="viewer"),
        pytest.param("reviewer", "reviewer", ["Study", "Review", "Quality"], id="reviewer"),
        pytest.param(
            "manager",
            "data manager",
            ["Study", "Review", "Submissions", "Quality", "Who looked"],
            id="manager",
        ),
    ],
)
def test_everybody_finds_their_pages_in_airflows_menu(
    log_in: Login, user: str, role: str, pages: list[str]
) -> None:
    frame = log_in(user).open_in_airflow()
    expect(frame.get_by_text(f"{user} · {role}")).to_be_visible()
    links = frame.get_by_role("navigation", name="Desk").get_by_role("link")
    assert links.all_inner_texts() == pages
    for name in pages:
        frame.get_by_role("navigation", name="Desk").get_by_role("link", name=name).click()
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
        expect(frame.get_by_text(REFUSED)).to_be_hidden()


def test_nobody_is_let_in_without_logging_in(desk: Desk, browser: Browser) -> None:
    page = browser.new_page()
    for path in ("/", "/study", "/review", "/submissions", "/quality", "/access"):
        answer = page.goto(desk.url(f"/desk{path}"))
        assert answer
        assert answer.status == 401
        expect(page.get_by_role("heading", name="You are not logged in.")).to_be_visible()
    page.context.close()


def test_a_viewer_sees_counts_and_never_a_name_or_a_word(desk: Desk, log_in: Login) -> None:
    session = log_in("viewer")
    for path in ("/study", "/quality"):
        html = session.open(path).content()
        assert "s01" in html
        for secret in (*KEPT_QUIET, *SITES.values(), "s01-p01"):
            assert secret not in html
    interview = desk.interview_id("twenty")
    refused = (
        "/review", f"/review/{interview}", f"/review/{interview}/clip/1?sound=raw",
        "/submissions", f"/submissions/{interview}", "/access",
    )  # fmt: skip
    for path in refused:
        answer = session.page.goto(desk.url(f"/desk{path}"))
        assert answer
        assert answer.status == 403
        expect(session.page.get_by_text(REFUSED)).to_be_visible()


def test_a_reviewer_reads_the_interviews_of_assigned_sites_only(desk: Desk, log_in: Login) -> None:
    session = log_in("reviewer")
    page = session.open("/review")
    waiting = page.get_by_role("table").inner_text()
    assert desk.interview_id("shared") in waiting
    assert desk.interview_id("open") not in waiting
    answer = page.goto(desk.url(f"/desk/review/{desk.interview_id('open')}"))
    assert answer
    assert answer.status == 403


def test_logging_out_closes_the_view_in_another_tab(log_in: Login) -> None:
    session = log_in("manager")
    reading = session.open_for_review("open")
    expect(reading.mark("annexe")).to_be_visible()
    session.in_another_window().log_out()
    session.page.bring_to_front()
    expect(
        session.page.get_by_role("heading", name="You are logged out, so this view is closed.")
    ).to_be_visible()
    assert "annexe" not in session.page.content()
    assert "annexe" not in session.page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )


def test_an_open_interview_is_closed_to_the_next_person_who_logs_in(
    desk: Desk, log_in: Login
) -> None:
    session = log_in("manager")
    # With a route from the start: what a page asks for while its first one is set passes by.
    session.page.route("**/nothing-is-here", lambda route: route.continue_())
    reading = session.open_for_review("open")
    expect(reading.mark("annexe")).to_be_visible()
    # As a tab that sleeps behind others, and asks nobody while nobody is logged in.
    session.page.route("**/session", lambda route: route.abort())
    session.in_another_window().change_to("viewer")
    session.page.unroute("**/session")
    session.page.bring_to_front()
    expect(
        session.page.get_by_role("heading", name="You may not see this any more")
    ).to_be_visible()
    assert "annexe" not in session.page.content()
