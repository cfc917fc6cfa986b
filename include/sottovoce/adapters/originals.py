"""What is kept of a submission, in the ``raw`` bucket, under names that say nothing.

A folder and its files may be called after a person, so their names stay in one record
beside the originals, ``<submission>/submission.json``; keys are made of ids and row numbers.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sottovoce.adapters.object_store import ObjectStore
from sottovoce.errors import PrivacyStop
from sottovoce.model.findings import Finding
from sottovoce.model.ids import InterviewId, SubmissionId
from sottovoce.model.manifests import ROSTER_NAME

_FORMATS = (".docx", ".vtt", ".srt", ".json", ".txt")
_MAX_RECORD_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was kept.

    Attributes:
        key: Where it is in the bucket ``raw``.
        n_bytes: Its size.
        sha256: Digest of exactly the bytes that were kept.
    """

    key: str
    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class KeptInterview:
    """What intake learned about one manifest row.

    Attributes:
        row: Line of the manifest; 0 for a manifest that nobody could read.
        transcript: Its transcript; None if it never came.
        recording: Its recording; None without one.
        findings: What was wrong before anybody opened the files.
    """

    row: int
    transcript: KeptFile | None = None
    recording: KeptFile | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptSubmission:
    """One version of one folder, as it was kept.

    Attributes:
        submission_id: Its id.
        site: Its site.
        folder: The name the site gave its folder. May name a person.
        received_at: ISO 8601 time at which it was kept.
        roster_sha256: Digest of the roster; None if none was sent.
        interviews: By manifest row.
    """

    submission_id: SubmissionId
    site: str
    folder: str = field(repr=False)
    received_at: str
    roster_sha256: str | None
    interviews: Mapping[int, KeptInterview]


class Originals:
    """Reads and writes what is kept of submissions."""

    def __init__(self, objects: ObjectStore, bucket: str) -> None:
        self._objects = objects
        self._bucket = bucket

    def keep_manifest(self, submission: SubmissionId, data: bytes) -> None:
        """Write the manifest as the site sent it."""
        self._objects.put(self._bucket, f"{submission}/manifest.csv", data, content_type="text/csv")

    def keep_roster(self, submission: SubmissionId, bucket: str, key: str) -> str:
        """Copy the roster and return the digest of what was copied."""
        copied = self._objects.copy_verified(bucket, key, self._bucket, f"{submission}/roster.csv")
        return copied.sha256

    def keep_file(self, interview: InterviewId, kind: str, bucket: str, key: str) -> KeptFile:
        """Copy a transcript or recording as a stream.

        Args:
            interview: Whose file it is.
            kind: ``transcript`` or ``recording``.
            bucket: The site's bucket.
            key: Where the site put it.
        """
        kept = f"{kept_under(interview)}/{kind}{_suffix(key)}"
        copied = self._objects.copy_verified(bucket, key, self._bucket, kept)
        return KeptFile(kept, copied.n_bytes, copied.sha256)

    def write_record(self, kept: KeptSubmission) -> None:
        """Write what was learned; the last object of a submission to be written."""
        record = asdict(kept)
        record["interviews"] = list(record["interviews"].values())
        self._put_json(f"{kept.submission_id}/submission.json", record)

    def record(self, submission: SubmissionId) -> KeptSubmission:
        """Return what was learned about a submission."""
        record = self._get_json(f"{submission}/submission.json")
        interviews = [_interview(row) for row in record.pop("interviews")]
        return KeptSubmission(**record, interviews={kept.row: kept for kept in interviews})

    def manifest(self, submission: SubmissionId) -> bytes:
        """Return the manifest as the site sent it."""
        return self._read(f"{submission}/manifest.csv")

    def roster(self, kept: KeptSubmission, max_bytes: int) -> bytes | None:
        """Return the roster as the site sent it; None without one.

        Raises:
            ObjectTooLarge: It has more than ``max_bytes`` bytes.
        """
        if not kept.roster_sha256:
            return None
        key = f"{kept.submission_id}/roster.csv"
        return self._objects.read(self._bucket, key, max_bytes=max_bytes, where=ROSTER_NAME)

    def read(self, file: KeptFile, max_bytes: int) -> bytes:
        """Return a file as the site sent it.

        Raises:
            ObjectTooLarge: It has more than ``max_bytes`` bytes.
            PrivacyStop: It is not what was kept.
        """
        data = self._objects.read(
            self._bucket, file.key, max_bytes=max_bytes, where="transcript file"
        )
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise PrivacyStop(f"An original in bucket {self._bucket} is not what was kept.")
        return data

    def forget(self, interview: InterviewId) -> None:
        """Delete an interview's files and spans; the submission's record and tables stay."""
        for info in list(self._objects.list_objects(self._bucket, f"{kept_under(interview)}/")):
            self._objects.delete(self._bucket, info.key)

    def forget_submission(self, submission: SubmissionId) -> None:
        """Delete everything that is kept of a submission, the name of its folder included."""
        for info in list(self._objects.list_objects(self._bucket, f"{submission}/")):
            self._objects.delete(self._bucket, info.key)

    def submissions(self) -> list[tuple[SubmissionId, datetime]]:
        """Return what is kept: each submission and when something of it was last written."""
        newest: dict[str, datetime] = {}
        for info in self._objects.list_objects(self._bucket, ""):
            submission = info.key.partition("/")[0]
            newest[submission] = max(newest.get(submission, info.modified_at), info.modified_at)
        return [(SubmissionId(submission), at) for submission, at in newest.items()]

    def _put_json(self, key: str, value: object) -> None:
        data = json.dumps(value, ensure_ascii=False).encode()
        self._objects.put(self._bucket, key, data, content_type="application/json")

    def _get_json(self, key: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self._read(key))
        return loaded

    def _read(self, key: str) -> bytes:
        return self._objects.read(self._bucket, key, max_bytes=_MAX_RECORD_BYTES)


def _interview(record: Mapping[str, Any]) -> KeptInterview:
    files = {
        kind: KeptFile(**record[kind]) if record[kind] else None
        for kind in ("transcript", "recording")
    }
    findings = tuple(Finding(**finding) for finding in record["findings"])
    return KeptInterview(row=record["row"], findings=findings, **files)


def kept_under(interview: InterviewId) -> str:
    """Return the folder of an interview's own objects in the bucket ``raw``."""
    submission, _, row = interview.rpartition("-")
    return f"{submission}/{row}"


def _suffix(key: str) -> str:
    """The transcript format is all that remains of a file name."""
    return next((known for known in _FORMATS if key.lower().endswith(known)), "")
