"""What the script of the review page sends: each decision as it is made, and the end."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse

from sottovoce.errors import (
    DeskRefusal,
    NotReviewable,
    ReadingTaken,
    StaleReading,
    WouldBeStopped,
)
from sottovoce.review.marks import Verdict
from sottovoce.steps.desk import reading as readings
from sottovoce.steps.desk.reading import Finished, Saved
from sottovoce.steps.workplace import workplace
from sottovoce_airflow.desk import answering
from sottovoce_airflow.desk.answering import NotAnswered
from sottovoce_airflow.desk.pages.review import Asked, Interview
from sottovoce_airflow.desk.pages.review_sent import Changes, Ending, Memory, Sent
from sottovoce_airflow.desk.pages.review_view import view_turns
from sottovoce_airflow.desk.responses import base_path, render_part, wants_json

router = APIRouter(prefix="/review/{interview_id}")


def by_script(asked: Interview, request: Request) -> Asked:
    """Return what the Desk's own script asks for.

    Raises:
        HTTPException: 403, it is something else that asks.
    """
    if not wants_json(request):
        raise HTTPException(403)
    return asked


Script = Annotated[Asked, Depends(by_script)]


@router.post("/mark")
def mark(request: Request, asked: Script, sent: Changes) -> JSONResponse:
    """Save decisions about places."""
    marks = [each.as_mark(each.verdict) for each in sent.changes]
    return _save(
        request, asked, lambda who: readings.mark(
            workplace(), asked.interview_id, who, sent.version, marks, everywhere=sent.everywhere
        ),
    )  # fmt: skip


@router.post("/undo")
def undo(request: Request, asked: Script, sent: Sent) -> JSONResponse:
    """Take the last decision back."""
    return _save(
        request, asked, lambda who: readings.undo(
            workplace(), asked.interview_id, who, sent.version
        ),
    )  # fmt: skip


@router.post("/remember")
def remember(request: Request, asked: Script, sent: Memory) -> JSONResponse:
    """Let words count beyond the interview: on the site's roster, or never masked."""
    change = sent.as_mark(Verdict.MASK)
    return _save(
        request, asked, lambda who: readings.remember(
            workplace(), asked.interview_id, who, sent.version, change, sent.kind
        ),
    )  # fmt: skip


@router.post("/finish")
def finish(request: Request, asked: Script, sent: Ending) -> JSONResponse:
    """End the reading, and answer the run's question where nobody else has to read.

    A reading whose answer Airflow does not take must not stay closed.
    """
    who = asked.person.name
    try:
        finished = readings.finish(
            workplace(), asked.interview_id, who, sent.version, sent.outcome, sent.message
        )
    except DeskRefusal as refusal:
        return _refuse(refusal)
    try:
        _answer(request, finished)
    except NotAnswered as refusal:
        return _open_again(asked, who, refusal)
    except BaseException:
        readings.reopen(workplace(), asked.interview_id, who)
        raise
    if finished.answer is not None:
        readings.answer_taken(workplace(), finished)
    was = "second" if finished.needs_second_reader else sent.outcome
    return JSONResponse(
        {"next": f"{base_path(request)}/review/{asked.interview_id}/done?was={was}"}
    )


def _answer(request: Request, finished: Finished) -> None:
    """Answer the run's question, if nobody else has to read first."""
    if finished.answer is not None:
        answering.answer(request, f"{finished.interview_id}-{finished.seq}", finished.answer)


def _open_again(asked: Asked, who: str, why: NotAnswered) -> JSONResponse:
    """Let a reader go on whose answer Airflow did not take, unless it counts with another one."""
    try:
        again = readings.reopen(workplace(), asked.interview_id, who)
    except NotReviewable:
        answered = NotReviewable(
            "Somebody else has just answered the question about this interview.",
            "What you decided is saved and counts. Look in a minute what became of the interview.",
        )
        return _refuse(answered)
    return _refuse(why, version=again.version)


def _save(request: Request, asked: Asked, save: Callable[[str], Saved]) -> JSONResponse:
    try:
        saved = save(asked.person.name)
    except DeskRefusal as refusal:
        return _refuse(refusal)
    return JSONResponse(
        {
            "version": saved.version,
            "can_undo": saved.can_undo,
            "turns": {
                turn.index: render_part(request, "review_one_turn.html", asked.person, t=turn)
                for turn in view_turns(saved.turns, saved.items)
            },
        }
    )


def _refuse(refusal: DeskRefusal, **more: object) -> JSONResponse:
    """Return why not: 409 where the page can't go on, 422 where only this can't be done."""
    is_over = isinstance(refusal, NotReviewable | ReadingTaken | StaleReading)
    told = {"problem": refusal.problem, "fix": refusal.fix, **more}
    if isinstance(refusal, WouldBeStopped):
        told["turns"] = refusal.turns
    return JSONResponse(told, 409 if is_over else 422)
