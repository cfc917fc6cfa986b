"""Do again what a new policy, or a new version of the software, changes.

Trigger it after `study.yaml` or the software has changed. It looks at every interview that was
searched: whose policy and detector are still today's is left alone. The others are searched
again, and what is found is compared with what was found before, in counts only: **added**,
**removed** (it will be told from now on), **moved** (other ends), **retyped**, **newly doubtful**.
If only the policy says otherwise what becomes of identifiers, nothing is searched again.

With *dry_run*, which is the default, the log says all this and nothing is changed. Without it,
the text in the store is replaced, at once and as a whole. An interview with something newly
doubtful leaves the store and goes to *review*, even if a person approved it before: that person
has not seen this. To keep most interviews in the store meanwhile, go site by site.

Safe to stop and to run again at any time; what was done is not done twice.
"""

from datetime import UTC, datetime

from airflow.sdk import Param, dag

from sottovoce import steps
from sottovoce_airflow.flow import CHECKED, DEIDENTIFIED, gate
from sottovoce_airflow.tasks import step


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    render_template_as_native_obj=True,
    params={
        "dry_run": Param(True, type="boolean", description="Only say what would change."),
        "sites": Param([], type="array", description="Site codes, e.g. s01; empty for all."),
    },
    tags=["sottovoce", "reprocess"],
)
def reprocess() -> None:
    batches = step(steps.plan_reprocessing, pool="storage")("{{ params.sites }}")
    done = (
        step(
            steps.reprocess_interviews,
            pool="detectors",
            outlets=[CHECKED, DEIDENTIFIED],
            map_index_template="{{ task.op_kwargs['batch']['name'] }}",
        )
        .partial(dry_run="{{ params.dry_run }}")
        .expand(batch=batches)
    )
    step(steps.add_up, pool="storage", trigger_rule="none_failed")(done)
    gate(done)


reprocess()
