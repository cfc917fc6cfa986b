"""Step of the withdraw DAG: take everything of one participant out."""

from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.errors import StudyConfigError
from sottovoce.model.ids import InterviewCode, InterviewId, ParticipantCode, SiteCode
from sottovoce.model.states import State
from sottovoce.steps.faults import Report, for_each_interview
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.workplace import Workplace, workplace


def withdraw_participant(site: str, participant: str, actor: str) -> Report:
    """Take every interview of a person out of the store, ``clean`` and ``raw``; tell the site.

    The site's own bucket is left alone: what lies there is the site's. The vault is too: its
    entries do not say whose they are. Safe to repeat.

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
        return withdraw_interview(place, by_id[interview], actor)

    report = for_each_interview(by_id, withdraw)
    write_receipts()
    return report


def withdraw_interview(place: Workplace, record: InterviewRecord, actor: str) -> str:
    """Take one interview out; the ledger keeps that it was there."""
    if record.interview_code is not None:
        remove_from_release(place, record.site, record.interview_code)
    Originals(place.objects, place.settings.raw_bucket).forget(record.interview_id)
    if record.state is not State.WITHDRAWN:
        place.ledger.move(record.interview_id, State.WITHDRAWN, actor=actor)
    return State.WITHDRAWN.value


def remove_from_release(place: Workplace, site: str, code: InterviewCode) -> None:
    """Take an interview out of the store and out of the bucket ``clean``."""
    place.store.remove_interview(code)
    for suffix in ("json", "txt"):
        place.objects.delete(place.settings.clean_bucket, f"{site}/{code}.{suffix}")
