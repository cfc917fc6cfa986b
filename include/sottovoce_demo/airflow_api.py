"""Airflow's REST interface as one user of the demo sees it."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from sottovoce.errors import TransientError
from sottovoce_demo.state import HOST


@dataclass(frozen=True, slots=True)
class Question:
    """A task that waits for a person.

    Attributes:
        interview_id: The interview it asks about.
        path: Where the answer goes.
    """

    interview_id: str
    path: str


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a person has answered.

    Attributes:
        interview_id: The interview that was asked about.
        option: What was chosen.
        user: Who has chosen it; None if Airflow did, for want of an answer.
    """

    interview_id: str
    option: str
    user: str | None


class AirflowApi:
    """A session of one user."""

    def __init__(self, port: int, user: str, password: str) -> None:
        """Log in.

        Raises:
            TransientError: The API server does not answer, or refuses the password.
        """
        self._base = f"http://{HOST}:{port}"
        self._token = ""
        answer = self._call("POST", "/auth/token", {"username": user, "password": password})
        self._token = answer["access_token"]

    def questions(self) -> list[Question]:
        """Return the tasks that wait for a person, of every DAG."""
        return [_question(detail) for detail in self._asked("state=awaiting_input")]

    def answers(self) -> list[GivenAnswer]:
        """Return what people have answered, of every DAG."""
        return [_answer(detail) for detail in self._asked("response_received=true")]

    def answer(self, question: Question, option: str) -> None:
        """Answer a question with one of its options.

        Raises:
            TransientError: It was answered before, or this user may not answer it.
        """
        self._call("PATCH", question.path, {"chosen_options": [option], "params_input": {}})

    def failed_runs(self) -> list[str]:
        """Return DAG and run id of every run that failed."""
        path = "/api/v2/dags/~/dagRuns?state=failed&limit=100"
        runs = self._call("GET", path)["dag_runs"]
        return [f"{run['dag_id']} {run['dag_run_id']}" for run in runs]

    def import_errors(self) -> list[str]:
        """Return the DAG files that can't be loaded."""
        return [e["filename"] for e in self._call("GET", "/api/v2/importErrors")["import_errors"]]

    def _asked(self, which: str) -> list[dict[str, Any]]:
        path = f"/api/v2/dags/~/dagRuns/~/hitlDetails?{which}&limit=100"
        found: list[dict[str, Any]] = self._call("GET", path)["hitl_details"]
        return found

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - http on loopback
            self._base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise TransientError(f"Airflow answers {error.code} to {method} {path}.") from None
        except (urllib.error.URLError, OSError) as error:
            raise TransientError(f"Airflow does not answer to {method} {path}.") from error


def _question(detail: dict[str, Any]) -> Question:
    task = detail["task_instance"]
    run, name, index = task["dag_run_id"], task["task_id"], task.get("map_index", -1)
    path = f"/api/v2/dags/{task['dag_id']}/dagRuns/{run}/taskInstances/{name}/{index}/hitlDetails"
    return Question(_interview_of(run), path)


def _answer(detail: dict[str, Any]) -> GivenAnswer:
    (option,) = detail["chosen_options"]
    user = detail["responded_by_user"] or {}
    return GivenAnswer(
        _interview_of(detail["task_instance"]["dag_run_id"]), option, user.get("name")
    )


def _interview_of(run: str) -> str:
    # A review's run is named after the interview and the transition that asked for it.
    return run.rpartition("-")[0]
