"""Search an interview again, and hold what is found against what was found before."""

from dataclasses import dataclass

from sottovoce.adapters.kept_spans import KeptSpans, StaleSpans
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.errors import InvalidTransition
from sottovoce.model.fingerprints import Fingerprints
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.model.transcripts import MarkedTranscript, Transcript
from sottovoce.review.changes import Changes, compare
from sottovoce.steps.decided_marks import with_decided_marks
from sottovoce.steps.deidentify import (
    find_identifiers,
    full_roster,
    read_transcript,
    searched_with,
)
from sottovoce.steps.workplace import Workplace

CLEANED = (State.DEIDENTIFIED, State.IN_REVIEW, State.APPROVED, State.RELEASED)
"""States of interviews that have been searched."""


@dataclass(frozen=True, slots=True)
class SearchedAgain:
    """An interview as the ledger has it, and what is found in it now.

    Attributes:
        record: Where it is.
        last_seq: Its last transition; whoever moves it makes this search void.
        marked: Its words, and every identifier that is found in them now.
        changes: How that differs from what was found before.
        found_with: What it was searched with.
    """

    record: InterviewRecord
    last_seq: int
    marked: MarkedTranscript
    changes: Changes
    found_with: Fingerprints


def is_affected(state: State, cleaned_with: Fingerprints | None, today: Fingerprints) -> bool:
    """Whether an interview would be cleaned otherwise today than it was.

    A policy that only says otherwise what becomes of the identifiers concerns what is released;
    the others get today's when they are.
    """
    if state is State.RELEASED:
        return cleaned_with != today
    return state in CLEANED and not today.finds_like(cleaned_with)


def search_again(place: Workplace, interview: InterviewId) -> SearchedAgain:
    """Return what is found in an interview today; the detector runs only if it has changed.

    Raises:
        InvalidTransition: It is not affected, or not any more.
    """
    last_seq = place.ledger.history(interview)[-1].seq
    record = place.ledger.interview(interview)
    before = place.ledger.cleaned_with(interview)
    if not is_affected(record.state, before, place.fingerprints):
        raise InvalidTransition(f"{interview} is not to be cleaned again.")
    old, now = _old_and_now(place, record, before)
    policy = place.study.deidentify
    changes = compare(
        old,
        now,
        doubtful_before=before.review_threshold if before else 0.0,
        doubtful_now=policy.review_threshold,
    )
    found_with = place.fingerprints if now is old else searched_with(place)
    return SearchedAgain(record, last_seq, now, changes, found_with)


def _old_and_now(
    place: Workplace, record: InterviewRecord, before: Fingerprints | None
) -> tuple[MarkedTranscript | None, MarkedTranscript]:
    originals = Originals(place.objects, place.settings.raw_bucket)
    kept = originals.record(record.submission_id)
    transcript = read_transcript(place, originals, kept, record.row)
    old = _kept_spans(place, record, transcript, before)
    if old is not None and before is not None and before.detector == place.fingerprints.detector:
        return old, with_decided_marks(place, record, old) if _is_open(record) else old
    roster = full_roster(place, originals, kept)
    return old, find_identifiers(place, record, transcript, roster)


def _kept_spans(
    place: Workplace,
    record: InterviewRecord,
    transcript: Transcript,
    before: Fingerprints | None,
) -> MarkedTranscript | None:
    """Return what was found before; None if it does not fit these words, or nobody kept it.

    While the question is open, marks of its readers that a task may have written do not count.
    """
    if before is None:
        return None
    spans = KeptSpans(place.objects, place.settings.raw_bucket)
    try:
        return spans.read(
            record.interview_id, transcript, before.detector, before_marks=_is_open(record)
        )
    except StaleSpans:
        return None


def _is_open(record: InterviewRecord) -> bool:
    return record.state is State.IN_REVIEW
