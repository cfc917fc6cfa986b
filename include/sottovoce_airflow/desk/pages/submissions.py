"""The page *Submissions*, for data managers: look for interviews, see a trail, act on it."""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.errors import DeskRefusal
from sottovoce.model.ids import InterviewId
from sottovoce.steps.desk.managing import requeue, send_back
from sottovoce.steps.desk.messages import LONGEST
from sottovoce.steps.desk.submissions import (
    find_interviews,
    find_named,
    find_of_participant,
    read_receipt,
    see_trail,
)
from sottovoce.steps.workplace import workplace
from sottovoce_airflow.desk.access import Manager, Person
from sottovoce_airflow.desk.pages.asking import Asked, Code, Named, Typed, link_to
from sottovoce_airflow.desk.pages.runs import runs_of
from sottovoce_airflow.desk.pages.telling import (
    LOOKS,
    STATES,
    TONES,
    tell_age,
    tell_role,
    tell_time,
)
from sottovoce_airflow.desk.responses import base_path, render

router = APIRouter(prefix="/submissions")

_DONE = {
    "sent-back": "Sent back. The site's receipt tells what you wrote.",
    "not-told-yet": "Sent back. The site's receipt could not be written yet; the next run of the "
    "DAG intake writes it. If it is still not there then, tell who runs this server.",
    "requeued": "Queued again. It is checked anew within a few minutes.",
}
_NO_RECEIPT = "There is no receipt yet, or everything of this submission was taken out."
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@router.get("")
def show_search(request: Request, person: Manager, asked: Annotated[Asked, Query()]) -> Response:
    """Show one page of the interviews that fit, or the one that is called so."""
    place, search = workplace(), asked.search
    if asked.name:
        found = find_named(place, asked.name)
        if len(found) == 1:
            return RedirectResponse(_trail_of(request, found[0].interview_id), 303)
        return _show_list(request, person, found, "No interview or submission is called so.")
    page = find_interviews(place, search)
    return render(
        request, "submissions.html", person, search=search, page=page,
        sites=place.study_now().sites, states=STATES, tones=TONES, say=tell_role, age=tell_age,
        link=lambda **turned: f"?{urlencode(link_to(search, **turned))}",
    )  # fmt: skip


@router.post("/of-participant")
def show_participant(
    request: Request,
    person: Manager,
    site: Annotated[Code, Form()],
    participant: Annotated[Typed, Form()],
) -> Response:
    """Show all interviews of a person. Not by an address: it would keep the person's code."""
    found = find_of_participant(workplace(), site, participant)
    return _show_list(request, person, found, "This site has sent no interview of this code.")


@router.get("/{interview_id}")
def show_trail(
    request: Request, person: Manager, interview_id: Named, show: str = "", done: str = ""
) -> Response:
    """Show all that happened to one interview."""
    return _show_trail(
        request, person, interview_id, shows_receipt=show == "receipt", done=_DONE.get(done)
    )


@router.get("/{interview_id}/receipt")
def show_receipt(person: Manager, interview_id: Named) -> Response:
    """Show the receipt as it lies in the site's bucket, with nothing else that a page may do."""
    page = read_receipt(workplace(), InterviewId(interview_id), who=person.name)
    if page is None:
        return PlainTextResponse(_NO_RECEIPT, 404)
    return Response(
        page,
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": policy_for(page)},
    )


@router.post("/{interview_id}/send-back")
def send_interview_back(
    request: Request, person: Manager, interview_id: Named, message: Annotated[str, Form()] = ""
) -> Response:
    """Keep an interview out, and tell its site why."""
    try:
        is_told = send_back(workplace(), person.name, InterviewId(interview_id), message)
    except DeskRefusal as refused:
        return _show_trail(request, person, interview_id, refused=refused, message=message)
    done = "sent-back" if is_told else "not-told-yet"
    return RedirectResponse(f"{_trail_of(request, interview_id)}?done={done}", 303)


@router.post("/{interview_id}/requeue")
def queue_interview_again(request: Request, person: Manager, interview_id: Named) -> Response:
    """Let an interview that was kept out be checked once more."""
    try:
        requeue(workplace(), person.name, InterviewId(interview_id))
    except DeskRefusal as refused:
        return _show_trail(request, person, interview_id, refused=refused)
    return RedirectResponse(f"{_trail_of(request, interview_id)}?done=requeued", 303)


def policy_for(page: bytes) -> str:
    """Return what a browser may do with a receipt: draw it in its own style, and nothing else.

    What lies in a site's bucket may not be what was written there.
    """
    style = _STYLE.search(page)
    digest = b64encode(sha256(style.group(1) if style else b"").digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; sandbox; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    )


def _show_list(
    request: Request, person: Person, found: Sequence[InterviewRecord], nothing: str
) -> Response:
    return render(
        request, "submissions_found.html", person, found=found, nothing=nothing,
        states=STATES, tones=TONES, say=tell_role, time=tell_time,
    )  # fmt: skip


def _show_trail(request: Request, person: Person, interview_id: str, **told: Any) -> Response:
    place = workplace()
    trail = see_trail(place, InterviewId(interview_id))
    site = place.study_now().sites.get(trail.record.site)
    values = {"shows_receipt": False, "done": None, "refused": None, "message": "", **told}
    return render(
        request, "submission.html", person, status=409 if values["refused"] else 200,
        trail=trail, site_name=site.name if site else None,
        states=STATES, tones=TONES, say=tell_role, time=tell_time, viewed=LOOKS, longest=LONGEST,
        runs_of=lambda number: runs_of(trail, number), **values,
    )  # fmt: skip


def _trail_of(request: Request, interview_id: str) -> str:
    return f"{base_path(request)}/submissions/{interview_id}"
