"""Find what sites sent, keep it, and hold it against the rules.

Every site drops folders into the `inbox/` of its own bucket. Each run lists the buckets of all
sites, copies what is complete, and registers every interview exactly once. Interviews are then
checked: consent, participant, role, dates, checksums, and whether the transcript can be read.

An interview that breaks a rule is *quarantined*: the run stays green, the others go on, and the
site finds a receipt in its bucket that says what to fix. Sending again, corrected, is always safe.
A red run means that an operator must act, for instance because a bucket can't be read.
"""

from datetime import UTC, datetime

from airflow.sdk import dag

from sottovoce import steps
from sottovoce_airflow.flow import CHECKED, gate, poll_interval
from sottovoce_airflow.tasks import step


@dag(
    schedule=poll_interval(),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["sottovoce", "1 intake"],
)
def intake() -> None:
    polled = step(steps.poll, pool="storage")()
    batches = step(steps.plan_checks, pool="storage")()
    checked = step(
        steps.check_interviews,
        pool="detectors",
        outlets=[CHECKED],
        map_index_template="{{ task.op_kwargs['batch']['name'] }}",
    ).expand(batch=batches)
    polled >> batches
    gate.override(task_id="gate_poll")([polled])
    gate(checked)


intake()
