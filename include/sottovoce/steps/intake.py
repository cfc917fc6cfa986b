"""Step of the intake DAG: find what sites sent, keep it, and register it once."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sottovoce.adapters.object_store import ObjectInfo
from sottovoce.adapters.originals import KeptInterview, KeptSubmission, Originals
from sottovoce.adapters.postgres.ledger import NewInterview, Registration
from sottovoce.config import StudyConfig
from sottovoce.errors import StudyConfigError, UnreadableUpload
from sottovoce.intake.completeness import assess, content_digest
from sottovoce.intake.discovery import folder_hash, folders_to_list, listing_digest
from sottovoce.intake.manifests import ManifestTable, TableRow, read_manifest_table
from sottovoce.model.findings import Finding
from sottovoce.model.folders import FolderRecord
from sottovoce.model.ids import (
    ParticipantCode,
    SiteCode,
    SubmissionId,
    interview_code,
    interview_id,
    submission_id,
)
from sottovoce.model.manifests import MANIFEST_NAME, ROSTER_NAME
from sottovoce.steps.faults import Report
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.workplace import Workplace, workplace

INBOX = "inbox/"
_ROTATION = 20  # closed folders looked into again at each poll, a site
_AWAITS_CORRECTION = timedelta(days=7)


def poll() -> Report:
    """Look into every site's bucket and register what is complete or overdue.

    Safe to run at any time and twice: what is registered already is left alone. A bucket that
    can't be read is a fault; the other sites go on.
    """
    place = workplace()
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for site in place.study.sites:
        try:
            counts += _poll_site(place, SiteCode(site))
        except StudyConfigError as error:
            faults.append(f"site {site}: {error}")
    counts["receipts"] += write_receipts()
    return Report(counts=dict(counts), faults=faults)


def _poll_site(place: Workplace, site: SiteCode) -> Counter[str]:
    now = datetime.now(UTC)
    seen = {
        folder_hash(site, folder): folder
        for folder in place.objects.list_folders(place.bucket(site), INBOX)
    }
    known = _with_corrections_awaited(place, site, now)
    due = folders_to_list(known, seen, now, rotation=_ROTATION)
    looked = [
        _look(place, Folder(site, seen[hashed], hashed), known.get(hashed), now) for hashed in due
    ]
    place.ledger.note_folders(site, [record for record, _ in looked])
    return Counter(outcome for _, outcome in looked)


def _with_corrections_awaited(
    place: Workplace, site: SiteCode, now: datetime
) -> Mapping[str, FolderRecord]:
    known = place.ledger.folders(site)
    awaited = place.ledger.quarantined_folders(site, since=now - _AWAITS_CORRECTION)
    return known | {h: replace(known[h], state="open") for h in awaited & known.keys()}


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of a site's inbox. Its name may name a person."""

    site: SiteCode
    name: str = field(repr=False)
    hashed: str


def _look(
    place: Workplace, folder: Folder, known: FolderRecord | None, now: datetime
) -> tuple[FolderRecord, str]:
    """List one folder and, when it is ready, receive it."""
    present = _listed(place, folder)
    digest = listing_digest(present.values())
    changed = known is None or known.listing_sha256 != digest
    changed_at = now if known is None or changed else known.changed_at
    outcome = _receive(place, folder, present, changed_at)
    record = FolderRecord(
        folder_hash=folder.hashed,
        listing_sha256=digest,
        first_seen_at=known.first_seen_at if known else now,
        changed_at=changed_at,
        listed_at=now,
        state="open" if outcome == "waiting" else "closed",
    )
    return record, outcome


def _listed(place: Workplace, folder: Folder) -> dict[str, ObjectInfo]:
    prefix = f"{INBOX}{folder.name}/"
    objects = place.objects.list_objects(place.bucket(folder.site), prefix)
    return {info.key.removeprefix(prefix): info for info in objects}


def _receive(
    place: Workplace, folder: Folder, present: Mapping[str, ObjectInfo], changed_at: datetime
) -> str:
    """Register a folder when it is complete or overdue; return what was done."""
    if MANIFEST_NAME not in present:
        return "waiting"
    limits = place.study.intake
    try:
        manifest = place.objects.read(
            place.bucket(folder.site),
            present[MANIFEST_NAME].key,
            max_bytes=limits.max_manifest_bytes,
        )
        table = read_manifest_table(manifest)
    except UnreadableUpload as error:
        return _register_unreadable(place, folder, present, error)
    completeness = assess(
        table, present, changed_at=changed_at, now=datetime.now(UTC), grace=limits.grace
    )
    if completeness.status == "waiting":
        return "waiting"
    manifest_sha256 = hashlib.sha256(manifest).hexdigest()
    content = content_digest(manifest_sha256, present, table)
    submission = submission_id(folder.site, folder.name, content)
    if place.ledger.has_submission(submission):
        return "known"
    originals = Originals(place.objects, place.settings.raw_bucket)
    originals.keep_manifest(submission, manifest)
    kept = _keep(place, originals, folder, submission, table, present, completeness.findings)
    originals.write_record(kept)
    return _register(place, folder, content, kept, _new_interviews(place.study, kept, table))


def _keep(  # noqa: PLR0913 - one place that knows all a submission is made of
    place: Workplace,
    originals: Originals,
    folder: Folder,
    submission: SubmissionId,
    table: ManifestTable,
    present: Mapping[str, ObjectInfo],
    findings: Mapping[int, tuple[Finding, ...]],
) -> KeptSubmission:
    bucket = place.bucket(folder.site)
    roster = present.get(ROSTER_NAME)
    return KeptSubmission(
        submission_id=submission,
        site=folder.site,
        folder=folder.name,
        received_at=datetime.now(UTC).isoformat(timespec="seconds"),
        roster_sha256=originals.keep_roster(submission, bucket, roster.key) if roster else None,
        interviews={
            row.row: _keep_row(originals, bucket, submission, row, present, findings)
            for row in table.rows
        },
    )


def _keep_row(
    originals: Originals,
    bucket: str,
    submission: SubmissionId,
    row: TableRow,
    present: Mapping[str, ObjectInfo],
    findings: Mapping[int, tuple[Finding, ...]],
) -> KeptInterview:
    kept: dict[str, str | int] = {}
    for kind in ("transcript", "recording"):
        info = present.get(row.values.get(f"{kind}_file", ""))
        if info is None:
            continue
        interview = interview_id(submission, row.row)
        kept |= originals.keep_file(interview, kind, bucket, info.key)
    return KeptInterview(row=row.row, findings=findings.get(row.row, ()), **kept)


def _register_unreadable(
    place: Workplace, folder: Folder, present: Mapping[str, ObjectInfo], error: UnreadableUpload
) -> str:
    """Register a manifest nobody can read as one interview, row 0, so that a receipt is due."""
    content = present[MANIFEST_NAME].etag
    submission = submission_id(folder.site, folder.name, content)
    if place.ledger.has_submission(submission):
        return "known"
    kept = KeptSubmission(
        submission_id=submission,
        site=folder.site,
        folder=folder.name,
        received_at=datetime.now(UTC).isoformat(timespec="seconds"),
        roster_sha256=None,
        interviews={0: KeptInterview(row=0, findings=(error.finding,))},
    )
    Originals(place.objects, place.settings.raw_bucket).write_record(kept)
    nobody = NewInterview(interview_id(submission, 0), 0, None, None, None, None)
    return _register(place, folder, content, kept, (nobody,))


def _register(
    place: Workplace,
    folder: Folder,
    content: str,
    kept: KeptSubmission,
    interviews: tuple[NewInterview, ...],
) -> str:
    registration = Registration(
        submission_id=kept.submission_id,
        site=folder.site,
        folder_hash=folder.hashed,
        content_sha256=content,
        interviews=interviews,
    )
    return "registered" if place.ledger.register(registration, actor="intake") else "known"


def _new_interviews(
    study: StudyConfig, kept: KeptSubmission, table: ManifestTable
) -> tuple[NewInterview, ...]:
    return tuple(_new_interview(study, kept, row) for row in table.rows)


def _new_interview(study: StudyConfig, kept: KeptSubmission, row: TableRow) -> NewInterview:
    """Return what the ledger may know: codes the study file has, and no other word of the row."""
    site = study.sites[kept.site]
    participant = row.values.get("participant_code", "")
    role = row.values.get("role", "")
    held_on = row.values.get("interview_date", "")
    is_known = participant in site.participants and role in study.roles and _is_date(held_on)
    code = interview_code(SiteCode(kept.site), ParticipantCode(participant), role, held_on)
    return NewInterview(
        interview_id=interview_id(kept.submission_id, row.row),
        row=row.row,
        interview_code=code if is_known else None,
        participant_code=participant if participant in site.participants else None,
        role=role if role in study.roles else None,
        transcript_sha256=kept.interviews[row.row].transcript_sha256,
    )


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
