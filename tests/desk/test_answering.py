"""How a decision reaches Airflow: its own interface, in the name of whoever decided."""

import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.testclient import TestClient
from tests.desk.conftest import SCRIPT

from sottovoce_airflow.desk import answering
from sottovoce_airflow.desk import app as app_module
from sottovoce_airflow.desk.access import Reviewer
from sottovoce_airflow.desk.answering import answer
from sottovoce_airflow.desk.app import create_desk

RUN = "s01-0123456789-r02-7"


@pytest.fixture
def asked():
    """What Airflow was asked, in order."""
    return []


@pytest.fixture(params=["", "/airflow"], ids=["at the top", "below a path"])
def decide(request, log_in, monkeypatch, asked):
    """Decide at a Desk in an Airflow of our own that answers with a status."""
    router = APIRouter()

    @router.post("/decide/{run}")
    def decided(run: str, request: Request, person: Reviewer) -> str:
        answer(request, run, "Approve")
        return "answered"

    monkeypatch.setattr(answering, "PATIENCE_S", 0.2)
    monkeypatch.setattr(answering, "_PAUSE_S", 0.05)
    monkeypatch.setattr(app_module, "PAGES", (router,))
    desk = create_desk()
    log_in("user", desk=desk)
    path = request.param
    airflow = FastAPI(root_path=path)

    @airflow.patch(
        "/api/v2/dags/review/dagRuns/{run}/taskInstances/ask/-1/hitlDetails", status_code=200
    )
    async def take(run: str, request: Request) -> Response:
        asked.append((run, request.headers.get("authorization"), await request.json()))
        first = airflow.state.first
        return Response(status_code=first.pop(0) if first else airflow.state.status)

    airflow.mount("/desk", desk)

    def send(status=200, run=RUN, first=(), **carrying):
        airflow.state.status, airflow.state.first = status, list(first)
        with TestClient(airflow, base_url="http://desk.test", **carrying) as browser:
            return browser.post(f"{path}/desk/decide/{run}", headers=SCRIPT)

    return send


@pytest.mark.parametrize(
    "carrying",
    [
        pytest.param({"cookies": {"_token": "theirs"}}, id="cookie"),
        pytest.param({"headers": {"Authorization": "bearer theirs"}}, id="bearer"),
        pytest.param(
            {"cookies": {"_token": "another"}, "headers": {"Authorization": "Bearer theirs"}},
            id="both, of which Airflow goes by the second",
        ),
    ],
)
def test_airflow_is_answered_with_the_token_of_whoever_decided(decide, asked, carrying):
    assert decide(**carrying).status_code == 200
    body = {"chosen_options": ["Approve"], "params_input": {}}
    assert asked == [(RUN, "Bearer theirs", body)]


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500])
def test_an_answer_that_airflow_does_not_take_is_no_answer(decide, status):
    refused = decide(status, cookies={"_token": "theirs"})
    assert refused.status_code == 503
    assert set(refused.json()) == {"problem", "fix"}


def test_an_answer_waits_for_a_question_that_is_not_put_yet(decide, asked):
    assert decide(first=[404, 404], cookies={"_token": "theirs"}).status_code == 200
    assert len(asked) == 3


@pytest.mark.parametrize("status", [403, 409, 500])
def test_what_airflow_refuses_is_not_tried_again(decide, asked, status):
    assert decide(first=[status], cookies={"_token": "theirs"}).status_code == 503
    assert len(asked) == 1


def test_a_run_id_stays_one_part_of_the_address(decide, asked):
    assert decide(run="..%2F..%2Fdags", cookies={"_token": "theirs"}).status_code in {404, 503}
    assert asked == []


def test_somebody_without_a_token_of_their_own_answers_nothing(decide, asked):
    assert decide().status_code == 503
    assert asked == []
