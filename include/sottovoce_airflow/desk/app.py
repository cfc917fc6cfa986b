"""The Desk as an application that Airflow mounts."""

import logging
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from sottovoce.adapters.postgres.ledger_records import UnknownInterview
from sottovoce.errors import DeskRefusal, SottovoceError
from sottovoce.steps.faults import describe
from sottovoce_airflow.desk.access import INVALID_TOKEN, Role, Viewer
from sottovoce_airflow.desk.answering import AIRFLOW_APP
from sottovoce_airflow.desk.guards import Guards
from sottovoce_airflow.desk.pages import PAGES
from sottovoce_airflow.desk.responses import (
    PROBLEMS,
    STATIC,
    Problem,
    answer_problem,
    answer_static,
    base_path,
    problem_of,
)

log = logging.getLogger(__name__)

_frame = APIRouter()


class Desk(FastAPI):
    """The application; remembers in each request's scope what it is mounted in."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        scope.setdefault(AIRFLOW_APP, scope.get("app"))
        await super().__call__(scope, receive, send)


def create_desk() -> Desk:
    """Return the Desk, with every page in it.

    Raises:
        LookupError: A route does not say who may use it.
    """
    # Airflow's own pages of documentation would answer anybody.
    desk = Desk(title="Desk", docs_url=None, redoc_url=None, openapi_url=None)
    for router in (_frame, *PAGES):
        desk.include_router(router)
    for path, least in roles_of_routes(desk):
        if least is None:
            raise LookupError(f"The route {path} does not say who may use it.")
    desk.add_middleware(Guards)
    desk.add_exception_handler(StarletteHTTPException, _refuse)
    desk.add_exception_handler(RequestValidationError, _refuse_values)
    desk.add_exception_handler(SottovoceError, _explain)
    return desk


def roles_of_routes(desk: FastAPI) -> Iterator[tuple[str, Role | None]]:
    """Yield methods and path of every route, ``GET /study``, with the least role it lets in.

    The role is None for one that lets in anybody.
    """
    for route in desk.routes:
        roles = list(_roles(route.dependant)) if isinstance(route, APIRoute) else []
        methods = ",".join(sorted(getattr(route, "methods", None) or {"any"}))
        path = getattr(route, "path", "?")
        yield f"{methods} {path}", max((r for r in roles if r is not None), default=None)


def _roles(dependant: Dependant) -> Iterator[Role | None]:
    yield getattr(dependant.call, "least", None)
    for each in dependant.dependencies:
        yield from _roles(each)


@_frame.get("/")
def home(request: Request, person: Viewer) -> Response:
    """Go to the first page that is for the person."""
    page = "review" if person.role is Role.REVIEWER else "study"
    return RedirectResponse(f"{base_path(request)}/{page}", 303)


@_frame.get("/static/{name}")
def static_file(name: str, person: Viewer, request: Request) -> Response:
    """Return a style or script."""
    if name not in {each.name for each in STATIC.iterdir() if each.is_file()}:
        raise HTTPException(404)
    return answer_static(request, name)


async def _refuse(request: Request, error: Any) -> Response:
    # To Airflow a session that has ended is forbidden; to a person it is one that has ended.
    status = 401 if error.detail == INVALID_TOKEN else error.status_code
    known = PROBLEMS.get(status)
    problem = known or Problem(status, "The Desk can't do this.", "Go back and try another way.")
    return answer_problem(request, problem)


async def _refuse_values(request: Request, error: Any) -> Response:
    # Its own text would repeat what was sent.
    return answer_problem(request, PROBLEMS[422])


async def _explain(request: Request, error: Any) -> Response:
    # Whoever runs the server must see what fails, and not only whoever happened to ask.
    if not isinstance(error, DeskRefusal | UnknownInterview):
        log.error("The Desk answers %s: %s", type(error).__name__, describe(error))
    return answer_problem(request, problem_of(error))
