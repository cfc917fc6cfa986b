"""The question of the review DAG when Airflow tries its task again; with its answers made up.

That the answer of a real Airflow is kept is tested in ``tests/e2e/desk/test_answered_at_once.py``.
"""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from airflow.providers.standard.operators import hitl
from airflow.sdk.exceptions import (
    AirflowRuntimeError,
    ErrorType,
    TaskAwaitingInput,
    TaskDeferred,
)
from airflow.sdk.execution_time.comms import ErrorResponse

from sottovoce_airflow import questions
from sottovoce_airflow.questions import GivenAnswer, Question

OPTIONS = ["Approve", "Reject"]
RETRIES = 3
ANSWER = {
    "chosen_options": ["Reject"],
    "params_input": {},
    "responded_at": datetime(2026, 3, 1, tzinfo=UTC),
    "responded_by_user": {"id": "rowan", "name": "rowan"},
}


@pytest.fixture
def put(monkeypatch):
    """How often the question was put, which throws away how it was answered."""
    times = []
    monkeypatch.setattr(hitl, "upsert_hitl_detail", lambda **asked: times.append(asked["options"]))
    return times


@pytest.fixture
def question():
    return Question(task_id="ask", subject="May it?", options=OPTIONS, retries=RETRIES)


def a_try(nth, max_tries):
    return {"task_instance": SimpleNamespace(id=uuid4(), try_number=nth, max_tries=max_tries)}


@pytest.mark.parametrize(
    ("nth", "max_tries"),
    [
        pytest.param(1, RETRIES, id="the first"),
        pytest.param(2, 1 + RETRIES, id="the first after it was cleared"),
        pytest.param(5, 4 + RETRIES, id="cleared after every try had failed"),
    ],
)
def test_a_person_is_asked_and_asked_anew_when_the_task_was_cleared(question, put, nth, max_tries):
    with pytest.raises(TaskAwaitingInput):
        question.execute(a_try(nth, max_tries))
    assert put == [OPTIONS]


@pytest.mark.parametrize(
    ("nth", "max_tries"),
    [
        pytest.param(2, RETRIES, id="the second"),
        pytest.param(4, RETRIES, id="the last"),
        pytest.param(3, 1 + RETRIES, id="the second after it was cleared"),
    ],
)
def test_another_try_looks_first_how_it_was_answered(question, put, nth, max_tries):
    context = a_try(nth, max_tries)
    with pytest.raises(TaskDeferred) as deferred:
        question.execute(context)
    assert deferred.value.method_name == "go_on"
    assert deferred.value.trigger.serialize() == (
        "sottovoce_airflow.questions.GivenAnswer",
        {"ti_id": str(context["task_instance"].id)},
    )
    assert put == []


def test_an_answer_that_was_given_counts(question, put):
    given = question.go_on(a_try(2, RETRIES), ANSWER)
    assert given["chosen_options"] == ["Reject"]
    assert given["responded_by_user"]["name"] == "rowan"
    assert put == []


@pytest.mark.parametrize(("is_put", "puts"), [(True, []), (False, [OPTIONS])])
def test_a_question_without_an_answer_waits_and_is_put_only_if_it_is_not(
    question, put, is_put, puts
):
    with pytest.raises(TaskAwaitingInput) as waiting:
        question.go_on(a_try(2, RETRIES), {"is_put": is_put})
    assert waiting.value.method_name == "execute_complete"
    assert put == puts


@pytest.fixture
def look(monkeypatch):
    """Look how a question was answered; call it with what Airflow tells, or with its error."""

    def look(told):
        def tell(ti_id):
            assert ti_id == asked
            if isinstance(told, Exception):
                raise told
            return told

        async def first():
            return await anext(GivenAnswer(str(asked)).run())

        asked = uuid4()
        monkeypatch.setattr(questions, "SETTLE_S", 0)
        monkeypatch.setattr(questions, "get_hitl_detail_content_detail", tell)
        return asyncio.run(first()).payload

    return look


def a_detail(**values):
    return SimpleNamespace(**{"response_received": True, **ANSWER, **values})


def fails(status):
    detail = {"status_code": status, "message": "no"}
    return AirflowRuntimeError(ErrorResponse(error=ErrorType.API_SERVER_ERROR, detail=detail))


def test_what_was_answered_is_told_as_airflow_tells_it(look):
    by = SimpleNamespace(**ANSWER["responded_by_user"])
    assert look(a_detail(responded_by_user=by)) == ANSWER


def test_that_nobody_has_answered_or_was_asked_is_told_apart(look):
    nobody = dict.fromkeys(ANSWER)
    assert look(a_detail(response_received=False, **nobody)) == {"is_put": True}
    assert look(fails(404)) == {"is_put": False}


def test_a_server_that_fails_is_not_taken_for_one_that_knows_nothing(look):
    with pytest.raises(AirflowRuntimeError):
        look(fails(500))
    with pytest.raises(AirflowRuntimeError):
        look(fails(None))
