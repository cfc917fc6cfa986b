"""Which interviews wait, grouped so that a task pays once for what is slow to load."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypedDict

from sottovoce.adapters.postgres.ledger import InterviewRecord
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.steps.workplace import workplace


class Batch(TypedDict):
    """Some sites' waiting interviews, for one task.

    ``name`` is what the Airflow UI shows: the codes of the sites.
    """

    name: str
    interviews: list[InterviewId]


def plan_checks() -> list[Batch]:
    """Return the interviews that are received and not yet checked."""
    return _plan(State.RECEIVED)


def plan_deidentification() -> list[Batch]:
    """Return the interviews that are checked and not yet de-identified."""
    return _plan(State.CHECKED)


def plan_releases() -> list[Batch]:
    """Return the interviews that are safe to release, with or without a person's look."""
    return _plan(State.DEIDENTIFIED, State.APPROVED)


def _plan(*states: State) -> list[Batch]:
    place = workplace()
    return split(place.ledger.waiting(states), place.settings.batch_count)


def split(waiting: Sequence[InterviewRecord], n_batches: int) -> list[Batch]:
    """Share interviews out over at most ``n_batches``, never splitting a submission.

    Args:
        waiting: Interviews, in any order.
        n_batches: How many batches there may be, at least 1.

    Returns:
        Batches of about equal size, largest first; empty when nothing waits.
    """
    by_submission: dict[str, list[InterviewRecord]] = defaultdict(list)
    for record in waiting:
        by_submission[record.submission_id].append(record)
    groups: list[list[InterviewRecord]] = [[] for _ in range(n_batches)]
    for submission in sorted(by_submission.values(), key=len, reverse=True):
        min(groups, key=len).extend(submission)
    return [_batch(group) for group in groups if group]


def _batch(records: Sequence[InterviewRecord]) -> Batch:
    sites = sorted({record.site for record in records})
    return Batch(name=" ".join(sites), interviews=[record.interview_id for record in records])
