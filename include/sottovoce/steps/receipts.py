"""Step that tells sites what became of what they sent."""

from collections import defaultdict

from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger import InterviewRecord
from sottovoce.model.ids import SubmissionId
from sottovoce.receipts import Receipt, render_html, render_index, render_json
from sottovoce.steps.workplace import Workplace, workplace


def write_receipts() -> int:
    """Write the receipts of every interview that moved since its last one; return how many.

    The ledger remembers which receipt is due, so one that could not be written now is written by
    whichever step comes next.
    """
    place = workplace()
    due: dict[SubmissionId, list[tuple[InterviewRecord, int]]] = defaultdict(list)
    for record, seq in place.ledger.receipts_due():
        due[record.submission_id].append((record, seq))
    for submission, moved in due.items():
        _write_submission(place, submission, moved)
    return sum(map(len, due.values()))


def _write_submission(
    place: Workplace, submission: SubmissionId, moved: list[tuple[InterviewRecord, int]]
) -> None:
    kept = Originals(place.objects, place.settings.raw_bucket).record(submission)
    bucket = place.bucket(kept.site)
    prefix = f"receipts/{kept.folder}"
    for record, seq in moved:
        receipt = _receipt(place, kept.folder, record)
        name = f"{prefix}/{record.interview_id}"
        place.objects.put(
            bucket, f"{name}.json", render_json(receipt), content_type="application/json"
        )
        place.objects.put(
            bucket, f"{name}.html", render_html(receipt), content_type="text/html; charset=utf-8"
        )
        place.ledger.note_receipt(record.interview_id, seq)
    everything = [
        _receipt(place, kept.folder, record)
        for record in place.ledger.submission(submission)
        if not record.superseded
    ]
    if everything:
        place.objects.put(
            bucket,
            f"{prefix}/index.html",
            render_index(everything),
            content_type="text/html; charset=utf-8",
        )


def _receipt(place: Workplace, folder: str, record: InterviewRecord) -> Receipt:
    return Receipt(
        study=place.study.title,
        site=record.site,
        folder=folder,
        interview_id=record.interview_id,
        row=record.row,
        participant_code=record.participant_code,
        state=record.state,
        since=record.since,
        findings=tuple(place.ledger.findings(record.interview_id)),
        history=tuple((step.after, step.at) for step in place.ledger.history(record.interview_id)),
        superseded=record.superseded,
    )
