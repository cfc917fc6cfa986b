"""Every route of the Desk, for everybody, in a real Airflow."""

import re
from collections.abc import Iterator

import httpx
import pytest
from tests.desk_server.conftest import Airflow

from sottovoce_airflow.desk.access import Role
from sottovoce_airflow.desk.app import create_desk, roles_of_routes

ROLES = {
    "nobody": None,
    "vera": Role.VIEWER,
    "robin": Role.REVIEWER,
    "mo": Role.MANAGER,
    "admin": Role.ADMIN,
}
ROUTES = {route: least for route, least in roles_of_routes(create_desk()) if least is not None}
VALUES = {
    "name": "base.css",
    "interview_id": "s01-0123456789-r00",
    "turn": "0",
}

pytestmark = pytest.mark.postgres

every_user = pytest.mark.parametrize("name", ROLES)


def requests() -> Iterator[tuple[str, str, Role]]:
    """Every method and path of the Desk, with who may use it."""
    for route, least in ROUTES.items():
        methods, path = route.split(" ", 1)
        for method in methods.split(","):
            yield method, "/desk" + re.sub(r"\{(\w+)(:\w+)?\}", lambda m: VALUES[m[1]], path), least


def ask(browser: httpx.Client, airflow: Airflow, method: str, path: str) -> int:
    own = {"Origin": airflow.origin, "Sec-Fetch-Site": "same-origin", "X-Desk": "1"}
    body = {} if method == "GET" else {"json": {}}
    return browser.request(method, path, headers=own, **body).status_code


def wrong_answers(browser: httpx.Client, airflow: Airflow, role: Role | None) -> list[str]:
    """Return what somebody gets and should not, or should get and does not."""
    wrong = []
    for method, path, least in requests():
        status = ask(browser, airflow, method, path)
        is_let_in = status not in {401, 403}
        if is_let_in is not (role is not None and role >= least) or status == 500:
            wrong.append(f"{method} {path} needs {least.name}: {status}")
    return wrong


def test_the_desk_has_routes_for_every_role_but_the_admins() -> None:
    assert set(ROUTES.values()) == {Role.VIEWER, Role.REVIEWER, Role.MANAGER}


def test_nobody_gets_anything_without_logging_in(airflow: Airflow) -> None:
    with airflow.browser() as anonymous:
        answers = {p: ask(anonymous, airflow, m, p) for m, p, _ in requests()}
    assert set(answers.values()) == {401}, answers


def test_who_is_not_logged_in_is_led_to_the_login_and_back(airflow: Airflow) -> None:
    with airflow.browser() as anonymous:
        page = anonymous.get("/desk/study")
        link = re.search(r'<a href="([^"]+)">Log in</a>', page.text)
        assert link is not None
        login = anonymous.get(page.url.join(link[1]))
    assert login.status_code == 307
    path = httpx.URL(airflow.url).path.rstrip("/")
    assert httpx.URL(login.headers["location"]).params["next"] == f"{path}/desk/study"


@every_user
@pytest.mark.parametrize("carried_as", ["cookie", "bearer"])
def test_a_role_opens_what_it_is_for_and_nothing_else(
    airflow: Airflow, name: str, carried_as: str
) -> None:
    with airflow.browser(**{carried_as: airflow.token(name)}) as browser:
        assert wrong_answers(browser, airflow, ROLES[name]) == []


@every_user
def test_a_person_is_known_by_the_name_and_role_that_airflow_has(
    airflow: Airflow, name: str
) -> None:
    role = ROLES[name]
    with airflow.browser(cookie=airflow.token(name)) as browser:
        answer = browser.get("/desk/session")
    if role is None:
        assert answer.status_code == 403
    else:
        assert answer.json() == {"name": name, "role": role.name.lower()}


@pytest.mark.parametrize("carried_as", ["cookie", "bearer"])
def test_a_token_that_is_made_up_is_no_login(airflow: Airflow, carried_as: str) -> None:
    with airflow.browser(**{carried_as: "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."}) as browser:
        assert browser.get("/desk/session").status_code == 401


@pytest.mark.parametrize("carried_as", ["cookie", "bearer"])
def test_logging_out_closes_the_desk_to_the_token(airflow: Airflow, carried_as: str) -> None:
    with airflow.browser(**{carried_as: airflow.token("robin")}) as browser:
        token = dict(browser.cookies), dict(browser.headers)
        assert browser.get("/desk/session").status_code == 200
        browser.get("/api/v2/auth/logout")
    again = httpx.Client(base_url=airflow.url, cookies=token[0], headers=token[1], timeout=30)
    with again as browser:
        answers = {p: ask(browser, airflow, m, p) for m, p, _ in requests()}
    assert set(answers.values()) == {401}, answers


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.test", "null", ""], ids=["elsewhere", "a sandbox", "unsaid"]
)
def test_a_write_from_another_page_is_refused_whoever_is_logged_in(
    airflow: Airflow, origin: str
) -> None:
    headers = {"Origin": origin, "X-Desk": "1"} if origin else {"X-Desk": "1"}
    with airflow.browser(cookie=airflow.token("admin")) as browser:
        for method, path, _ in requests():
            if method != "GET":
                answer = browser.request(method, path, headers=headers, json={})
                assert answer.status_code == 403, path
                assert "not sent from a page of the Desk" in answer.text
        assert browser.post("/desk/session", headers=headers).status_code == 403
        assert browser.post("/desk/session", headers={"Origin": airflow.origin}).status_code == 405


FOREIGN = re.compile(
    r"""<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|(?:src|href)=["'](?:\w+:)?//"""
)


def test_no_page_brings_a_script_of_its_own_or_anything_from_elsewhere(airflow: Airflow) -> None:
    seen = []
    with airflow.browser(cookie=airflow.token("mo")) as manager:
        for method, path, _ in requests():
            if method != "GET":
                continue
            answer = manager.get(path)
            if answer.headers.get("content-type", "").startswith("text/html"):
                seen.append(path)
                policy = answer.headers["content-security-policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert FOREIGN.search(answer.text) is None, path
                assert answer.headers["cache-control"] == "no-store"
    assert len(seen) > 4
