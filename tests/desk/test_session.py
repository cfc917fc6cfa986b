"""An open page and the session that it belongs to, in a real browser."""

from types import SimpleNamespace

import pytest
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.api_fastapi.core_api.security import get_user
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from playwright.sync_api import expect
from tests.desk.conftest import serving

from sottovoce_airflow.desk import answers
from sottovoce_airflow.desk import app as app_module
from sottovoce_airflow.desk.access import Viewer
from sottovoce_airflow.desk.app import create_desk

SAID = "Maureen Pickersgill said so"
PAGE = "{% extends 'base.html' %}{% block main %}<h1>" + SAID + "</h1>{% endblock %}"
A_LOOK_MS = 6_000
A_MINUTE_MS = 61_000


@pytest.fixture
def session():
    """Whose session it is: change ``status`` to end it."""
    return SimpleNamespace(status=200)


@pytest.fixture
def address(log_in, session, monkeypatch):
    """Where a page with somebody's words is served."""
    router = APIRouter()

    @router.get("/page")
    def page(request: Request, person: Viewer) -> HTMLResponse:
        template = answers._templates().from_string(PAGE)
        static = lambda name: answers.static_url(request, name)  # noqa: E731
        values = {"person": person, "Role": answers.Role, "path": "/page", "base": "/desk"}
        return HTMLResponse(template.render(static=static, **values))

    def user() -> SimpleAuthManagerUser:
        if session.status != 200:
            raise HTTPException(session.status)
        return SimpleAuthManagerUser(username="rowan", role="viewer")

    monkeypatch.setattr(app_module, "PAGES", (router,))
    desk = create_desk()
    log_in("viewer", desk=desk)
    desk.dependency_overrides[get_user] = user
    with serving(desk) as server:
        yield f"{server}/desk/page"


@pytest.fixture
def page(browser, address):
    """The page, open, with a clock that goes when it is told to."""
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    page.goto(address)
    expect(page.get_by_text(SAID)).to_be_visible()
    yield page
    context.close()


def test_a_page_stays_as_long_as_its_session_is_good(page):
    page.clock.run_for(20 * A_LOOK_MS)
    expect(page.get_by_text(SAID)).to_be_visible()


@pytest.mark.parametrize(
    "status", [pytest.param(401, id="logged out"), pytest.param(403, id="no role any more")]
)
def test_a_page_empties_itself_when_its_session_ends(page, session, status):
    session.status = status
    page.clock.run_for(A_LOOK_MS)
    expect(page.get_by_role("heading", name="You are logged out")).to_be_visible()
    assert SAID not in page.content()
    assert SAID not in page.title()


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
