"""What data managers do to an interview: send it back to its site, or have it checked again."""

import logging

from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.errors import DeskRefusal, InvalidTransition, TransientError
from sottovoce.model.findings import Finding
from sottovoce.model.ids import InterviewId, ParticipantCode, SiteCode
from sottovoce.model.states import State, can_move
from sottovoce.steps.desk.messages import check_message
from sottovoce.steps.desk.texts import forget_text
from sottovoce.steps.faults import describe
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.workplace import Workplace

log = logging.getLogger(__name__)


def sent_back(message: str) -> Finding:
    """Return what the site reads of an interview that a data manager sent back."""
    return Finding(
        code="sent-back",
        where="this interview",
        problem=f"The study team sent this interview back. They write: {message}",
        fix="Do what the message asks for, then send the folder again under the same name.",
    )


def send_back(place: Workplace, who: str, interview_id: InterviewId, message: str) -> bool:
    """Keep an interview out that is under way, and tell its site why.

    Args:
        place: Where.
        who: Account name of the data manager.
        interview_id: Which interview.
        message: What the site is told, word for word.

    Returns:
        Whether the site's receipt tells it by now. If not, the step that comes next writes it.

    Raises:
        DeskRefusal: It is released, kept out or withdrawn already, or was sent again.
        RefusedMessage: The message may tell what is confidential.
    """
    record = place.ledger.interview(interview_id)
    if record.superseded or not can_move(record.state, State.QUARANTINED):
        raise DeskRefusal(
            "Only an interview that is on its way to release can be sent back.",
            "Take a released one out with the DAG withdraw.",
        )
    check_message(place, record, message)
    _move(place, record, State.QUARANTINED, who, [sent_back(message)])
    forget_text(interview_id)
    return _is_told(place, interview_id)


def requeue(place: Workplace, who: str, interview_id: InterviewId) -> None:
    """Have an interview that was kept out checked again from the start, after a fix on our side.

    Args:
        place: Where.
        who: Account name of the data manager.
        interview_id: Which interview.

    Raises:
        DeskRefusal: It is not kept out, was sent again, or its participant has withdrawn.
    """
    record = place.ledger.interview(interview_id)
    if record.state is not State.QUARANTINED:
        raise DeskRefusal(
            "Only an interview that was kept out can be checked again.",
            "Wait until this one has come to its end.",
        )
    if record.superseded:
        raise DeskRefusal(
            "The site has sent this folder again with other contents.",
            "Look at the newer version.",
        )
    if has_withdrawn(place, record):
        raise DeskRefusal(
            "The participant of this interview has withdrawn.", "Leave it out; it stays out."
        )
    _move(place, record, State.RECEIVED, who, [])
    _is_told(place, interview_id)


def has_withdrawn(place: Workplace, record: InterviewRecord) -> bool:
    """Whether the participant of an interview asked to be taken out."""
    if record.participant_code is None:
        return False
    return place.ledger.has_withdrawn(
        SiteCode(record.site), ParticipantCode(record.participant_code)
    )


def _move(
    place: Workplace, record: InterviewRecord, to: State, who: str, findings: list[Finding]
) -> None:
    try:
        place.ledger.move(record.interview_id, to, actor=who, findings=findings)
    except InvalidTransition:
        raise DeskRefusal(
            "The interview was moved meanwhile.", "Look where it is now, and decide again."
        ) from None


def _is_told(place: Workplace, interview: InterviewId) -> bool:
    """Whether the receipt of an interview that was moved is written, after trying to."""
    try:
        faults = write_receipts()
        due = {record.interview_id for record, _ in place.ledger.receipts_due()}
    except TransientError as error:  # the interview was moved all the same
        faults, due = [f"receipts: {describe(error)}"], {interview}
    for fault in faults:
        log.error("%s", fault)
    return interview not in due
