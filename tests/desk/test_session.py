"""An open page and the session that it belongs to, in a real browser."""

from types import SimpleNamespace

import pytest
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.api_fastapi.core_api.security import get_user
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from playwright.sync_api import expect
from tests.desk.conftest import begin_context, serving, until

from sottovoce_airflow.desk import app as app_module
from sottovoce_airflow.desk import responses
from sottovoce_airflow.desk.access import Viewer
from sottovoce_airflow.desk.app import create_desk
from sottovoce_airflow.desk.pages import session as session_page

SAID = "Maureen Pickersgill said so"
PAGE = "{% extends 'base.html' %}{% block main %}<h1>" + SAID + "</h1>{% endblock %}"
A_LOOK_MS = 6_000
A_MINUTE_MS = 61_000


@pytest.fixture
def session():
    """Whose session it is: change ``status`` to end it, the others to make it somebody else's."""
    return SimpleNamespace(status=200, name="rowan", role="user")


@pytest.fixture
def address(log_in, session, monkeypatch):
    """Where a page with somebody's words is served."""
    router = APIRouter()

    @router.get("/page")
    def page(request: Request, person: Viewer) -> HTMLResponse:
        template = responses._templates().from_string(PAGE)
        static = lambda name: responses.static_url(request, name)  # noqa: E731
        values = {"person": person, "Role": responses.Role, "path": "/page", "base": "/desk"}
        return HTMLResponse(template.render(static=static, **values))

    def user() -> SimpleAuthManagerUser:
        if session.status != 200:
            raise HTTPException(session.status)
        return SimpleAuthManagerUser(username=session.name, role=session.role)

    monkeypatch.setattr(app_module, "PAGES", (router, session_page.router))
    desk = create_desk()
    log_in("user", desk=desk)
    desk.dependency_overrides[get_user] = user
    with serving(desk) as server:
        yield f"{server}/desk/page"


@pytest.fixture
def page(browser, address):
    """The page, open, with a clock that goes when it is told to."""
    context = begin_context(browser)
    page = context.new_page()
    page.clock.install()
    page.goto(address)
    expect(page.get_by_text(SAID)).to_be_visible()
    yield page
    context.close()


def hide(page):
    """Let the page be in a tab behind another one."""
    page.evaluate("""() => {
        Object.defineProperty(document, "visibilityState", {configurable: true, value: "hidden"});
        document.dispatchEvent(new Event("visibilitychange"));
    }""")


def come_back(page):
    """Let the page's tab be the one in front again."""
    page.evaluate("""() => {
        delete document.visibilityState;
        document.dispatchEvent(new Event("visibilitychange"));
    }""")


def expect_emptied(page, why):
    expect(page.get_by_role("heading", name=why)).to_be_visible()
    assert SAID not in page.content()
    assert SAID not in page.title()
    hide(page)
    come_back(page)
    expect(page.get_by_role("heading", name=why)).to_be_visible()


def test_a_page_stays_as_long_as_its_session_is_good(page):
    for _ in range(15):
        with page.expect_response("**/desk/session"):
            page.clock.run_for(A_LOOK_MS)
    expect(page.get_by_text(SAID)).to_be_visible()


@pytest.mark.parametrize(
    ("status", "why"),
    [
        pytest.param(401, "You are logged out", id="logged out"),
        pytest.param(403, "You may not see this any more", id="no role any more"),
    ],
)
def test_a_page_empties_itself_when_its_session_ends(page, session, status, why):
    session.status = status
    page.clock.run_for(A_LOOK_MS)
    expect_emptied(page, why)


BY_ANOTHER = "This was opened by somebody else, or in another role"

another = pytest.mark.parametrize(
    "who",
    [
        pytest.param({"name": "viola", "role": "viewer"}, id="a viewer"),
        pytest.param({"name": "robin"}, id="another reviewer"),
        pytest.param({"role": "viewer"}, id="the same person, with less to do"),
    ],
)


@another
@pytest.mark.parametrize(
    "how",
    [
        pytest.param(lambda page: page.clock.run_for(A_LOOK_MS), id="in front"),
        pytest.param(
            lambda page: (hide(page), page.clock.run_for(A_LOOK_MS)), id="behind another tab"
        ),
        pytest.param(lambda page: (hide(page), come_back(page)), id="on coming back to its tab"),
        pytest.param(
            lambda page: page.evaluate(
                "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
            ),
            id="on going back to it",
        ),
    ],
)
def test_a_page_is_not_left_to_the_next_person_who_logs_in(page, session, who, how):
    vars(session).update(who)
    how(page)
    expect_emptied(page, BY_ANOTHER)


def test_a_page_behind_another_tab_is_covered_until_the_server_says_whose_it_is(page):
    page.get_by_role("link", name="Study").focus()
    hide(page)
    page.clock.run_for(2 * A_LOOK_MS)
    expect(page.get_by_text(SAID)).to_be_hidden()
    page.route("**/desk/session", lambda route: route.abort())
    come_back(page)
    expect(page.get_by_text(SAID)).to_be_hidden()
    page.unroute("**/desk/session")
    page.clock.run_for(A_LOOK_MS)
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.get_by_role("link", name="Study")).to_be_focused()


def test_an_answer_from_before_a_page_was_covered_does_not_uncover_it(page):
    asked = []
    page.route("**/desk/session", lambda route: asked.append(route))
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    hide(page)
    come_back(page)
    until(page, lambda: len(asked) == 2)
    before, after = asked
    before.continue_()
    page.wait_for_timeout(300)
    expect(page.get_by_text(SAID)).to_be_hidden()
    after.continue_()
    expect(page.get_by_text(SAID)).to_be_visible()


def test_another_page_in_place_of_the_answer_is_no_answer(page):
    page.route("**/desk/session", lambda route: route.fulfill(body="<h1>Log in</h1>"))
    page.clock.run_for(A_LOOK_MS + A_MINUTE_MS)
    expect(page.get_by_text(SAID)).to_be_hidden()


def test_a_page_is_looked_after_at_once_when_somebody_comes_back_to_it(page, session):
    session.status = 401
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("heading", name="You are logged out")).to_be_visible()


@pytest.mark.parametrize("how", ["the network is away", "the server fails"])
def test_a_page_covers_itself_while_nobody_knows_and_comes_back_as_it_was(page, how):
    if how == "the network is away":
        page.route("**/desk/session", lambda route: route.abort())
    else:
        page.route("**/desk/session", lambda route: route.fulfill(status=503))
    page.clock.run_for(2 * A_LOOK_MS)
    expect(page.get_by_text(SAID)).to_be_visible()
    page.clock.run_for(A_MINUTE_MS)
    expect(page.get_by_text(SAID)).to_be_hidden()
    page.unroute("**/desk/session")
    page.clock.run_for(A_LOOK_MS)
    expect(page.get_by_text(SAID)).to_be_visible()


def test_a_covered_page_is_silent_and_takes_no_key(page):
    page.evaluate("""() => {
        window.pressed = [];
        document.addEventListener("keydown", (event) => window.pressed.push(event.key));
        const sound = document.createElement("audio");
        sound.pause = () => { sound.dataset.paused = ""; };
        document.body.append(sound);
    }""")
    page.route("**/desk/session", lambda route: route.abort())
    page.keyboard.press("f")
    assert page.locator("audio[data-paused]").count() == 0
    hide(page)
    come_back(page)
    page.keyboard.press("x")
    assert page.locator("audio[data-paused]").count() == 1
    page.unroute("**/desk/session")
    page.clock.run_for(A_LOOK_MS)
    expect(page.get_by_text(SAID)).to_be_visible()
    page.keyboard.press("k")
    assert page.evaluate("window.pressed") == ["f", "k"]


def test_a_page_that_the_browser_kept_comes_back_covered(page):
    page.route("**/desk/session", lambda route: route.abort())
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    expect(page.get_by_text(SAID)).to_be_hidden()
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.get_by_text(SAID)).to_be_hidden()
    page.unroute("**/desk/session")
    page.clock.run_for(A_LOOK_MS)
    expect(page.get_by_text(SAID)).to_be_visible()


def test_a_page_without_a_login_leads_to_one_and_back(page, session, address):
    session.status = 401
    page.goto(address)
    link = page.get_by_role("link", name="Log in")
    expect(link).to_have_attribute("href", "/desk/../api/v2/auth/login?next=/desk/page")
