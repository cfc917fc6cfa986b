"""Which runs of which DAGs a step of an interview belongs to, and where Airflow shows them."""

from dataclasses import dataclass
from datetime import UTC
from urllib.parse import quote, urlencode

from sottovoce.model.states import State
from sottovoce.steps.desk.submissions import Step, Trail

_DAGS = {
    "intake": "intake",
    "check": "intake",
    "deidentify": "deidentify",
    "release": "release",
    "reprocess": "reprocess",
}
"""By what the ledger calls whoever took the step; anybody else is a person."""


@dataclass(frozen=True, slots=True)
class RunLink:
    """A link to a run.

    Attributes:
        label: What the link says.
        path: Where it leads, below Airflow's own address.
    """

    label: str
    path: str


def runs_of(trail: Trail, number: int) -> tuple[RunLink, ...]:
    """Return the run that took a step, then the one that the step began.

    Args:
        trail: The interview's trail.
        number: Which step of it, counted from 0.

    Returns:
        Empty for a step that a person took outside of any run.
    """
    step = trail.steps[number]
    dag = _DAGS.get(step.transition.actor)
    links = [_around(dag, step)] if dag else []
    if step.transition.after is State.IN_REVIEW:
        links.append(_review(trail, step))
    elif step.transition.before is State.IN_REVIEW and not dag:
        links.append(_review(trail, trail.steps[number - 1]))
    return tuple(links)


def _review(trail: Trail, asked: Step) -> RunLink:
    """The run that asks a person is called after the step that asked for one."""
    run = f"{trail.record.interview_id}-{asked.transition.seq}"
    return RunLink("review", f"/dags/review/runs/{quote(run)}")


def _around(dag: str, step: Step) -> RunLink:
    """Batches have no run of their own: the latest that had begun is the one that took the step."""
    at = f"{step.transition.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
    when = urlencode({"start_date_lte": at, "sort": "-start_date"})
    return RunLink(dag, f"/dags/{dag}/runs?{when}")
