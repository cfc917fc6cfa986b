"""The pages *Review*: what waits to be read, an interview with its words, and what comes after it.

Decisions come from the page's script, to :mod:`sottovoce_airflow.desk.pages.review_decisions`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from sottovoce.errors import ReadingTaken
from sottovoce.model.ids import InterviewId
from sottovoce.steps.desk import reading as readings
from sottovoce.steps.desk.reading import QueueItem
from sottovoce.steps.workplace import workplace
from sottovoce_airflow.desk.access import Person, Reviewer
from sottovoce_airflow.desk.pages.review_view import view_reading
from sottovoce_airflow.desk.pages.telling import tell_age, tell_role, tell_time
from sottovoce_airflow.desk.responses import base_path, render

router = APIRouter(prefix="/review")

_ENDS = {
    "approve": ("Approved", "The interview goes on to its release, masked as you left it."),
    "reject": ("Rejected", "The interview is kept out, and the site is told."),
    "second": ("Read once", "Somebody else reads it next, without seeing what you marked."),
}
"""What is said after a reading, by how it ended."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which interview somebody who may read it asks for."""

    interview_id: InterviewId
    person: Person


def asked(interview_id: str, person: Reviewer) -> Asked:
    """Return what is asked for.

    Raises:
        HTTPException: 403, the person may not read the interviews of its site.
        UnknownInterview: There is no such interview.
    """
    if not interview_id.isprintable():  # PostgreSQL takes no null byte, not even to compare
        raise HTTPException(404)
    if not person.may_read(workplace().ledger.interview(InterviewId(interview_id)).site):
        raise HTTPException(403)
    return Asked(InterviewId(interview_id), person)


Interview = Annotated[Asked, Depends(asked)]


@router.get("")
def show_queue(request: Request, person: Reviewer) -> Response:
    """Show what waits for the person."""
    now = datetime.now(UTC)
    return render(
        request, "review_queue.html", person, queue=_queue(person),
        age=lambda since: tell_age(since, now), say=tell_role,
    )  # fmt: skip


@router.get("/{interview_id}")
def show_interview(request: Request, asked: Interview) -> Response:
    """Show an interview to whoever reads it; to others, who does, and how to begin."""
    try:
        reading = readings.look(workplace(), asked.interview_id, asked.person.name)
    except ReadingTaken as taken:
        return _ask_to_begin(request, asked, taken)
    if not reading.reader:
        return _ask_to_begin(request, asked, None)
    return render(request, "review.html", asked.person, **view_reading(reading))


@router.post("/{interview_id}/open")
def begin(request: Request, asked: Interview) -> Response:
    """Give the person the interview to read, and go there."""
    try:
        readings.open_reading(workplace(), asked.interview_id, asked.person.name)
    except ReadingTaken as taken:
        return _ask_to_begin(request, asked, taken)
    return _go_to(request, asked)


@router.post("/{interview_id}/take-over")
def take_over(request: Request, asked: Interview) -> Response:
    """Take the interview from whoever reads it, and go there."""
    readings.take_over(workplace(), asked.interview_id, asked.person.name)
    return _go_to(request, asked)


@router.get("/{interview_id}/done")
def show_end(
    request: Request, asked: Interview, was: Literal["approve", "reject", "second"]
) -> Response:
    """Say how a reading ended, and offer the next interview."""
    heading, text = _ENDS[was]
    mine = [each for each in _queue(asked.person) if each.reader in {None, asked.person.name}]
    return render(
        request, "review_done.html", asked.person, heading=heading, text=text,
        following=mine[0] if mine else None, n_waiting=len(mine),
    )  # fmt: skip


def _queue(person: Person) -> Sequence[QueueItem]:
    return readings.queue(workplace(), person.name, person.sites)


def _ask_to_begin(request: Request, asked: Asked, taken: ReadingTaken | None) -> Response:
    return render(
        request, "review_claim.html", asked.person, status=409 if taken else 200,
        interview_id=asked.interview_id, taken=taken,
        since=tell_time(taken.since) + " UTC" if taken else "",
    )  # fmt: skip


def _go_to(request: Request, asked: Asked) -> Response:
    # With 303 a browser comes back by GET: loading the page again does not claim anything again.
    return RedirectResponse(f"{base_path(request)}/review/{asked.interview_id}", 303)
