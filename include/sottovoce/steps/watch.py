"""Step of the watch DAG: does everything still agree with everything?"""

from collections import Counter
from datetime import UTC, datetime, timedelta

from sottovoce.adapters.kept_recordings import n_in_retention
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger_records import BrokenChain
from sottovoce.model.states import TERMINAL, State
from sottovoce.steps.faults import Report
from sottovoce.steps.recording_release import CONTAINERS
from sottovoce.steps.workplace import Workplace, workplace

_STUCK_AFTER = timedelta(days=1)
_UNANSWERED_AFTER = timedelta(days=14)
_ANSWER = "Answer its review, or clear its run of the DAG review if that failed"


def watch() -> Report:
    """Compare ledger, store and kept originals, and look for what has been waiting too long.

    Copies that were cut short, and that no submission counts on, are deleted after a day: the
    originals are still at the site. Recordings whose consent ended are counted: a person decides.

    Returns:
        Counts, and a fault for each disagreement: history altered, released but not in the store,
        in the store but not released, a recording in one of store and bucket only, stuck for a
        day, in review for two weeks.
    """
    place = workplace()
    found = [
        *_broken_chain(place),
        *_disagreements(place),
        *_sound_disagreements(place),
        *_waiting_too_long(place),
    ]
    counts = Counter(kind for kind, _ in found)
    counts["abandoned copies deleted"] = _delete_abandoned_copies(place)
    counts["recordings that wait for a decision"] = n_in_retention(
        place.objects, place.settings.raw_bucket
    )
    return Report(counts=dict(counts), faults=[text for _, text in found])


def _broken_chain(place: Workplace) -> list[tuple[str, str]]:
    try:
        place.ledger.verify_chain()
    except BrokenChain as error:
        return [("altered history", f"{error} Restore the ledger from a backup.")]
    return []


def _disagreements(place: Workplace) -> list[tuple[str, str]]:
    held, released = place.store.codes(), place.ledger.released_codes()
    missing = [
        ("missing", f"{code} is released, but the store lacks it. Restore the store.")
        for code in sorted(released - held)
    ]
    too_many = [
        (
            "still there",
            f"{code} is in the store, but not released. Run withdraw for its participant, or let "
            "the release DAG run again.",
        )
        for code in sorted(held - released)
    ]
    return missing + too_many


def _sound_disagreements(place: Workplace) -> list[tuple[str, str]]:
    held = place.store.recording_keys()
    bucket = place.settings.clean_bucket
    keys = {info.key for info in place.objects.list_objects(bucket, "")}
    there = {key for key in keys if key.rpartition(".")[2] in CONTAINERS}
    missing = [
        ("missing", f"The recording {key} is in the store, but not in {bucket}. Restore it.")
        for key in sorted(held - there)
    ]
    too_many = [
        ("still there", f"The recording {key} is in {bucket}, but not in the store. Delete it.")
        for key in sorted(there - held)
    ]
    return missing + too_many


def _delete_abandoned_copies(place: Workplace) -> int:
    originals = Originals(place.objects, place.settings.raw_bucket)
    kept = originals.submissions()
    known = place.ledger.submissions()
    before = datetime.now(UTC) - _STUCK_AFTER
    abandoned = [each for each, written_at in kept if each not in known and written_at < before]
    for submission in abandoned:
        originals.forget_submission(submission)
    return len(abandoned)


def _waiting_too_long(place: Workplace) -> list[tuple[str, str]]:
    now = datetime.now(UTC)
    found = []
    for record in place.ledger.waiting([state for state in State if state not in TERMINAL]):
        in_review = record.state is State.IN_REVIEW
        if now - record.since < (_UNANSWERED_AFTER if in_review else _STUCK_AFTER):
            continue
        advice = _ANSWER if in_review else "Look at the last run of the next DAG"
        text = f"{record.interview_id} is {record.state} since {record.since:%Y-%m-%d}. {advice}."
        found.append(("unanswered" if in_review else "stuck", text))
    return found
