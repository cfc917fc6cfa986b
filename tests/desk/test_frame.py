"""Who gets in, from where, and what is said to whoever does not."""

import re

import pytest
from airflow.api_fastapi.auth.managers.simple.simple_auth_manager import SimpleAuthManager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from fastapi import APIRouter
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from tests.desk.conftest import OWN, SCRIPT

from sottovoce.adapters.kept_recordings import AlteredRecording
from sottovoce.adapters.postgres.ledger_records import UnknownInterview
from sottovoce.errors import (
    DeskRefusal,
    InvalidTransition,
    PrivacyStop,
    StudyConfigError,
    TransientError,
)
from sottovoce_airflow.desk import access, registration
from sottovoce_airflow.desk import app as app_module
from sottovoce_airflow.desk.access import Role, Viewer
from sottovoce_airflow.desk.app import create_desk, roles_of_routes

SAID = "Maureen Pickersgill"


def test_every_route_says_who_may_use_it(desk):
    roles = dict(roles_of_routes(desk))
    assert roles["GET /session"] is Role.VIEWER
    assert None not in roles.values()


def test_a_route_that_lets_in_anybody_is_not_served(monkeypatch):
    open_page = APIRouter()
    open_page.get("/open")(lambda: "anybody")
    monkeypatch.setattr(app_module, "PAGES", (open_page,))
    with pytest.raises(LookupError, match="/open"):
        create_desk()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 401), ("/session", 401), ("/static/base.css", 401), ("/nowhere", 404)],
)
def test_nobody_gets_in_without_a_login(log_in, path, status):
    assert log_in(None).get(f"/desk{path}").status_code == status


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_the_frameworks_own_pages_are_not_there(log_in, path):
    assert log_in("admin").get(f"/desk{path}").status_code == 404


@pytest.mark.parametrize(
    ("role", "first"),
    [("viewer", "study"), ("user", "review"), ("op", "study"), ("admin", "study")],
)
def test_everybody_begins_with_the_page_that_is_theirs(log_in, role, first):
    answer = log_in(role, "reviewer").get("/desk/")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/{first}")


def test_a_user_of_airflow_without_a_role_is_nobody_here(log_in):
    assert log_in("", "nobody").get("/desk/session").status_code == 403


def test_a_session_that_has_ended_is_told_from_a_role_that_does_not_do(log_in):
    answer = log_in("logged out").get("/desk/session", headers=SCRIPT)
    assert (answer.status_code, answer.json()["problem"]) == (401, "You are not logged in.")


def test_who_is_not_logged_in_comes_back_to_the_page_after_it(log_in):
    page = log_in(None).get("/desk/session").text
    assert 'href="/desk/../api/v2/auth/login?next=/desk/session"' in page


@pytest.mark.parametrize(
    "role", [pytest.param("admin", id="as if an admin"), pytest.param("viewer", id="as a viewer")]
)
def test_an_airflow_that_lets_in_everybody_shows_them_no_desk(log_in, monkeypatch, role):
    monkeypatch.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS", "True")
    assert log_in(role, "Anonymous").get("/desk/session").status_code == 403


class LenientAuthManager:
    """One that is not the simple one, and allows everything."""

    def is_authorized_custom_view(self, **_: object) -> bool:
        return True


def test_a_public_role_lets_nobody_in_who_is_not_logged_in(log_in, monkeypatch):
    browser = log_in("admin")
    monkeypatch.setattr(access, "get_auth_manager", LenientAuthManager)
    assert browser.get("/desk/session").status_code == 200
    monkeypatch.setattr(SimpleAuthManagerUser, "is_anonymous", True, raising=False)
    assert browser.get("/desk/session").status_code == 403


class GenerousAuthManager(SimpleAuthManager):
    """A subclass of the simple one, which like it grants every view to every viewer."""


def test_a_viewer_of_a_kind_of_simple_auth_manager_stays_a_viewer(log_in, monkeypatch):
    browser = log_in("viewer")
    monkeypatch.setattr(access, "get_auth_manager", GenerousAuthManager)
    assert browser.get("/desk/session").json()["role"] == "viewer"


def test_headers_forbid_what_a_page_could_be_made_to_do(log_in):
    headers = log_in("viewer").get("/desk/session").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no origin"),
        pytest.param({"Origin": "https://elsewhere.test"}, id="another origin"),
        pytest.param({"Origin": "null"}, id="a sandbox"),
        pytest.param({**OWN, "Sec-Fetch-Site": "same-site"}, id="a neighbour"),
        pytest.param({**OWN, "Sec-Fetch-Site": "cross-site"}, id="another site"),
        pytest.param({**OWN, "Origin": "http://desk.test.elsewhere.test"}, id="a look-alike"),
    ],
)
def test_a_write_from_elsewhere_is_refused_before_anything_else(log_in, headers):
    answer = log_in("admin").post("/desk/session", headers=headers)
    assert answer.status_code == 403
    assert "not sent from a page of the Desk" in answer.text


def test_a_write_from_the_desk_itself_gets_through_to_the_route(log_in):
    assert log_in("admin").post("/desk/session", headers=OWN).status_code == 405


@pytest.mark.parametrize(
    ("base_url", "origin", "status"),
    [
        pytest.param("https://study.test/airflow", "https://study.test", 405, id="behind a proxy"),
        pytest.param("https://Study.test:443", "https://study.test", 405, id="written otherwise"),
        pytest.param("https://study.test", "http://study.test", 403, id="not as it is configured"),
        pytest.param("https://study.test", "https://study.test:8443", 403, id="another port"),
        pytest.param("", "", 403, id="an empty origin"),
        pytest.param("study.test", "study.test", 403, id="no address at all"),
    ],
)
def test_a_write_may_come_from_the_address_that_people_type(
    log_in, monkeypatch, base_url, origin, status
):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", base_url)
    assert log_in("op").post("/desk/session", headers={"Origin": origin}).status_code == status


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        pytest.param("same-origin", "no-cors", "audio", 200, id="a clip of our page"),
        pytest.param("none", "navigate", "document", 200, id="typed"),
        pytest.param("cross-site", "navigate", "document", 200, id="a link in a letter"),
        pytest.param("cross-site", "navigate", "iframe", 403, id="framed elsewhere"),
        pytest.param("same-site", "cors", "empty", 403, id="a neighbour's script"),
        pytest.param("cross-site", "no-cors", "image", 403, id="an image elsewhere"),
    ],
)
def test_a_page_elsewhere_can_link_here_and_read_nothing(log_in, site, mode, dest, status):
    said = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert log_in("viewer").get("/desk/session", headers=said).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Content-Length": "1048576"}, 405, id="as long as may be"),
        pytest.param({"Content-Length": "1048577"}, 413, id="too long"),
        pytest.param({"Content-Length": "much"}, 413, id="no number"),
        pytest.param({"Transfer-Encoding": "chunked"}, 413, id="of no stated length"),
    ],
)
def test_a_write_that_is_longer_than_any_page_sends_is_not_read(log_in, headers, status):
    answer = log_in("op").post("/desk/session", headers={**OWN, **headers})
    assert answer.status_code == status


def test_a_script_reads_problems_as_json(log_in):
    answer = log_in(None).get("/desk/session", headers=SCRIPT)
    assert answer.status_code == 401
    assert set(answer.json()) == {"problem", "fix"}


@pytest.mark.parametrize("name", ["../app.py", "..%2Fapp.py", "none.css", "base.css/"])
def test_only_the_desks_own_files_are_served(log_in, name):
    assert log_in("viewer").get(f"/desk/static/{name}").status_code in {404, 307}


def test_a_browser_keeps_a_file_only_while_it_is_what_it_was(log_in):
    browser = log_in("viewer")
    page = browser.get("/desk/nowhere").text
    pinned = re.search(r"/desk/static/base.css\?v=\w+", page).group()
    assert browser.get(pinned).headers["cache-control"] == "private, max-age=86400"
    for address in ("/desk/static/base.css", "/desk/static/base.css?v=of-yesterday"):
        answer = browser.get(address)
        assert answer.headers["cache-control"] == "private, no-cache"
        again = browser.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_desk_is_made_at_its_first_request_and_once(monkeypatch):
    made = []

    async def desk(scope, receive, send):
        await PlainTextResponse("here")(scope, receive, send)

    monkeypatch.setattr(registration, "_make", lambda: made.append(1) or desk)
    lazy = registration.LazyDesk()
    assert made == []
    browser = TestClient(lazy)
    assert [browser.get("/").text for _ in range(3)] == ["here"] * 3
    assert made == [1]


FAILURES = {
    "anything": ValueError(SAID),
    "away": TransientError("The ledger did not answer."),
    "unsafe": PrivacyStop("An original is not what was kept."),
    "altered": AlteredRecording("A clean recording is not what was made."),
    "study": StudyConfigError("The study file has no sites."),
    "moved": InvalidTransition("s01-0123456789-r02 can't go there."),
    "refused": DeskRefusal("It is read by somebody.", "Choose another one."),
    "unknown": UnknownInterview("There is no such interview."),
}


@pytest.fixture
def failing(log_in, monkeypatch):
    """A Desk whose pages fail, and a viewer of it."""
    router = APIRouter()

    @router.get("/fails")
    def fails(person: Viewer, how: str) -> None:
        raise FAILURES[how]

    @router.get("/counts/{number}")
    def counts(number: int, person: Viewer) -> int:
        return number

    monkeypatch.setattr(app_module, "PAGES", (router,))
    return log_in("viewer", desk=create_desk())


@pytest.mark.parametrize(
    ("how", "status"),
    [("anything", 500), ("away", 503), ("unsafe", 409), ("altered", 409), ("study", 500),
     ("moved", 409), ("refused", 409), ("unknown", 404)],
)  # fmt: skip
def test_a_fault_quotes_nobody_in_the_answer_or_in_the_log(failing, caplog, how, status):
    answer = failing.get(f"/desk/fails?how={how}", headers=SCRIPT)
    assert answer.status_code == status
    assert set(answer.json()) == {"problem", "fix"}
    assert SAID not in answer.text + caplog.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("how", ["away", "unsafe", "altered", "study", "moved"])
def test_a_failure_of_ours_is_logged_by_its_kind_and_its_own_words(failing, caplog, how):
    failing.get(f"/desk/fails?how={how}")
    (line,) = [each for each in caplog.records if each.name == app_module.__name__]
    assert line.levelname == "ERROR"
    assert line.getMessage().endswith(f"{type(FAILURES[how]).__name__}: {FAILURES[how]}")


@pytest.mark.parametrize("how", ["refused", "unknown"])
def test_what_somebody_may_not_do_or_can_not_find_is_no_failure(failing, caplog, how):
    failing.get(f"/desk/fails?how={how}")
    assert [each for each in caplog.records if each.name.startswith("sottovoce")] == []


@pytest.mark.parametrize("how", ["unsafe", "altered"])
def test_what_was_changed_by_hand_is_to_be_told_and_not_loaded_again(failing, how):
    told = failing.get(f"/desk/fails?how={how}", headers=SCRIPT).json()
    assert told["problem"] == str(FAILURES[how])
    assert "tell who runs this server" in told["fix"]
    assert "Load the page again" not in told["fix"]


def test_a_value_that_does_not_fit_is_not_repeated(failing):
    answer = failing.get(f"/desk/counts/{SAID}")
    assert answer.status_code == 422
    assert SAID not in answer.text
