"""What the Desk answers: pages, and problems that say what to do and quote nobody."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from sottovoce.adapters.kept_recordings import AlteredRecording
from sottovoce.adapters.postgres.ledger_records import UnknownInterview
from sottovoce.errors import (
    DeskRefusal,
    InvalidTransition,
    PrivacyStop,
    SottovoceError,
    StudyConfigError,
    TransientError,
)
from sottovoce_airflow.desk.access import Person, Role

STATIC = files("sottovoce_airflow.desk") / "static"

_MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why somebody does not get what they asked for.

    Attributes:
        status: HTTP status.
        problem: What is wrong, a sentence.
        fix: What to do, a sentence.
    """

    status: int
    problem: str
    fix: str


PROBLEMS = {
    401: Problem(401, "You are not logged in.", "Log in to Airflow, then open the Desk again."),
    403: Problem(
        403,
        "Your role does not include this.",
        "Ask who runs the study if you should have it.",
    ),
    404: Problem(404, "There is no such page or interview.", "Go back and choose another one."),
    405: Problem(405, "This can't be done here.", "Go back to the page, and use its buttons."),
    422: Problem(
        422,
        "What was sent is not what this page expects.",
        "Correct what you filled in. If it is right, load the page again and repeat what you did.",
    ),
}


def problem_of(error: SottovoceError) -> Problem:
    """Return what to tell about an error of ours. Its own text quotes nobody."""
    if isinstance(error, UnknownInterview):
        return PROBLEMS[404]
    if isinstance(error, TransientError):
        return Problem(
            503, "A store did not answer, so nothing was done.", "Try again in a minute."
        )
    if isinstance(error, InvalidTransition):
        return Problem(
            409,
            "The interview is somewhere else by now, so nothing was done.",
            "Load the page again to see where it is.",
        )
    if isinstance(error, DeskRefusal):
        return Problem(409, error.problem, error.fix)
    if isinstance(error, StudyConfigError):
        return Problem(500, str(error), "Tell who runs this server.")
    if isinstance(error, PrivacyStop | AlteredRecording):
        return Problem(
            409,
            str(error),
            "Leave this interview as it is, and tell who runs this server: somebody may have "
            "changed what is kept of it.",
        )
    return Problem(409, str(error), "Load the page again to see how things are.")


def answer_problem(request: Request, problem: Problem, person: Person | None = None) -> Response:
    """Return a problem as JSON to a script, as a page to everybody else."""
    if wants_json(request):
        told = {"problem": problem.problem, "fix": problem.fix}
        return JSONResponse(told, problem.status)
    html = _page(request, "problem.html", person, {"problem": problem})
    return HTMLResponse(html, problem.status)


def wants_json(request: Request) -> bool:
    """Whether a script of the Desk asks, and not somebody with a browser."""
    return "x-desk" in request.headers


def render(
    request: Request, template: str, person: Person, /, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """Return a page.

    Args:
        request: What was asked.
        template: A file in ``templates``.
        person: Who asks.
        status: HTTP status.
        values: What the template shows. ``desk``, ``person`` and ``Role`` are always there.
    """
    return HTMLResponse(_page(request, template, person, values), status)


def render_part(request: Request, template: str, person: Person, /, **values: Any) -> str:
    """Return a piece of a page, for a script to put in its place."""
    return _page(request, template, person, values)


def static_url(request: Request, name: str) -> str:
    """Return the address of a style or script; another one when the file changes."""
    return f"{base_path(request)}/static/{name}?v={_digest(name)}"


def answer_static(request: Request, name: str) -> Response:
    """Return a style or script that is there.

    A browser may keep one that was asked for by its digest. Scripts that import each other do not,
    so they are asked for each time: one of yesterday must never meet one of today.
    """
    tag = f'"{_digest(name)}"'
    is_pinned = request.query_params.get("v") == _digest(name)
    headers = {
        "Cache-Control": f"private, {'max-age=86400' if is_pinned else 'no-cache'}",
        "ETag": tag,
    }
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers=headers)
    media_type = _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Response((STATIC / name).read_bytes(), media_type=media_type, headers=headers)


def base_path(request: Request) -> str:
    """Return the path at which the Desk is mounted, without a slash at its end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def _page(request: Request, template: str, person: Person | None, values: dict[str, Any]) -> str:
    return (
        _templates()
        .get_template(template)
        .render(
            base=base_path(request),
            person=person,
            Role=Role,
            static=lambda name: static_url(request, name),
            path=request.url.path.removeprefix(base_path(request)),
            **values,
        )
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("sottovoce_airflow.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _digest(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]
