"""Keep what a site sent, and register it once."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sottovoce.adapters.originals import KeptInterview, KeptSubmission, Originals
from sottovoce.adapters.postgres.ledger import NewInterview, Registration
from sottovoce.errors import UnreadableUpload
from sottovoce.intake.completeness import assess, content_digest
from sottovoce.intake.manifests import ManifestTable, TableRow, read_manifest_table
from sottovoce.intake.selection import Selection
from sottovoce.model.findings import Finding
from sottovoce.model.ids import (
    ParticipantCode,
    SiteCode,
    SubmissionId,
    interview_id,
    submission_id,
)
from sottovoce.model.manifests import MANIFEST_NAME, ROSTER_NAME
from sottovoce.model.objects import ObjectInfo
from sottovoce.steps.site_memory import forget_names_out_of_use
from sottovoce.steps.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of a site's inbox.

    Attributes:
        site: Whose inbox.
        name: What the site called it. May name a person.
        hashed: What the ledger calls it.
    """

    site: SiteCode
    name: str = field(repr=False)
    hashed: str


def receive(
    place: Workplace, folder: Folder, present: Mapping[str, ObjectInfo], changed_at: datetime
) -> str:
    """Register a folder when it is complete or overdue.

    Args:
        place: Where everything is.
        folder: The folder.
        present: What lies in it, by file name.
        changed_at: When it last changed.

    Returns:
        ``waiting`` for files, ``known`` already, or ``registered``.

    Raises:
        ObjectMissing: The site took a file back meanwhile.
    """
    if MANIFEST_NAME not in present:
        return "waiting"
    try:
        manifest = _read_manifest(place, folder, present[MANIFEST_NAME])
        table = read_manifest_table(manifest)
    except UnreadableUpload as error:
        return _receive_unreadable(place, folder, present[MANIFEST_NAME], error)
    completeness = assess(
        table,
        present,
        changed_at=changed_at,
        now=datetime.now(UTC),
        grace=place.study.intake.grace,
    )
    if completeness.status == "waiting":
        return "waiting"
    content = content_digest(hashlib.sha256(manifest).hexdigest(), present, table)
    arrival = _Arrival(place, folder, _as_sent_now(place, folder, content))
    if arrival.is_known():
        return "known"
    kept = arrival.keep(manifest, table, present, completeness.findings)
    return arrival.register(kept, [_new_interview(place, kept, row) for row in table.rows])


def _read_manifest(place: Workplace, folder: Folder, info: ObjectInfo) -> bytes:
    limit = place.study.intake.max_manifest_bytes
    return place.objects.read(
        place.bucket(folder.site), info.key, max_bytes=limit, where=MANIFEST_NAME
    )


def _receive_unreadable(
    place: Workplace, folder: Folder, manifest: ObjectInfo, error: UnreadableUpload
) -> str:
    """Register a manifest nobody can read as one interview, row 0, so that a receipt is due."""
    content = hashlib.sha256(f"{manifest.n_bytes} {manifest.etag}".encode()).hexdigest()
    arrival = _Arrival(place, folder, _as_sent_now(place, folder, content))
    if arrival.is_known():
        return "known"
    kept = arrival.record({0: KeptInterview(row=0, findings=(error.finding,))}, None)
    return arrival.register(kept, [NewInterview(interview_id(kept.submission_id, 0), 0)])


def _as_sent_now(place: Workplace, folder: Folder, content: str) -> str:
    """Return the digest of this version, told apart from the same one sent before another.

    A site that sends A, then B, then A again wants A: its second coming is a version of its own.
    """
    while follower := place.ledger.superseded_by(submission_id(folder.site, folder.name, content)):
        content = hashlib.sha256(f"{content} after {follower}".encode()).hexdigest()
    return content


class _Arrival:
    """One version of one folder, on its way into the ledger."""

    def __init__(self, place: Workplace, folder: Folder, content: str) -> None:
        self._place = place
        self._folder = folder
        self._content = content
        self._bucket = place.bucket(folder.site)
        self._originals = Originals(place.objects, place.settings.raw_bucket)
        self._id: SubmissionId = submission_id(folder.site, folder.name, content)

    def is_known(self) -> bool:
        """Whether it is registered already."""
        return self._place.ledger.has_submission(self._id)

    def keep(
        self,
        manifest: bytes,
        table: ManifestTable,
        present: Mapping[str, ObjectInfo],
        findings: Mapping[int, tuple[Finding, ...]],
    ) -> KeptSubmission:
        """Copy every file, so that what is checked is what is used, whatever the site does."""
        self._originals.keep_manifest(self._id, manifest)
        roster = present.get(ROSTER_NAME)
        digest = self._originals.keep_roster(self._id, self._bucket, roster.key) if roster else None
        selection = Selection(present, self._place.study.intake.max_recording_bytes)
        rows = {
            row.row: self._keep_files(row, selection, findings.get(row.row, ()))
            for row in table.rows
        }
        return self.record(rows, digest)

    def _keep_files(
        self, row: TableRow, selection: "Selection[ObjectInfo]", findings: tuple[Finding, ...]
    ) -> KeptInterview:
        wanted, refused = selection.take(row)
        interview = interview_id(self._id, row.row)
        copied = {
            kind: self._originals.keep_file(interview, kind, self._bucket, info.key)
            for kind, info in wanted.items()
        }
        return KeptInterview(
            row=row.row,
            transcript=copied.get("transcript"),
            recording=copied.get("recording"),
            findings=(*findings, *refused),
        )

    def record(
        self, interviews: Mapping[int, KeptInterview], roster_sha256: str | None
    ) -> KeptSubmission:
        """Write what was learned beside the originals."""
        kept = KeptSubmission(
            submission_id=self._id,
            site=self._folder.site,
            folder=self._folder.name,
            received_at=datetime.now(UTC).isoformat(timespec="seconds"),
            roster_sha256=roster_sha256,
            interviews=interviews,
        )
        self._originals.write_record(kept)
        return kept

    def register(self, kept: KeptSubmission, interviews: list[NewInterview]) -> str:
        """Enter it into the ledger; the last thing done, so that a death before is repeated."""
        registration = Registration(
            submission_id=kept.submission_id,
            site=self._folder.site,
            folder_hash=self._folder.hashed,
            content_sha256=self._content,
            interviews=tuple(interviews),
        )
        is_new = self._place.ledger.register(registration, actor="intake")
        forget_names_out_of_use(self._place, self._folder.site)
        return "registered" if is_new else "known"


def _new_interview(place: Workplace, kept: KeptSubmission, row: TableRow) -> NewInterview:
    """Return what the ledger may know: codes the study file has, and no other word of the row."""
    participant = row.values.get("participant_code", "")
    role = row.values.get("role", "")
    held_on = row.values.get("interview_date", "")
    is_participant = participant in place.study.sites[kept.site].participants
    is_role = role in place.study.roles
    is_known = is_participant and is_role and _is_date(held_on)
    transcript = kept.interviews[row.row].transcript
    stated = row.values.get("transcript_sha256", "").lower()
    code = place.vault.interview(kept.site, participant, role, held_on) if is_known else None
    return NewInterview(
        interview_id=interview_id(kept.submission_id, row.row),
        row=row.row,
        interview_code=code,
        participant_code=ParticipantCode(participant) if is_participant else None,
        role=role if is_role else None,
        transcript_sha256=transcript.sha256 if transcript else _sha256_or_none(stated),
    )


def _sha256_or_none(stated: str) -> str | None:
    return stated if re.fullmatch("[0-9a-f]{64}", stated) else None


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
