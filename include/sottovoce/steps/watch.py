"""Step of the watch DAG: does everything still agree with everything?"""

from collections import Counter
from datetime import UTC, datetime, timedelta

from sottovoce.adapters.postgres.ledger_records import BrokenChain
from sottovoce.model.states import TERMINAL, State
from sottovoce.steps.faults import Report
from sottovoce.steps.workplace import Workplace, workplace

_STUCK_AFTER = timedelta(days=1)
_UNANSWERED_AFTER = timedelta(days=14)


def watch() -> Report:
    """Compare ledger and store, and look for what has been waiting too long.

    Returns:
        Counts, and a fault for each disagreement: history altered, released but not in the store,
        withdrawn but still there, stuck for a day, in review for two weeks.
    """
    place = workplace()
    found = [
        *_broken_chain(place),
        *_disagreements(place),
        *_waiting_too_long(place),
    ]
    return Report(
        counts=dict(Counter(kind for kind, _ in found)), faults=[text for _, text in found]
    )


def _broken_chain(place: Workplace) -> list[tuple[str, str]]:
    try:
        place.ledger.verify_chain()
    except BrokenChain as error:
        return [("altered history", f"{error} Restore the ledger from a backup.")]
    return []


def _disagreements(place: Workplace) -> list[tuple[str, str]]:
    expected = {State.RELEASED: True, State.WITHDRAWN: False}
    found = []
    for record in place.ledger.waiting([*expected]):
        code = record.interview_code
        if code is None or place.store.holds(code) is expected[record.state]:
            continue
        if record.state is State.WITHDRAWN and place.ledger.current(code) is not None:
            continue  # another interview of the same code is rightly there
        is_missing = expected[record.state]
        text = (
            f"{record.interview_id} is {record.state}, but the store "
            f"{'lacks' if is_missing else 'still has'} it. "
            f"{'Restore the store from a backup' if is_missing else 'Run withdraw again'}."
        )
        found.append(("missing" if is_missing else "still there", text))
    return found


def _waiting_too_long(place: Workplace) -> list[tuple[str, str]]:
    now = datetime.now(UTC)
    found = []
    for record in place.ledger.waiting([state for state in State if state not in TERMINAL]):
        in_review = record.state is State.IN_REVIEW
        if now - record.since < (_UNANSWERED_AFTER if in_review else _STUCK_AFTER):
            continue
        advice = "Answer its review" if in_review else "Look at the last run of the next DAG"
        text = f"{record.interview_id} is {record.state} since {record.since:%Y-%m-%d}. {advice}."
        found.append(("unanswered" if in_review else "stuck", text))
    return found
