"""Opening an interview at the Desk: who reads it, and that its words were shown."""

from sottovoce.adapters.postgres.desk.readings import Claim, Readings
from sottovoce.adapters.postgres.desk.views import RawViews
from sottovoce.errors import NotReviewable
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.review.readings import ReadingRow
from sottovoce.steps.desk.shown import Reading, show_reading
from sottovoce.steps.desk.texts import Text, text_of
from sottovoce.steps.workplace import Workplace


def look(place: Workplace, interview_id: InterviewId, who: str) -> Reading:
    """Return a person's own reading; where nobody is reading, one without reader and turns.

    Raises:
        ReadingTaken: Somebody else is reading.
        NotReviewable: It is not in review, is answered, or this person was its first reader.
    """
    text, claim = _question(place, interview_id, who)
    readings = place.readings
    with readings.connected():
        row = readings.mine(claim)
        if row is None:
            return _unclaimed(text)
        return _shown(place, readings, text, row)


def open_reading(place: Workplace, interview_id: InterviewId, who: str) -> Reading:
    """Begin to read, or go on; in a study with two readers as the second where one has read.

    Raises:
        ReadingTaken: Somebody else is reading.
        NotReviewable: It is not in review, is answered, or this person was its first reader.
    """
    text, claim = _question(place, interview_id, who)
    readings = place.readings
    with readings.connected():
        return _shown(place, readings, text, readings.claim(claim))


def take_over(place: Workplace, interview_id: InterviewId, who: str) -> Reading:
    """Go on with what somebody else is reading; they can't any more, and it is noted.

    Raises:
        NotReviewable: Nobody is reading it, or this person read it in the other place.
    """
    text, claim = _question(place, interview_id, who)
    readings = place.readings
    with readings.connected():
        return _shown(place, readings, text, readings.take_over(claim))


def reopen(place: Workplace, interview_id: InterviewId, who: str) -> Reading:
    """Let a person go on with a finished reading, because its question could not be answered.

    Raises:
        NotReviewable: There is none of this person's that nobody acted on yet.
    """
    text, claim = _question(place, interview_id, who)
    readings = place.readings
    with readings.connected():
        return _shown(place, readings, text, readings.reopen(claim))


def _question(place: Workplace, interview: InterviewId, who: str) -> tuple[Text, Claim]:
    with place.ledger.connected():
        record = place.ledger.interview(interview)
        seq = place.ledger.history(interview)[-1].seq
    if record.state is not State.IN_REVIEW or record.superseded:
        raise NotReviewable(
            "This interview is not in review.", "Look it up to see where it is now."
        )
    text = text_of(place, interview, seq)
    two = place.study_now().review.second_reader
    return text, Claim(interview, text.words_sha256, who, two)


def _shown(place: Workplace, readings: Readings, text: Text, row: ReadingRow) -> Reading:
    """Return a reading after writing down that its words were shown."""
    views = RawViews(place.settings.ledger_dsn.get_secret_value())
    views.note(row.reader, row.interview_id, "transcript")
    marks = readings.marks(row.reading_id)
    return show_reading(text, row, marks, place.study_now().deidentify)


def _unclaimed(text: Text) -> Reading:
    record = text.record
    return Reading(
        interview_id=record.interview_id,
        seq=text.seq,
        site=record.site,
        role=record.role or "",
        version=0,
        place=0,
        reader="",
        turns=(),
        items=(),
        has_recording=text.has_recording,
        can_undo=False,
    )
