"""Steps of the review DAG: ask a person, and do what the person said."""

from typing import TypedDict

from sottovoce.errors import InvalidTransition
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE, REJECT, rejected_finding
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.workplace import workplace


class ReviewRun(TypedDict):
    """One run of the review DAG that has to be started.

    The run id names the interview and the transition that asked for review, so that starting it
    twice starts it once.
    """

    trigger_run_id: str
    conf: dict[str, str | int]


def reviews_due() -> list[ReviewRun]:
    """Return a run for each interview that waits for a person and has none yet."""
    ledger = workplace().ledger
    runs = []
    for record in ledger.waiting([State.IN_REVIEW]):
        asked = ledger.history(record.interview_id)[-1]
        if not ledger.is_review_open(record.interview_id, asked.seq):
            runs.append(_run(record.interview_id, record.site, asked.seq, asked.detail))
    return runs


def _run(interview: InterviewId, site: str, seq: int, detail: dict[str, int | str]) -> ReviewRun:
    return ReviewRun(
        trigger_run_id=f"{interview}-{seq}",
        conf={
            "interview_id": interview,
            "site": site,
            "seq": seq,
            "spans": detail.get("spans", 0),
            "doubtful": detail.get("doubtful", 0),
            "turns_to_read": detail.get("turns_to_read", 0),
        },
    )


def open_review(interview: InterviewId, seq: int) -> str:
    """Note that a person is being asked, so that nobody asks twice; return the interview's id."""
    workplace().ledger.note_review(interview, seq)
    return interview


class Answer(TypedDict):
    """What Airflow returns of a human-in-the-loop task."""

    chosen_options: list[str]
    responded_by_user: dict[str, str] | None


def decide(interview: InterviewId, answer: Answer) -> str:
    """Do what a person decided and return where the interview went.

    Args:
        interview: The interview that was in review.
        answer: What the person chose, and who it was.

    Returns:
        The new state, or ``already done`` when the interview is no longer in review.

    Raises:
        ValueError: The choice is neither of those in :mod:`sottovoce.review.decisions`.
    """
    ledger = workplace().ledger
    chosen = answer["chosen_options"][0]
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
