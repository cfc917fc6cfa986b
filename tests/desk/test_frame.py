"""Who gets in, from where, and what is said to whoever does not."""

import pytest
from fastapi import APIRouter
from tests.desk.conftest import OWN, SCRIPT

from sottovoce.errors import PrivacyStop, TransientError
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


@pytest.mark.parametrize("path", ["/", "/session", "/static/base.css", "/nowhere"])
def test_nobody_gets_in_without_a_login(log_in, path):
    assert log_in(None).get(f"/desk{path}").status_code in {401, 404}


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


def test_a_script_reads_problems_as_json(log_in):
    answer = log_in(None).get("/desk/session", headers=SCRIPT)
    assert answer.status_code == 401
    assert set(answer.json()) == {"problem", "fix"}


@pytest.mark.parametrize("name", ["../app.py", "..%2Fapp.py", "none.css", "base.css/"])
def test_only_the_desks_own_files_are_served(log_in, name):
    assert log_in("viewer").get(f"/desk/static/{name}").status_code in {404, 307}


@pytest.fixture
def failing(log_in, monkeypatch):
    """A Desk whose pages fail, and a viewer of it."""
    router = APIRouter()

    @router.get("/fails")
    def fails(person: Viewer, how: str = "") -> None:
        kinds = {"away": TransientError("away"), "unsafe": PrivacyStop("It could not be shown.")}
        raise kinds.get(how, ValueError(SAID))

    @router.get("/counts/{number}")
    def counts(number: int, person: Viewer) -> int:
        return number

    monkeypatch.setattr(app_module, "PAGES", (router,))
    return log_in("viewer", desk=create_desk())


@pytest.mark.parametrize(("how", "status"), [("", 500), ("away", 503), ("unsafe", 409)])
def test_a_fault_quotes_nobody_in_the_answer_or_in_the_log(failing, caplog, how, status):
    answer = failing.get(f"/desk/fails?how={how}", headers=SCRIPT)
    assert answer.status_code == status
    assert set(answer.json()) == {"problem", "fix"}
    assert SAID not in answer.text + caplog.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_value_that_does_not_fit_is_not_repeated(failing):
    answer = failing.get(f"/desk/counts/{SAID}")
    assert answer.status_code == 422
    assert SAID not in answer.text
