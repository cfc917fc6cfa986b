"""Step that tells sites what became of what they sent."""

from collections import defaultdict

from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger import InterviewRecord
from sottovoce.deidentify.audio.outcomes import still_true
from sottovoce.model.ids import SubmissionId
from sottovoce.receipts import Receipt, render_html, render_index, render_json
from sottovoce.steps.faults import describe
from sottovoce.steps.workplace import Workplace, workplace

_JSON = "application/json"
_HTML = "text/html; charset=utf-8"


def write_receipts() -> list[str]:
    """Write the receipts of every interview that moved since its last one.

    The ledger remembers which receipt is due, so one that could not be written now is written by
    whichever step comes next. Only one step at a time writes, so that no receipt goes back in
    time; the others leave it to that one, or to the next.

    Returns:
        A fault for each submission whose receipts can't be written.
    """
    place = workplace()
    with place.ledger.exclusively("receipts") as is_ours:
        return _write_due(place) if is_ours else []


def _write_due(place: Workplace) -> list[str]:
    due: dict[SubmissionId, list[tuple[InterviewRecord, int]]] = defaultdict(list)
    for record, seq in place.ledger.receipts_due():
        due[record.submission_id].append((record, seq))
    faults = []
    for submission, moved in due.items():
        try:
            _write_submission(place, submission, moved)
        except Exception as error:  # its text may quote a folder's name
            faults.append(f"receipts of {submission}: {describe(error)}")
    return faults


def _write_submission(
    place: Workplace, submission: SubmissionId, moved: list[tuple[InterviewRecord, int]]
) -> None:
    kept = Originals(place.objects, place.settings.raw_bucket).record(submission)
    bucket = place.bucket(kept.site)
    prefix = f"receipts/{kept.folder}"
    for record, seq in moved:
        receipt = _receipt(place, kept.folder, record)
        name = f"{prefix}/{record.interview_id}"
        place.objects.put(bucket, f"{name}.json", render_json(receipt), content_type=_JSON)
        place.objects.put(bucket, f"{name}.html", render_html(receipt), content_type=_HTML)
        place.ledger.note_receipt(record.interview_id, seq)
    latest = [r for r in place.ledger.submission(submission) if not r.superseded]
    if latest:
        page = render_index([_receipt(place, kept.folder, record) for record in latest])
        place.objects.put(bucket, f"{prefix}/index.html", page, content_type=_HTML)


def _receipt(place: Workplace, folder: str, record: InterviewRecord) -> Receipt:
    history = place.ledger.history(record.interview_id)
    sound = [str(step.detail["recording"]) for step in history if "recording" in step.detail]
    return Receipt(
        study=place.study.title,
        site=record.site,
        folder=folder,
        interview_id=record.interview_id,
        row=record.row,
        participant_code=record.participant_code,
        state=record.state,
        since=record.since,
        findings=still_true(
            place.ledger.findings(record.interview_id), sound[-1] if sound else None
        ),
        history=tuple((step.after, step.at) for step in history),
        superseded=record.superseded,
    )
