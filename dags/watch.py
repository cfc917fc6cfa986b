"""Does everything still agree with everything?

Once a day: the ledger's history is recomputed, so that an altered row is noticed; what the ledger
calls released must be in the store, and what was withdrawn must not; nothing may be stuck for a
day, and no review unanswered for two weeks. A red run lists what an operator must look at.
"""

from datetime import UTC, datetime

from airflow.sdk import dag

from sottovoce import steps
from sottovoce_airflow.flow import gate
from sottovoce_airflow.tasks import step


@dag(
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["sottovoce", "watch"],
)
def watch() -> None:
    gate([step(steps.watch, pool="storage")()])


watch()
