"""Step of the deidentify DAG: find what identifies, and decide whether a person must look."""

from collections import Counter
from dataclasses import replace

from sottovoce.adapters.kept_spans import KeptSpans
from sottovoce.adapters.originals import KeptSubmission, Originals
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.deidentify.text.rehearse import with_survivors
from sottovoce.errors import InvalidTransition, UnreadableUpload
from sottovoce.model.fingerprints import Fingerprints
from sottovoce.model.ids import InterviewId
from sottovoce.model.rosters import Roster
from sottovoce.model.states import State
from sottovoce.model.transcripts import MarkedTranscript, Transcript
from sottovoce.review import needs_review, summarise
from sottovoce.steps.batches import Batch
from sottovoce.steps.decided_marks import has_loose_marks, with_decided_marks
from sottovoce.steps.faults import Report, for_each_interview
from sottovoce.steps.lists import with_added_names, without_never
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.recording_release import draft_recording, untold_findings
from sottovoce.steps.site_memory import remember_names, with_site_names
from sottovoce.steps.workplace import Workplace, workplace
from sottovoce.transcripts import parse_transcript
from sottovoce.validation.rosters import read_roster


def deidentify_interviews(batch: Batch) -> Report:
    """Find the identifiers of each interview and send it on: to release, or to a person.

    What is found is written beside the original as types and offsets. The words themselves are
    replaced at release, so that what a reviewer changes is what is released.
    """
    place = workplace()
    report = for_each_interview(
        batch["interviews"], lambda interview: _deidentify(place, interview)
    )
    report["faults"] += write_receipts()
    return report


def _deidentify(place: Workplace, interview: InterviewId) -> str:
    record = waiting_in(place, interview, State.CHECKED)
    originals = Originals(place.objects, place.settings.raw_bucket)
    kept = originals.record(record.submission_id)
    try:
        transcript = read_transcript(place, originals, kept, record.row)
    except UnreadableUpload as error:  # it was readable when it was checked, by an older version
        findings = [error.finding]
        place.ledger.move(interview, State.QUARANTINED, actor="deidentify", findings=findings)
        return State.QUARANTINED.value
    marked = find_identifiers(place, record, transcript, full_roster(place, originals, kept))
    found_with = searched_with(place)
    KeptSpans(place.objects, place.settings.raw_bucket).write(interview, marked, found_with)
    remember_names(place, record, marked)
    sound = draft_recording(place, record, marked)
    after = State.IN_REVIEW if sound.n_turns_muted else next_state(place, record, marked)
    detail = {**count_marks(place, marked), **found_with.as_detail(), **sound.detail}
    untold = untold_findings(place, record, sound)
    place.ledger.move(interview, after, actor="deidentify", findings=untold, detail=detail)
    return after.value


def find_identifiers(
    place: Workplace, record: InterviewRecord, transcript: Transcript, roster: Roster
) -> MarkedTranscript:
    """Return a transcript with every identifier marked, those that the first search left too.

    What people decided about the same words comes after what is found, and before the last look.
    """
    marked = with_site_names(place, record, place.detector.detect(transcript, roster))
    marked = with_decided_marks(place, record, without_never(place, marked))
    return with_survivors(marked, roster, place.is_ordinary)


def searched_with(place: Workplace) -> Fingerprints:
    """Return what :func:`find_identifiers` searches with: the detector in memory."""
    return replace(place.fingerprints, detector=place.detector.fingerprint)


def waiting_in(place: Workplace, interview: InterviewId, *states: State) -> InterviewRecord:
    """Return an interview that waits for a step.

    Raises:
        InvalidTransition: It no longer waits: it was moved, or its folder was sent again. A task
            that is run again must not repeat its effect then.
    """
    record = place.ledger.interview(interview)
    if record.superseded or record.state not in states:
        raise InvalidTransition(f"{interview} no longer waits for this step.")
    return record


def read_transcript(
    place: Workplace, originals: Originals, kept: KeptSubmission, row: int
) -> Transcript:
    """Return the turns of a kept transcript.

    Raises:
        UnreadableUpload: It never came, is not what its name says, or is too large.
    """
    limit = place.study.intake.max_transcript_bytes
    file = kept.interviews[row].transcript
    if file is None:
        raise UnreadableUpload(
            "The transcript has not arrived.",
            where="transcript file",
            fix="Send the transcript into the same folder.",
            code="file-not-sent",
        )
    data = originals.read(file, limit)
    return parse_transcript(data, file_name=file.key)


def kept_roster(place: Workplace, originals: Originals, kept: KeptSubmission) -> Roster:
    """Return the names that the site listed; an empty roster if it sent none."""
    data = originals.roster(kept, place.study.intake.max_manifest_bytes)
    return read_roster(data) if data else Roster()


def full_roster(place: Workplace, originals: Originals, kept: KeptSubmission) -> Roster:
    """Return the names that the site listed, and those that reviewers of its interviews added."""
    return with_added_names(place, kept.site, kept_roster(place, originals, kept))


def next_state(place: Workplace, record: InterviewRecord, marked: MarkedTranscript) -> State:
    """Return where an interview goes that nobody looked at yet: to release, or to a person."""
    if needs_review(marked, place.study.deidentify) or has_loose_marks(place, record, marked):
        return State.IN_REVIEW
    return State.DEIDENTIFIED


def count_marks(place: Workplace, marked: MarkedTranscript) -> dict[str, int | str]:
    """Return what the ledger, and whoever reviews, may know of what was found."""
    summary = summarise(marked, place.study.deidentify)
    found = Counter(s.entity_type for t in marked.turns for s in (*t.speaker_spans, *t.spans))
    return {
        "spans": summary.n_spans,
        "doubtful": summary.n_doubtful,
        "near_misses": summary.n_near_misses,
        "turns": summary.n_turns,
        "turns_to_read": summary.n_turns_to_read,
        "words": sum(len(each.turn.text.split()) for each in marked.turns),
        **{f"found_{kind.lower()}": n for kind, n in sorted(found.items())},
    }
