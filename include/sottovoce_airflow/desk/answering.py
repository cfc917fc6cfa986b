"""Answers a review's question to Airflow in the name of the person who has answered at the Desk."""

import logging
import time
from datetime import UTC, datetime
from urllib.parse import quote

import anyio.from_thread
import httpx
from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
from starlette.requests import Request

from sottovoce.errors import DeskRefusal

log = logging.getLogger(__name__)

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


_SAVED = "What you decided is saved."
_WHY = {
    401: (
        "Airflow does not know you any more, so the interview is still open.",
        f"Log in again, then finish again. {_SAVED}",
    ),
    403: (
        "Your account may not answer in Airflow, so the interview is still open.",
        f"Ask who runs this server to let you answer the DAG review. {_SAVED}",
    ),
    404: (
        "Airflow does not ask about this interview yet, so it is still open.",
        f"Try again in a minute. {_SAVED}",
    ),
    409: (
        "Somebody has answered this question in Airflow already, so your answer was not taken.",
        f"Look in a minute whether the interview is asked about again. {_SAVED}",
    ),
}
_OTHERWISE = (
    "Airflow could not take the answer, so the interview is still open.",
    f"Try again in a minute; if it happens twice, tell who runs this server. {_SAVED}",
)


class NotAnswered(DeskRefusal):
    """Airflow did not take what was decided; says why, and what to do.

    Attributes:
        status: Airflow's HTTP status; 404 for a question that was not put in time, 401 where
            nobody's token came along.
    """

    def __init__(self, status: int) -> None:
        super().__init__(*_WHY.get(status, _OTHERWISE))
        self.status = status


def answer(request: Request, run_id: str, option: str) -> None:
    """Answer the question of one run of the review DAG, by Airflow's own REST interface.

    Within this process, with the token of whoever sent the request, so that Airflow decides who
    may and remembers who did. Called from a route that is not ``async``.

    Args:
        request: What the person sent.
        run_id: The run.
        option: One of its options.

    Raises:
        NotAnswered: There is no such question, even after a while, or Airflow does not take the
            answer; says why.
    """
    deadline = time.monotonic() + PATIENCE_S
    while not anyio.from_thread.run(_is_put, request, run_id):
        if time.monotonic() > deadline:
            raise NotAnswered(httpx.codes.NOT_FOUND)
        time.sleep(_PAUSE_S)
    status = anyio.from_thread.run(_patch, request, run_id, option)
    if status != httpx.codes.OK:
        log.warning("Airflow answers %s to what was decided in the run %s.", status, run_id)
        raise NotAnswered(status)


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
        raise NotAnswered(httpx.codes.UNAUTHORIZED)
    return token
