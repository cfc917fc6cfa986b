"""Step of the withdraw DAG: take everything of one participant out."""

from collections.abc import Collection

from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.errors import StudyConfigError
from sottovoce.model.ids import (
    InterviewCode,
    InterviewId,
    ParticipantCode,
    SiteCode,
    SubmissionId,
)
from sottovoce.model.states import State
from sottovoce.steps.faults import Report, for_each_interview
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.site_memory import forget_names_out_of_use
from sottovoce.steps.workplace import Workplace, workplace


def withdraw_participant(site: str, participant: str, actor: str) -> Report:
    """Take every interview of a person out of the store, ``clean`` and ``raw``; tell the site.

    The site's own bucket is left alone: what lies there is the site's. The vault only forgets
    which names these interviews held, and what reviewers added from them to its lists: its
    stand-ins do not say whose they are. Safe to repeat.

    Args:
        site: The person's site.
        participant: The site's code for the person.
        actor: Who asked for it.

    Raises:
        StudyConfigError: The study file has no such site, or the ledger no such participant.
    """
    place = workplace()
    if site not in place.study.sites:
        raise StudyConfigError(f"The study file has no site {site}. Correct the site code.")
    records = place.ledger.of_participant(SiteCode(site), ParticipantCode(participant))
    if not records:
        raise StudyConfigError(
            f"Site {site} has sent no interview of this participant. Correct the participant code."
        )
    by_id = {record.interview_id: record for record in records}

    def withdraw(interview: InterviewId) -> str:
        return withdraw_interview(place, by_id[interview], actor, reason="participant")

    report = for_each_interview(by_id, withdraw)
    report["faults"] += write_receipts()
    for submission in {record.submission_id for record in records}:
        _forget_if_empty(place, submission)
    return report


def withdraw_interview(place: Workplace, record: InterviewRecord, actor: str, reason: str) -> str:
    """Take one interview out; the ledger keeps that it was there.

    The ledger comes first, so that nothing that is under way can bring it back afterwards.
    """
    if record.state is not State.WITHDRAWN:
        place.ledger.move(
            record.interview_id, State.WITHDRAWN, actor=actor, detail={"reason": reason}
        )
    if record.interview_code is not None and not place.ledger.releases(record.interview_code):
        remove_from_release(place, record.site, record.interview_code)
    Originals(place.objects, place.settings.raw_bucket).forget(record.interview_id)
    forget_names_out_of_use(place, record.site)
    if reason != "replaced":  # else its newer version is in use, and so are its words
        place.vault.lists.forget(record.interview_id)
    return State.WITHDRAWN.value


def withdraw_other_versions(place: Workplace, record: InterviewRecord) -> None:
    """Take an interview out in every form, because its newest manifest says there is no consent."""
    for other in place.ledger.other_versions(record):
        if other.state not in (State.QUARANTINED, State.WITHDRAWN):
            withdraw_interview(place, other, actor="check", reason="consent")
    if record.interview_code is not None:
        remove_from_release(place, record.site, record.interview_code)


def remove_from_release(place: Workplace, site: str, code: InterviewCode) -> None:
    """Take an interview out of the store and out of the bucket ``clean``, in every profile."""
    place.store.remove_interview(code)
    remove_clean_objects(place, f"{site}/{code}")


def remove_clean_objects(place: Workplace, name: str, *, besides: Collection[str] = ()) -> None:
    """Delete the files of one interview in the bucket ``clean``.

    Args:
        place: Where.
        name: Site and code; every profile's file is called so, up to a full stop.
        besides: Keys of those that stay.
    """
    bucket = place.settings.clean_bucket
    for info in list(place.objects.list_objects(bucket, f"{name}.")):
        if info.key not in besides:
            place.objects.delete(bucket, info.key)


def _forget_if_empty(place: Workplace, submission: SubmissionId) -> None:
    """Delete manifest, roster and folder name too, once nobody of the folder is left."""
    states = {record.state for record in place.ledger.submission(submission)}
    if states == {State.WITHDRAWN}:
        Originals(place.objects, place.settings.raw_bucket).forget_submission(submission)
