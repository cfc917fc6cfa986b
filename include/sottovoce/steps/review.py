"""Steps of the review DAG: ask a person, and do what the person said."""

from typing import TypedDict

from sottovoce.adapters.postgres.ledger_records import InterviewRecord, Transition
from sottovoce.errors import InvalidTransition
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE, REJECT, rejected_finding
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.workplace import workplace

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
    """Note that a person is being asked, so that nobody asks twice; return the interview's id."""
    workplace().ledger.note_review(interview, int(seq))
    return interview


class Answer(TypedDict):
    """What Airflow returns of a human-in-the-loop task."""

    chosen_options: list[str]
    responded_by_user: dict[str, str] | None


def decide(interview: InterviewId, seq: str, answer: Answer) -> str:
    """Do what a person decided and return where the interview went.

    Args:
        interview: The interview that was in review.
        seq: The transition that the person was asked about.
        answer: What the person chose, and who it was.

    Returns:
        The new state, or ``already done`` when the question is no longer open.

    Raises:
        ValueError: The choice is neither of those in :mod:`sottovoce.review.decisions`.
    """
    ledger = workplace().ledger
    chosen = answer["chosen_options"][0]
    if ledger.history(interview)[-1].seq != int(seq):
        return "already done"  # another question has been asked since, or answered
    actor = (answer["responded_by_user"] or {}).get("name") or "airflow"
    try:
        if chosen == APPROVE:
            ledger.move(interview, State.APPROVED, actor=actor)
        elif chosen == REJECT:
            ledger.move(interview, State.QUARANTINED, actor=actor, findings=[rejected_finding()])
        else:
            msg = "a review ends with one of its two options"
            raise ValueError(msg)
    except InvalidTransition:
        return "already done"
    write_receipts()
    return ledger.interview(interview).state.value
