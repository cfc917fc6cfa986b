"""What readers decided at the Desk, put into effect: spans, remembered names, lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sottovoce.adapters.kept_spans import KeptSpans, StaleSpans, words_sha256
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.deidentify.text.rehearse import with_survivors
from sottovoce.errors import UnreadableUpload
from sottovoce.model.fingerprints import Fingerprints
from sottovoce.model.ids import InterviewId
from sottovoce.model.rosters import Roster
from sottovoce.model.states import State
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.review.agreement import compare_readers
from sottovoce.review.corrections import count_corrections
from sottovoce.review.marks import Mark, apply_marks, apply_question
from sottovoce.review.readings import ReadingRow
from sottovoce.review.ruling import Heard
from sottovoce.steps.decided_marks import with_decided_marks
from sottovoce.steps.deidentify import count_marks, full_roster, read_transcript
from sottovoce.steps.lists import list_words
from sottovoce.steps.site_memory import forget_names_out_of_use, remember_names
from sottovoce.steps.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision comes to.

    Attributes:
        detail: Counts for the ledger.
        message: What a reader wants the site to be told; None for nothing.
    """

    detail: Mapping[str, int | str] = field(default_factory=dict)
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in an interview before its readers' marks. Holds raw words."""

    marked: MarkedTranscript
    found_with: Fingerprints
    roster: Roster


def answered_readings(place: Workplace, record: InterviewRecord, seq: int) -> list[ReadingRow]:
    """Return the readings of a question that is answered, the first reader's first.

    Nothing of them changes from now on, so whether the answer counts and what is put into effect
    is decided about the same. What was begun before the question was asked again, in the same
    words, belongs to it too.
    """
    waiting = place.readings.current(record.interview_id)
    words = _words_now(place, record) if any(row.seq < seq for row in waiting) else None
    return place.readings.note_answer(record.interview_id, seq, words)


def heard_at_desk(place: Workplace, rows: Sequence[ReadingRow]) -> list[Heard]:
    """Return what each of some readers said."""
    with place.readings.connected():
        return [
            Heard(
                row.reader,
                row.outcome,
                has_marks=bool(place.readings.marks(row.reading_id)),
                was_listed=row.is_listed,
            )
            for row in rows
        ]


def apply_decision(
    place: Workplace, record: InterviewRecord, readings: Sequence[ReadingRow], *, approved: bool
) -> Decision:
    """Put into effect what the finished readings of a question say; without one nothing changes.

    Safe to repeat, and to be stopped anywhere. The interview itself is not moved.

    Raises:
        NotReviewable: The question was asked again meanwhile, or the interview was moved.
    """
    rows = [row for row in readings if not row.is_open]
    if not rows:
        return Decision()
    found = _found(place, record, rows)
    detail: dict[str, int | str] = {"readers": len(rows)}
    if found is not None:
        if approved:
            detail |= _write(place, record, found, rows)
        _remember(place, record, found.marked, rows, approved=approved)
    place.readings.mark_applied(rows)
    return Decision(detail, next((row.message for row in rows if row.message), None))


def undo_if_withdrawn(place: Workplace, interview: InterviewId) -> None:
    """Who withdrew while a decision was put into effect must not leave words behind."""
    record = place.ledger.interview(interview)
    if record.state is State.WITHDRAWN:
        Originals(place.objects, place.settings.raw_bucket).forget(interview)
        forget_names_out_of_use(place, record.site)
        place.vault.lists.forget(interview)


def _words_now(place: Workplace, record: InterviewRecord) -> str | None:
    """Return the digest of an interview's words; None if they can't be read any more."""
    originals = Originals(place.objects, place.settings.raw_bucket)
    kept = originals.record(record.submission_id)
    try:
        return words_sha256(read_transcript(place, originals, kept, record.row).turns)
    except UnreadableUpload:
        return None


def _found(place: Workplace, record: InterviewRecord, rows: Sequence[ReadingRow]) -> _Found | None:
    """Return what the readers began with; None if it no longer fits the words.

    Then release has it searched again, and a person is asked, because their marks don't fit either.
    """
    cleaned = place.ledger.cleaned_with(record.interview_id)
    originals = Originals(place.objects, place.settings.raw_bucket)
    kept = originals.record(record.submission_id)
    spans = KeptSpans(place.objects, place.settings.raw_bucket)
    if cleaned is None:
        return None
    try:
        transcript = read_transcript(place, originals, kept, record.row)
        marked = spans.read(record.interview_id, transcript, cleaned.detector, before_marks=True)
    except (StaleSpans, UnreadableUpload):
        return None
    if any(row.words_sha256 != words_sha256(transcript.turns) for row in rows):
        return None
    if not any(row.applied for row in rows):
        # A search that began before an earlier decision was told may have ended after it.
        marked = with_decided_marks(place, record, marked)
    return _Found(marked, cleaned, full_roster(place, originals, kept))


def _write(
    place: Workplace, record: InterviewRecord, found: _Found, rows: Sequence[ReadingRow]
) -> dict[str, int | str]:
    """Write what is masked from now on; a name that came up elsewhere meanwhile is masked too."""
    marks = [place.readings.marks(row.reading_id) for row in rows]
    read = apply_question(found.marked, marks)
    masked = with_survivors(read, found.roster, place.is_ordinary)
    spans = KeptSpans(place.objects, place.settings.raw_bucket)
    spans.write(record.interview_id, masked, found.found_with, before_marks=found.marked)
    remember_names(place, record, masked)
    return {
        **count_marks(place, masked),
        "marks": sum(map(len, marks)),
        "masked_again": masked.n_spans - read.n_spans,
        **_quality_of(found.marked, read, marks),
    }


def _quality_of(
    found: MarkedTranscript, read: MarkedTranscript, marks: Sequence[Sequence[Mark]]
) -> dict[str, int]:
    """Return what the readers corrected together, and of two how far they agree."""
    counts = count_corrections(found, read).as_counts()
    if len(marks) == 2:
        counts |= compare_readers(*(apply_marks(found, each) for each in marks)).as_counts()
    return counts


def _remember(
    place: Workplace,
    record: InterviewRecord,
    marked: MarkedTranscript,
    rows: Sequence[ReadingRow],
    *,
    approved: bool,
) -> None:
    """A name of a rejected interview is one all the same; what its readers showed is not shown."""
    for row in rows:
        remembered = place.readings.remembered(row.reading_id)
        list_words(place, record, marked, [r for r in remembered if approved or r.kind == "roster"])
