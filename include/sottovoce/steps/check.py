"""Step of the intake DAG: hold every interview of a submission against every rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from sottovoce.adapters.gx import check_rows
from sottovoce.adapters.language import language_shares
from sottovoce.adapters.originals import KeptFile, KeptInterview, KeptSubmission, Originals
from sottovoce.adapters.postgres.ledger import InterviewRecord
from sottovoce.errors import UnreadableUpload
from sottovoce.intake.manifests import read_manifest_table
from sottovoce.model.findings import Finding
from sottovoce.model.ids import InterviewId, SubmissionId
from sottovoce.model.manifests import MANIFEST_COLUMNS, ManifestRow
from sottovoce.model.rosters import ROSTER_KINDS
from sottovoce.model.states import State
from sottovoce.model.transcripts import Transcript
from sottovoce.steps.batches import Batch
from sottovoce.steps.deidentify import read_transcript, waiting_in
from sottovoce.steps.faults import Report, for_each_interview
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.withdraw import withdraw_other_versions
from sottovoce.steps.workplace import Workplace, workplace
from sottovoce.validation.findings import (
    collect_findings,
    findings_by_row,
    findings_in_roster,
    findings_in_turns,
    must_fix,
    place_in_manifest,
)
from sottovoce.validation.rosters import ROSTER_COLUMNS, roster_rows
from sottovoce.validation.rows import typed_row
from sottovoce.validation.rules import (
    FileKind,
    check_dates,
    check_duplicate,
    check_file,
    check_language,
    check_roster,
    check_withdrawn,
    learned_late,
)
from sottovoce.validation.tables import TURN_COLUMNS, turns_table

_ROSTER = {"kinds": [*ROSTER_KINDS]}
_NO_CONSENT = frozenset({"no-consent", "participant-withdrawn"})


def check_interviews(batch: Batch) -> Report:
    """Check each interview against every rule; send it on, or into quarantine with all findings.

    The manifest and the roster of a submission are checked once for all its interviews.
    """
    place = workplace()
    submissions: dict[SubmissionId, SubmissionCheck] = {}

    def check(interview: InterviewId) -> str:
        record = waiting_in(place, interview, State.RECEIVED)
        submission = submissions.setdefault(
            record.submission_id, SubmissionCheck(place, record.submission_id)
        )
        findings = submission.findings(record)
        if any(finding.code in _NO_CONSENT for finding in findings):
            withdraw_other_versions(place, record)
        after = State.QUARANTINED if findings else State.CHECKED
        place.ledger.move(interview, after, actor="check", findings=findings)
        return after.value

    report = for_each_interview(batch["interviews"], check)
    report["faults"] += write_receipts()
    return report


class SubmissionCheck:
    """What is wrong with one submission: its tables are read and checked once."""

    def __init__(self, place: Workplace, submission: SubmissionId) -> None:
        self._place = place
        self._submission = submission
        self._originals = Originals(place.objects, place.settings.raw_bucket)

    def findings(self, record: InterviewRecord) -> tuple[Finding, ...]:
        """Return everything that is wrong with one interview; empty if it may go on."""
        kept = self._kept.interviews[record.row]
        if record.row == 0 or any(f.code == "malformed-row" for f in kept.findings):
            return kept.findings  # nobody could read the manifest, or this row of it
        in_manifest = self._manifest.of(record.row)
        values = self._manifest.rows.get(record.row)
        row = typed_row(values, record.row) if values and not in_manifest else None
        transcript, in_file = self._read(kept)
        found = collect_findings(
            kept.findings,
            in_manifest,
            self._in_roster,
            self._cross_checks(row, record, kept) if row else (),
            in_file,
            self._in_transcript(transcript, row, record.row) if transcript else (),
        )
        if not found and record.interview_code is None:
            return (learned_late(record.row),)
        return found

    @cached_property
    def _kept(self) -> KeptSubmission:
        return self._originals.record(self._submission)

    @cached_property
    def _manifest(self) -> "CheckedManifest":
        table = read_manifest_table(self._originals.manifest(self._submission))
        rows = {row.row: dict(row.values) for row in table.rows if row.finding is None}
        site = self._place.study.sites[self._kept.site]
        found = check_rows(
            [{**values, "line": line} for line, values in rows.items()],
            [*MANIFEST_COLUMNS, "line"],
            self._suite("manifest"),
            {
                "site": self._kept.site,
                "participants": list(site.participants),
                "roles": list(self._place.study.roles),
                "languages": list(self._place.study.languages),
            },
        )
        return CheckedManifest(rows, findings_by_row(must_fix(found)))

    @cached_property
    def _in_roster(self) -> tuple[Finding, ...]:
        """What is wrong with the roster concerns every interview: its names must be masked."""
        try:
            data = self._originals.roster(self._kept, self._place.study.intake.max_manifest_bytes)
            rows = roster_rows(data) if data else []
        except UnreadableUpload as error:
            return (error.finding,)
        if not rows:
            return ()
        found = check_rows(rows, [*ROSTER_COLUMNS, "line"], self._suite("roster"), _ROSTER)
        return findings_in_roster(must_fix(found))

    def _read(self, kept: KeptInterview) -> tuple[Transcript | None, tuple[Finding, ...]]:
        if kept.transcript is None:
            return None, ()  # intake reported it
        try:
            return read_transcript(self._place, self._originals, self._kept, kept.row), ()
        except UnreadableUpload as error:
            where = place_in_manifest(kept.row, "transcript file")
            return None, (Finding(error.code, where, error.problem, error.fix),)

    def _cross_checks(
        self, row: ManifestRow, record: InterviewRecord, kept: KeptInterview
    ) -> list[Finding]:
        now = datetime.now(UTC)
        twins = self._place.ledger.live_twins(record.interview_id)
        first = min((twin.since.date() for twin in twins), default=None)
        return [
            *check_dates(row, now.date()),
            *check_duplicate(row, first),
            *check_withdrawn(row, has_withdrawn=self._has_withdrawn(record)),
            *self._check_files(row, kept),
            *check_roster(row, self._kept.roster_sha256),
        ]

    def _has_withdrawn(self, record: InterviewRecord) -> bool:
        code = record.participant_code
        return code is not None and self._place.ledger.has_withdrawn(record.site, code)

    def _check_files(self, row: ManifestRow, kept: KeptInterview) -> list[Finding]:
        arrived: tuple[tuple[FileKind, KeptFile | None], ...] = (
            ("transcript", kept.transcript),
            ("recording", kept.recording),
        )
        return [
            finding
            for kind, file in arrived
            if file
            for finding in check_file(
                row, kind, arrived_bytes=file.n_bytes, arrived_sha256=file.sha256
            )
        ]

    def _in_transcript(
        self, transcript: Transcript, row: ManifestRow | None, line: int
    ) -> Sequence[Finding]:
        found = check_rows(turns_table(transcript), TURN_COLUMNS, self._suite("turns"), {})
        findings = findings_in_turns(must_fix(found), place_in_manifest(line, "transcript file"))
        if row is None:
            return findings
        languages = self._place.study.languages
        shares = language_shares(" ".join(turn.text for turn in transcript.turns))
        return [*findings, *check_language(row, shares=shares, languages=languages)]

    def _suite(self, name: str) -> Path:
        return self._place.settings.expectations_dir / f"{name}.yaml"


@dataclass(frozen=True, slots=True, repr=False)
class CheckedManifest:
    """The rows of a manifest, and what is wrong with each."""

    rows: Mapping[int, Mapping[str, str]]
    findings: Mapping[int, tuple[Finding, ...]]

    def of(self, row: int) -> tuple[Finding, ...]:
        """Return what is wrong with a row, and with the file as a whole."""
        return (*self.findings.get(0, ()), *self.findings.get(row, ()))
