"""What people decided about the same words before: it counts again whenever they are searched."""

from sottovoce.adapters.kept_spans import words_sha256
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.review.marks import Verdict, apply_marks, apply_question
from sottovoce.steps.workplace import Workplace


def with_decided_marks(
    place: Workplace, record: InterviewRecord, marked: MarkedTranscript
) -> MarkedTranscript:
    """Return the transcript as earlier questions of review leave it, oldest first.

    Of a question that was not approved, what its readers masked counts, and nothing they showed.

    Args:
        place: Where the marks are.
        record: The interview. Another version of it with the same words counts too.
        marked: What was found in it now.
    """
    words = words_sha256(turn.turn for turn in marked.turns)
    for question in place.readings.decided(record.site, words):
        if question.approved:
            marked = apply_question(marked, question.readings)
            continue
        for marks in question.readings:
            marked = apply_marks(marked, (m for m in marks if m.verdict is Verdict.MASK))
    return marked


def has_loose_marks(place: Workplace, record: InterviewRecord, marked: MarkedTranscript) -> bool:
    """Whether people marked something in an interview that does not count by itself.

    Nobody acted on it yet, here or in another version of its folder, or it was marked in other
    words than these: a person has to look.
    """
    words = words_sha256(turn.turn for turn in marked.turns)
    return place.readings.has_loose_marks(record.interview_id, record.site, words)
