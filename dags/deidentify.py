"""Find the names, places, dates and numbers that identify people.

Starts when interviews have passed their checks. Interviews are taken in batches, in parallel;
what is found is kept as types and positions, never as words.

An interview in which nothing is doubtful goes straight to release. One in which something is
doubtful opens a run of the *review* DAG, where a data manager decides.
"""

from datetime import UTC, datetime

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import dag

from sottovoce import steps
from sottovoce_airflow.flow import CHECKED, DEIDENTIFIED, gate, whenever
from sottovoce_airflow.tasks import step


@dag(
    schedule=whenever([CHECKED]),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["sottovoce", "2 deidentify"],
)
def deidentify() -> None:
    batches = step(steps.plan_deidentification, pool="storage")()
    found = step(
        steps.deidentify_interviews,
        pool="detectors",
        outlets=[DEIDENTIFIED],
        map_index_template="{{ task.op_kwargs['batch']['name'] }}",
    ).expand(batch=batches)
    due = step(steps.reviews_due, pool="storage", trigger_rule="all_done")()
    found >> due
    TriggerDagRunOperator.partial(
        task_id="open_reviews",
        trigger_dag_id="review",
        skip_when_already_exists=True,
        map_index_template="{{ task.conf['site'] }}",
    ).expand_kwargs(due)
    gate(found)


deidentify()
