"""Answers a review's question to Airflow in the name of the person who has answered at the Desk."""

import time
from datetime import UTC, datetime
from urllib.parse import quote

import anyio.from_thread
import httpx
from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
from starlette.requests import Request

from sottovoce.errors import TransientError

_PATH = "/api/v2/dags/review/dagRuns/{run}/taskInstances/ask/-1/hitlDetails"

AIRFLOW_APP = "sottovoce.airflow_app"
"""Where the scope of a request has the application in which the Desk is mounted."""

PATIENCE_S = 25.0
"""How long an answer waits for its question, in seconds: a run takes its time from an interview's
being in review to asking. Shorter than the page waits for us."""

SETTLED_S = 5.0
"""How long a question must have been put, in seconds. The scheduler fails a task that is answered
before it has noticed that its process ended to wait."""

_PAUSE_S = 1.0


class NotAsked(TransientError):
    """Airflow does not ask this question now: its run has not come so far, or it is answered."""


def answer(request: Request, run_id: str, option: str) -> None:
    """Answer the question of one run of the review DAG, by Airflow's own REST interface.

    Within this process, with the token of whoever sent the request, so that Airflow decides who
    may and remembers who did. Called from a route that is not ``async``.

    Args:
        request: What the person sent.
        run_id: The run.
        option: One of its options.

    Raises:
        NotAsked: There is no such question, even after a while, or Airflow does not take the
            answer.
    """
    deadline = time.monotonic() + PATIENCE_S
    while not anyio.from_thread.run(_is_put, request, run_id):
        if time.monotonic() > deadline:
            raise NotAsked("Airflow does not ask this question yet.")
        time.sleep(_PAUSE_S)
    status = anyio.from_thread.run(_patch, request, run_id, option)
    if status != httpx.codes.OK:
        raise NotAsked(f"Airflow answers {status} to what was decided.")


async def _is_put(request: Request, run_id: str) -> bool:
    """Whether the question waits for an answer, or never will."""
    async with _airflow(request) as client:
        asked = await client.get(_path(run_id))
    if asked.status_code != httpx.codes.OK:
        return asked.status_code != httpx.codes.NOT_FOUND
    put_at = datetime.fromisoformat(asked.json()["created_at"])
    return (datetime.now(UTC) - put_at).total_seconds() >= SETTLED_S


async def _patch(request: Request, run_id: str, option: str) -> int:
    async with _airflow(request) as client:
        answered = await client.patch(
            _path(run_id), json={"chosen_options": [option], "params_input": {}}
        )
    return answered.status_code


def _airflow(request: Request) -> httpx.AsyncClient:
    root = str(request.scope.get("app_root_path", "")).rstrip("/")
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=request.scope[AIRFLOW_APP], raise_app_exceptions=False),
        base_url=f"http://airflow{root}",
        headers={"Authorization": f"Bearer {_token(request)}"},
    )


def _path(run_id: str) -> str:
    return _PATH.format(run=quote(run_id, safe=""))


def _token(request: Request) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(COOKIE_NAME_JWT_TOKEN, "")
    token = bearer if scheme.lower() == "bearer" else cookie
    if not token:
        raise NotAsked("There is no token of a person to answer with.")
    return token
