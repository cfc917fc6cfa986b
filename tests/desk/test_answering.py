"""How a decision reaches Airflow: its own interface, in the name of whoever decided."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
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
        return Response(status_code=airflow.state.status)

    @airflow.get("/api/v2/dags/review/dagRuns/{run}/taskInstances/ask/-1/hitlDetails")
    def question(run: str) -> Response:
        if airflow.state.n_missing > 0:
            airflow.state.n_missing -= 1
            return Response(status_code=404)
        return JSONResponse({"created_at": airflow.state.put_at.isoformat()})

    airflow.mount("/desk", desk)

    def send(status=200, run=RUN, put_s_ago=60.0, n_missing=0, **carrying):
        airflow.state.status, airflow.state.n_missing = status, n_missing
        airflow.state.put_at = datetime.now(UTC) - timedelta(seconds=put_s_ago)
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


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        pytest.param(401, "does not know you any more", id="logged out"),
        pytest.param(403, "may not answer in Airflow", id="not allowed"),
        pytest.param(404, "does not ask about this interview yet", id="no such question"),
        pytest.param(409, "has answered this question", id="answered already"),
        pytest.param(422, "could not take the answer", id="no such option"),
        pytest.param(500, "could not take the answer", id="a fault"),
    ],
)
def test_an_answer_that_airflow_does_not_take_says_why_and_is_logged(
    decide, caplog, status, problem
):
    refused = decide(status, cookies={"_token": "theirs"})
    assert refused.status_code == 409
    assert problem in refused.json()["problem"]
    assert refused.json()["fix"].endswith("What you decided is saved.")
    assert f"Airflow answers {status} to what was decided in the run {RUN}." in caplog.text


@pytest.mark.parametrize(
    "question",
    [
        pytest.param({"n_missing": 2}, id="its run has not come so far"),
        pytest.param({"put_s_ago": answering.SETTLED_S - 0.1}, id="it is put this moment"),
    ],
)
def test_an_answer_waits_for_its_question(decide, asked, question):
    assert decide(cookies={"_token": "theirs"}, **question).status_code == 200
    assert len(asked) == 1


@pytest.mark.parametrize("question", [{"n_missing": 1_000_000}, {"put_s_ago": 0}])
def test_an_answer_does_not_wait_for_ever_and_never_comes_too_early(
    decide, asked, monkeypatch, question
):
    monkeypatch.setattr(answering, "PATIENCE_S", 0.2)
    monkeypatch.setattr(answering, "SETTLED_S", 60)
    refused = decide(cookies={"_token": "theirs"}, **question)
    assert "does not ask about this interview yet" in refused.json()["problem"]
    assert asked == []


def test_a_run_id_stays_one_part_of_the_address(decide, asked):
    assert decide(run="..%2F..%2Fdags", cookies={"_token": "theirs"}).status_code == 404
    assert asked == []


def test_somebody_without_a_token_of_their_own_answers_nothing(decide, asked):
    assert "does not know you" in decide().json()["problem"]
    assert asked == []
