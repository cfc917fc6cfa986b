"""Take everything of one participant out, because the participant asked for it.

Trigger it with the site's code and the site's code for the person, never a name. Every interview
of that person leaves the store, the `clean` bucket and the `raw` bucket, whatever state it was in;
the site finds a receipt that says so. What lies in the site's own bucket is the site's to delete.

Nothing of that person is accepted again. Safe to repeat. Backups keep what they hold until they are
overwritten.
"""

from datetime import UTC, datetime

from airflow.sdk import Param, dag

from sottovoce import steps
from sottovoce_airflow.flow import gate
from sottovoce_airflow.tasks import step

WHO = "{{ dag_run.triggering_user_name or 'airflow' }}"
CODE = "^[a-z][a-z0-9_-]{1,30}$"


@dag(
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    doc_md=__doc__,
    params={
        "site": Param(type="string", pattern=CODE, description="Site code, e.g. s01."),
        "participant": Param(
            type="string", pattern=CODE, description="Participant code, e.g. s01-p03; never a name."
        ),
    },
    tags=["sottovoce", "withdraw"],
)
def withdraw() -> None:
    done = step(steps.withdraw_participant, pool="storage")(
        "{{ params.site }}", "{{ params.participant }}", WHO
    )
    gate([done])


withdraw()
