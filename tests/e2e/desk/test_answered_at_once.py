"""What somebody answers the moment that Airflow asks is what happens."""

import time

from tests.e2e.desk.conftest import Login
from tests.e2e.desk.people import Desk, wait_for

from sottovoce.model.states import State
from sottovoce.review.decisions import REJECT
from sottovoce_demo.airflow_api import AirflowApi, Question

ASKED_WITHIN_S = 120


def test_an_answer_that_comes_before_airflow_has_begun_to_wait_is_not_lost(
    desk: Desk, log_in: Login
) -> None:
    interview = desk.interview_id("prompt")
    api = desk.api("manager")
    question = _question(api, interview)
    run = question.path.split("/")[6]
    cleared = log_in("manager").page.request.post(
        desk.url("/api/v2/dags/review/clearTaskInstances"),
        data={"dag_run_id": run, "only_failed": False, "dry_run": False},
    )
    assert cleared.ok, cleared.text()
    api.answer(_question(api, interview), REJECT)
    wait_for(desk, {"prompt": State.QUARANTINED})
    given = {each.interview_id: each for each in api.answers()}[interview]
    assert (given.option, given.user) == (REJECT, "manager")


def _question(api: AirflowApi, interview: str) -> Question:
    """Return what Airflow asks about an interview, as soon as it does."""
    deadline = time.monotonic() + ASKED_WITHIN_S
    while not (asked := [each for each in api.questions() if each.interview_id == interview]):
        assert time.monotonic() < deadline, f"nothing is asked within {ASKED_WITHIN_S} s"
        time.sleep(0.02)
    return asked[0]
