"""Step of the deidentify DAG: find what identifies, and decide whether a person must look."""

from sottovoce.adapters.object_store import ObjectTooLarge
from sottovoce.adapters.originals import KeptSubmission, Originals
from sottovoce.deidentify.text.rehearse import with_survivors
from sottovoce.errors import UnreadableUpload
from sottovoce.model.ids import InterviewId
from sottovoce.model.rosters import Roster
from sottovoce.model.states import State
from sottovoce.model.transcripts import MarkedTranscript, Transcript
from sottovoce.review import needs_review, summarise
from sottovoce.steps.batches import Batch
from sottovoce.steps.faults import Report, for_each_interview
from sottovoce.steps.receipts import write_receipts
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
    write_receipts()
    return report


def _deidentify(place: Workplace, interview: InterviewId) -> str:
    record = place.ledger.interview(interview)
    originals = Originals(place.objects, place.settings.raw_bucket)
    kept = originals.record(record.submission_id)
    transcript = read_transcript(place, originals, kept, record.row)
    roster = kept_roster(originals, kept)
    marked = with_survivors(place.detector.detect(transcript, roster), roster, place.is_ordinary)
    originals.write_spans(interview, marked, place.study.policy_fingerprint)
    after = _next_state(place, marked)
    place.ledger.move(interview, after, actor="deidentify", detail=_counts(place, marked))
    return after.value


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
    try:
        data = originals.read(file, limit)
    except ObjectTooLarge:
        raise UnreadableUpload(
            f"The transcript has more than {limit // 1_000_000} MB.",
            where="transcript file",
            fix="Take pictures and recordings out of the document and send it again.",
            code="too-large",
        ) from None
    return parse_transcript(data, file_name=file.key)


def kept_roster(originals: Originals, kept: KeptSubmission) -> Roster:
    """Return the names that the site listed; an empty roster if it sent none."""
    data = originals.roster(kept)
    return read_roster(data) if data else Roster()


def _next_state(place: Workplace, marked: MarkedTranscript) -> State:
    doubtful = needs_review(marked, place.study.deidentify)
    return State.IN_REVIEW if doubtful else State.DEIDENTIFIED


def _counts(place: Workplace, marked: MarkedTranscript) -> dict[str, int | str]:
    summary = summarise(marked, place.study.deidentify)
    return {
        "spans": summary.n_spans,
        "doubtful": summary.n_doubtful,
        "turns_to_read": summary.n_turns_to_read,
        "policy": place.study.policy_fingerprint,
    }
