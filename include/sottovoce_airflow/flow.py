"""What the DAGs share: the assets between them, how often they look, and the gate."""

import os
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from airflow.configuration import conf
from airflow.sdk import Asset, AssetOrTimeSchedule, DeltaTriggerTimetable, task
from airflow.sdk.exceptions import AirflowFailException

from sottovoce.steps.faults import Report
from sottovoce_airflow.desk.registration import PREFIX

CHECKED = Asset("sottovoce://interviews/checked")
"""Interviews passed every check."""

DEIDENTIFIED = Asset("sottovoce://interviews/deidentified")
"""Interviews had their identifiers found."""

APPROVED = Asset("sottovoce://interviews/approved")
"""A person approved an interview."""

DESK = conf.get("api", "base_url", fallback="http://localhost:8080").rstrip("/") + PREFIX
"""Where a browser finds the Desk."""

POOLS = {
    "storage": (4, "Tasks that mostly wait for object storage and PostgreSQL."),
    "detectors": (
        int(os.environ.get("SOTTOVOCE_DETECTOR_SLOTS", "2")),
        "Tasks that load language models or Great Expectations: about 0.5 GB of memory each.",
    ),
}
"""Pools by name: how many slots, and what for. Created by ``python -m sottovoce_airflow.pools``.

``SOTTOVOCE_DETECTOR_SLOTS`` (default 2) should be the number of cores that all workers have.
"""


def poll_interval() -> timedelta:
    """Return how often the sites' buckets are listed (``SOTTOVOCE_POLL_SECONDS``, default 60)."""
    return timedelta(seconds=int(os.environ.get("SOTTOVOCE_POLL_SECONDS", "60")))


def whenever(assets: Any) -> AssetOrTimeSchedule:
    """Return a schedule that starts a run when assets change, and ten polls later at the latest.

    The second part picks up what a killed process left behind.
    """
    return AssetOrTimeSchedule(timetable=DeltaTriggerTimetable(10 * poll_interval()), assets=assets)


def stop_on_faults(reports: Iterable[Report | None]) -> None:
    """Turn the run red when an operator must act, and only then.

    An interview that breaks a rule is a finding on that interview: its site gets a receipt, and
    the run stays green. A fault is something only an operator can mend.

    Args:
        reports: What the steps of the run returned.

    Raises:
        AirflowFailException: There is a fault; lists all of them.
    """
    faults = [fault for report in reports if report for fault in report["faults"]]
    if faults:
        raise AirflowFailException("An operator must act. " + " ".join(faults))


gate: Any = task(trigger_rule="none_failed", retries=0, task_id="gate")(stop_on_faults)
"""The last task of a run."""
