"""Answers a review's question to Airflow in the name of the person who has answered at the Desk."""

import time
from urllib.parse import quote

import anyio.from_thread
import httpx
from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
from starlette.requests import Request

from sottovoce.errors import TransientError

_PATH = "/api/v2/dags/review/dagRuns/{run}/taskInstances/ask/-1/hitlDetails"

AIRFLOW_APP = "sottovoce.airflow_app"
"""Where the scope of a request has the application in which the Desk is mounted."""

PATIENCE_S = 20.0
"""How long an answer waits for its question: a run takes its time from an interview's being in
review to asking."""

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
    status = anyio.from_thread.run(_patch, request, run_id, option)
    while status == httpx.codes.NOT_FOUND and time.monotonic() < deadline:
        time.sleep(_PAUSE_S)
        status = anyio.from_thread.run(_patch, request, run_id, option)
    if status != httpx.codes.OK:
        raise NotAsked(f"Airflow answers {status} to what was decided.")


async def _patch(request: Request, run_id: str, option: str) -> int:
    transport = httpx.ASGITransport(app=request.scope[AIRFLOW_APP], raise_app_exceptions=False)
    root = str(request.scope.get("app_root_path", "")).rstrip("/")
    async with httpx.AsyncClient(transport=transport, base_url="http://airflow") as client:
        answered = await client.patch(
            root + _PATH.format(run=quote(run_id, safe="")),
            headers={"Authorization": f"Bearer {_token(request)}"},
            json={"chosen_options": [option], "params_input": {}},
        )
    return answered.status_code


def _token(request: Request) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(COOKIE_NAME_JWT_TOKEN, "")
    token = bearer if scheme.lower() == "bearer" else cookie
    if not token:
        raise NotAsked("There is no token of a person to answer with.")
    return token
