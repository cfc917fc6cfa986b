"""Steps of the review DAG: ask a person, and do what the person said."""

from typing import TypedDict

from sottovoce.adapters.postgres.ledger_records import InterviewRecord, Transition
from sottovoce.errors import InvalidTransition, NotReviewable
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE, REJECT, rejected_finding
from sottovoce.review.ruling import Answer as Said
from sottovoce.review.ruling import AskAgain, objection
from sottovoce.steps.decisions import (
    Decision,
    answered_readings,
    apply_decision,
    heard_at_desk,
    undo_if_withdrawn,
)
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.workplace import Workplace, workplace

_COUNTS = ("spans", "doubtful", "near_misses", "turns", "turns_to_read")
"""What the question tells of an interview. A transition of an older version may lack some."""

_MOST_AT_ONCE = 500  # Airflow maps a task over 1,024 at most; the rest comes next time


class ReviewRun(TypedDict):
    """One run of the review DAG that has to be started.

    The run id names the interview and the transition that asked for review, so that starting it
    twice starts it once.
    """

    trigger_run_id: str
    conf: dict[str, str | int]


def reviews_due() -> list[ReviewRun]:
    """Return a run for each interview that waits for a person and has none yet."""
    due = workplace().ledger.reviews_to_open()[:_MOST_AT_ONCE]
    return [_run(record, asked) for record, asked in due]


def _run(record: InterviewRecord, asked: Transition) -> ReviewRun:
    counts = {name: asked.detail.get(name, 0) for name in _COUNTS}
    return ReviewRun(
        trigger_run_id=f"{record.interview_id}-{asked.seq}",
        conf={
            "interview_id": record.interview_id,
            "site": record.site,
            "seq": asked.seq,
            **counts,
        },
    )


def open_review(interview: InterviewId, seq: str) -> InterviewId:
    """Note that a person is being asked, so that nobody asks twice; return the interview's id.

    A run that is cleared begins here again: what it was answered before does not count any more,
    and whoever finished reading can answer anew.
    """
    place = workplace()
    place.ledger.note_review(interview, int(seq))
    place.readings.forget_answer(int(seq))
    return interview


class Answer(TypedDict):
    """What Airflow returns of a human-in-the-loop task."""

    chosen_options: list[str]
    responded_by_user: dict[str, str] | None


def decide(interview: InterviewId, seq: str, answer: Answer) -> str:
    """Do what people decided and return where the interview went.

    What readers marked at the Desk is applied here, so that exactly this is released. An answer
    that the study does not want to count, such as one from outside the Desk, moves nothing: the
    question is asked again, in a new run. Everything can be done again from any point at which
    the task died: the marks are applied to what was found before them, and the ledger comes last.

    Args:
        interview: The interview that was in review.
        seq: The transition that the person was asked about.
        answer: What the person chose, and who it was.

    Returns:
        The new state; ``already done`` when the question is no longer open, ``asked again`` when
        the answer does not count.

    Raises:
        ValueError: The choice is neither of those in :mod:`sottovoce.review.decisions`.
    """
    place = workplace()
    chosen = answer["chosen_options"][0]
    if chosen not in (APPROVE, REJECT):
        msg = "a review ends with one of its two options"
        raise ValueError(msg)
    asked = place.ledger.history(interview)[-1]
    if asked.seq != int(seq) or asked.after is not State.IN_REVIEW:
        undo_if_withdrawn(place, interview)
        return "already done"  # another question has been asked since, or answered
    actor = (answer["responded_by_user"] or {}).get("name") or "airflow"
    try:
        return _decide(
            place, place.ledger.interview(interview), asked, Said(chosen == APPROVE, actor)
        )
    except (InvalidTransition, NotReviewable):  # somebody was faster
        undo_if_withdrawn(place, interview)
        return "already done"


def _decide(place: Workplace, record: InterviewRecord, asked: Transition, said: Said) -> str:
    rows = answered_readings(place, record, asked.seq)
    heard = heard_at_desk(place, rows)
    reason = objection(place.study.review, record.site, said, heard)
    if reason is not None:
        return _ask_again(place, record, asked, reason, said.actor)
    decision = apply_decision(place, record, rows, approved=said.approves)
    _move(place, record, asked, decision, said)
    write_receipts()
    return place.ledger.interview(record.interview_id).state.value


def _ask_again(
    place: Workplace, record: InterviewRecord, asked: Transition, reason: AskAgain, actor: str
) -> str:
    """Ask the same question in a new run; who is reading goes on with what they marked."""
    place.ledger.move(
        record.interview_id,
        State.IN_REVIEW,
        actor=actor,
        detail={**asked.detail, "reason": reason.value},
        last_seq=asked.seq,
    )
    return "asked again"


def _move(
    place: Workplace, record: InterviewRecord, asked: Transition, decision: Decision, said: Said
) -> None:
    approved = said.approves
    place.ledger.move(
        record.interview_id,
        State.APPROVED if approved else State.QUARANTINED,
        actor=said.actor,
        findings=[] if approved else [rejected_finding(decision.message)],
        detail=decision.detail,
        last_seq=asked.seq,
    )
