"""Whatever somebody writes into an address or a form, the Desk says what is wrong with it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.dependencies.utils import get_flat_dependant
from fastapi.routing import APIRoute
from tests.desk.conftest import OWN, SCRIPT
from tests.desk.review.builders import INTERVIEW, a_marked_turn, a_text
from tests.desk.review.conftest import readings  # noqa: F401 - a fixture
from tests.desk.test_study_page import place, register  # noqa: F401 - a fixture too

from sottovoce.steps.desk import messages
from sottovoce_airflow.desk.app import create_desk
from sottovoce_airflow.desk.pages import PAGES, review
from sottovoce_airflow.desk.pages import study as study_page

pytestmark = pytest.mark.postgres

ODD = {
    "a null byte": "\0",
    "a null byte inside": "s01\0",
    "nothing": "",
    "a space": " ",
    "two lines": "one\ntwo",
    "very long": "x" * 9_000,
    "a very long number": "9" * 5_000,
    "a number beyond any column": str(2**63),
    "a number below any column": str(-(2**63) - 1),
    "minus one": "-1",
    "zero": "0",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "a day before the first": "0000-01-01",
    "a day of the far future": "12026-01-01",
    "the last bookmark": "99999999999999999-999999999999999",
    "half a character": "\ud800",
    "a mark of direction": "\u202es01",
    "code": "'; DROP TABLE interviews; --<b>{{ 7 * 7 }}",
}
ODD_JSON = [*ODD.values(), None, True, -1, 2**31, 2**63, 10**400, 0.5, [], {}, [[]]]

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}

BODIES: dict[str, dict[str, Any]] = {
    "mark": {
        "version": 1,
        "changes": [
            {"turn": 0, "field": "text", "start": 0, "end": 3, "type": "PERSON", "verdict": "mask"}
        ],
        "everywhere": False,
    },
    "undo": {"version": 1},
    "remember": {
        "version": 1, "turn": 0, "field": "text", "start": 0, "end": 3, "type": "PERSON",
        "kind": "roster",
    },
    "finish": {"version": 1, "outcome": "reject", "message": "Turn 2 is cut off."},
}  # fmt: skip
"""What the script sends to each route, complete and right."""


def routes() -> list[APIRoute]:
    return [route for route in create_desk().routes if isinstance(route, APIRoute)]


def fields(kind: str, route: APIRoute) -> Iterator[str]:
    """Yield the names of what a route reads from its path, query or form."""
    for field in getattr(get_flat_dependant(route.dependant), f"{kind}_params"):
        model = getattr(field.field_info.annotation, "model_fields", None)
        if kind != "body" or model is None:
            yield from model or [field.name]


def cases() -> list[Any]:
    """Return every route with every one of its fields."""
    return [
        pytest.param(method, route.path, kind, name, id=f"{method} {route.path} {name}")
        for route in routes()
        for method in route.methods
        for kind in ("path", "query", "body")
        for name in fields(kind, route)
    ]


def written(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


@pytest.fixture
def everywhere(place, monkeypatch):  # noqa: F811
    """All pages over one real ledger."""
    for router in PAGES:
        for route in router.routes:
            module = route.endpoint.__globals__
            if "workplace" in module:
                monkeypatch.setitem(module, "workplace", study_page.workplace)
    monkeypatch.setattr(review, "workplace", study_page.workplace)
    # No message is sent: what can be checked without a store lets through what nobody may tell.
    monkeypatch.setattr(messages, "_confidential", lambda *_: {"everything"})
    monkeypatch.setattr(messages, "_tells", lambda *_: True)
    return place


def check(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing failed, and who is refused reads why and what to do."""
    assert answer.status_code < 500
    assert [each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == []
    assert "DataError" not in answer.text
    if answer.status_code == 422:
        assert set(answer.json()) >= {"problem", "fix"}


@pytest.mark.parametrize(("method", "path", "kind", "name"), cases())
def test_no_value_makes_a_page_fail(everywhere, log_in, caplog, method, path, kind, name):
    (interview,) = register(everywhere, p01="manager")
    usual = {"interview_id": interview, "turn": "0", "name": "base.css"}
    browser = log_in("op")
    for value in ODD.values():
        parts = usual | ({name: written(value)} if kind == "path" else {})
        address = f"/desk{path.format(**parts)}"
        sent: dict[str, Any] = {}
        if kind == "query":
            address += f"?{name}={written(value)}"
        elif kind == "body":
            others = f"&{other}=s01" if (other := {"participant": "site"}.get(name)) else ""
            form = "application/x-www-form-urlencoded"
            sent = {
                "content": f"{name}={written(value)}{others}",
                "headers": {"Content-Type": form},
            }
        sent["headers"] = SCRIPT | sent.get("headers", {})
        check(browser.request(method, address, **sent), caplog)


def spoilt(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a body with one field of it, or of its first change, odd or left out."""
    for name in body:
        yield {other: value for other, value in body.items() if other != name}
        for odd in ODD_JSON:
            yield body | {name: odd}
    for change in body.get("changes", []):
        for each in spoilt(change):
            yield body | {"changes": [each]}


@pytest.mark.parametrize("act", BODIES)
def test_no_decision_makes_the_review_fail(readings, answers, log_in, caplog, act):  # noqa: F811
    reader = log_in("user")
    readings.text, readings.reader = a_text(a_marked_turn(0, "Ida lives here.")), "rowan"
    usual = reader.post(f"/desk/review/{INTERVIEW}/{act}", json=BODIES[act], headers=SCRIPT)
    assert usual.status_code == 200
    for body in spoilt(BODIES[act]):
        readings.reader, readings.version = "rowan", 1
        sent = {"content": json.dumps(body), "headers": SCRIPT | JSON}
        check(reader.post(f"/desk/review/{INTERVIEW}/{act}", **sent), caplog)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("application/json", b"{", id="half an object"),
        pytest.param("application/json", b"\xff\xfe", id="no text"),
        pytest.param("multipart/form-data; boundary=x", b"--x\r\nnothing", id="half a form"),
        pytest.param("multipart/form-data", b"", id="a form without parts"),
        pytest.param("text/plain; charset=nothing", b"x", id="something else"),
    ],
)
def test_no_form_of_writing_makes_a_page_fail(everywhere, log_in, caplog, kind, content):
    (interview,) = register(everywhere, p01="manager")
    browser = log_in("op")
    for route in routes():
        if "POST" in route.methods:
            path = f"/desk{route.path.format(interview_id=interview)}"
            headers = {**SCRIPT, "Content-Type": kind}
            check(browser.post(path, content=content, headers=headers), caplog)


def test_every_body_that_a_script_sends_is_tried():
    """A route that is added has to be added above."""
    models = {
        route.path.rpartition("/")[2]: set(field.field_info.annotation.model_fields)
        for route in routes()
        for field in route.dependant.body_params
        if hasattr(field.field_info.annotation, "model_fields")
    }
    assert models == {act: set(body) for act, body in BODIES.items()}


@pytest.mark.parametrize(
    "asked",
    ["name=%00", "name=s01%00", "last=9999-12-31", "first=0001-01-01", "last=1999-12-31"],
)
def test_what_nobody_can_look_for_is_refused_with_what_to_do(everywhere, log_in, asked):
    answer = log_in("op").get(f"/desk/submissions?{asked}", headers=SCRIPT)
    assert answer.status_code == 422
    assert "Correct what you filled in" in answer.json()["fix"]


def test_a_participant_whose_code_no_database_takes_is_refused(everywhere, log_in):
    sent = {"site": "s01", "participant": "s01-p01\0"}
    answer = log_in("op").post("/desk/submissions/of-participant", data=sent, headers=OWN)
    assert answer.status_code == 422
    assert "Correct what you filled in" in answer.text
    assert "s01-p01" not in answer.text
