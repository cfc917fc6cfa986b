"""Replace what identifies, look a second time, and load the store.

Starts when interviews are de-identified or approved. Every identifier is replaced by a stand-in
such as `[Person 3]`, the same one throughout a site. The result is searched once more for
everything that was replaced and everything on the site's roster: a hit sends the interview to a
person instead. What remains is loaded into the store, one transaction an interview, and written
to the `clean` bucket. Releasing an interview again replaces what was there.
"""

from datetime import UTC, datetime

from airflow.sdk import dag

from sottovoce import steps
from sottovoce_airflow.flow import APPROVED, DEIDENTIFIED, gate, whenever
from sottovoce_airflow.tasks import step


@dag(
    schedule=whenever(DEIDENTIFIED | APPROVED),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["sottovoce", "4 release"],
)
def release() -> None:
    batches = step(steps.plan_releases, pool="storage")()
    released = step(
        steps.release_interviews,
        pool="storage",
        map_index_template="{{ task.op_kwargs['batch']['name'] }}",
    ).expand(batch=batches)
    gate(released)


release()
