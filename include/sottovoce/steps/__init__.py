"""What each task does: read, call the core, write. The only thing DAGs import.

Every step takes and returns ids and counts, never text, names or audio, because Airflow
stores what passes between tasks in its database.
"""

from sottovoce.steps.batches import plan_checks, plan_deidentification, plan_releases
from sottovoce.steps.check import check_interviews
from sottovoce.steps.deidentify import deidentify_interviews
from sottovoce.steps.intake import poll
from sottovoce.steps.release import release_interviews
from sottovoce.steps.reprocess import plan_reprocessing, reprocess_interviews
from sottovoce.steps.reprocess_report import add_up
from sottovoce.steps.review import decide, open_review, reviews_due
from sottovoce.steps.watch import watch
from sottovoce.steps.withdraw import withdraw_participant

__all__ = [
    "add_up",
    "check_interviews",
    "decide",
    "deidentify_interviews",
    "open_review",
    "plan_checks",
    "plan_deidentification",
    "plan_releases",
    "plan_reprocessing",
    "poll",
    "release_interviews",
    "reprocess_interviews",
    "reviews_due",
    "watch",
    "withdraw_participant",
]
