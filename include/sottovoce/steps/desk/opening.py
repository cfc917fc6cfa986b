"""Opening an interview at the Desk: who reads it, and that its words were shown."""

from sottovoce.errors import NotReviewable
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.review.readings import ReadingRow
from sottovoce.review.who_reads import Claim
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
    with place.readings.connected():
        row = place.readings.mine(claim)
        if row is None:
            return _unclaimed(text)
        return _shown(place, text, row)


def open_reading(place: Workplace, interview_id: InterviewId, who: str) -> ReadingRow:
    """Begin to read, or go on; in a study with two readers as the second where one has read.

    Nothing is shown by it: :func:`look` does that, and writes it down.

    Raises:
        ReadingTaken: Somebody else is reading.
        NotReviewable: It is not in review, is answered, or this person was its first reader.
    """
    return place.readings.claim(_question(place, interview_id, who)[1])


def take_over(place: Workplace, interview_id: InterviewId, who: str) -> ReadingRow:
    """Go on with what somebody else is reading; they can't any more, and it is noted.

    Raises:
        NotReviewable: Nobody is reading it, or this person read it in the other place.
    """
    return place.readings.take_over(_question(place, interview_id, who)[1])


def reopen(place: Workplace, interview_id: InterviewId, who: str) -> ReadingRow:
    """Let a person go on with a finished reading, because its question could not be answered.

    Raises:
        NotReviewable: There is none of this person's, or an answer was taken.
    """
    return place.readings.reopen(_question(place, interview_id, who)[1])


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


def _shown(place: Workplace, text: Text, row: ReadingRow) -> Reading:
    """Return a reading after writing down that its words were shown."""
    place.raw_views.note(row.reader, row.interview_id, "transcript")
    marks = place.readings.marks(row.reading_id)
    return show_reading(text, row, marks, place.study_now().deidentify)


def _unclaimed(text: Text) -> Reading:
    record = text.record
    return Reading(
        interview_id=record.interview_id,
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
