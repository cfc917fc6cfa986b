"""Whether everything that a manifest lists has arrived."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from sottovoce.intake.manifests import AwaitedFile, ManifestTable, TableRow
from sottovoce.model.findings import Finding
from sottovoce.model.manifests import MANIFEST_NAME, ROSTER_NAME


class StoredFile(Protocol):
    """What a listing says of one file of a folder."""

    @property
    def n_bytes(self) -> int:
        """Its size."""

    @property
    def etag(self) -> str:
        """Changes whenever its content does."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of a submission is there.

    Attributes:
        status: ``complete``: everything is; ``waiting``: the rest may be under way; ``overdue``:
            the grace period has passed, so what is there goes on without the rest.
        findings: What keeps single rows back, by row; rows without a finding are absent.
    """

    status: Literal["complete", "waiting", "overdue"]
    findings: Mapping[int, tuple[Finding, ...]]


def assess(
    table: ManifestTable,
    present: Mapping[str, StoredFile],
    *,
    changed_at: datetime,
    now: datetime,
    grace: timedelta,
) -> Completeness:
    """Return whether every listed file has arrived with its size.

    A file name that can't be one, and a row that can't be taken apart, hold nothing up: no file
    can be awaited for them, so they only get their finding.

    Args:
        table: The manifest.
        present: What lies in the folder, by file name as
            :func:`sottovoce.intake.discovery.file_name` gives it.
        changed_at: When the folder last changed.
        now: The time of this poll.
        grace: How long after a change the rest may still be under way.
    """
    spoiled = {row.row: tuple(_spoiled(row)) for row in table.rows}
    absent = {row.row: tuple(_absent(row, present)) for row in table.rows}
    is_complete = not any(absent.values())
    is_overdue = now - changed_at >= grace
    merged = {row: spoiled[row] + (absent[row] if is_overdue else ()) for row in spoiled}
    return Completeness(
        "complete" if is_complete else "overdue" if is_overdue else "waiting",
        {row: findings for row, findings in merged.items() if findings},
    )


def content_digest(
    manifest_sha256: str, present: Mapping[str, StoredFile], table: ManifestTable
) -> str:
    """Return which version of the folder this is.

    Args:
        manifest_sha256: Digest of the manifest's bytes.
        present: What lies in the folder, by file name.
        table: The manifest.

    Returns:
        A hex digest that changes when the manifest, a file it lists, or the roster changes, comes
        or goes. Files that nothing lists make no difference.
    """
    names = {file.name for row in table.rows for file in row.listed_files()} | {ROSTER_NAME}
    lines = [
        f"{name}\x1f{stored.n_bytes}\x1f{stored.etag}"
        for name in sorted(names)
        if (stored := present.get(name)) is not None
    ]
    return hashlib.sha256("\x1e".join([manifest_sha256, *lines]).encode()).hexdigest()


def is_file_name(name: str) -> bool:
    """Whether a manifest may call a file so: a plain name, not a path, and not one of ours."""
    return (
        name not in {".", "..", MANIFEST_NAME, ROSTER_NAME}
        and not any(character in "/\\" for character in name)
        and not any(unicodedata.category(character)[0] == "C" for character in name)
    )


def _spoiled(row: TableRow) -> Iterator[Finding]:
    if row.finding:
        yield row.finding
    for file in row.listed_files():
        if not _can_arrive(file):
            yield Finding(
                "bad-file-name",
                _place(row, file),
                "This is not a file name: it is a path, has invisible characters, or is the name "
                "of the manifest or the roster.",
                "Put the file directly into the folder and write its name alone.",
            )


def _absent(row: TableRow, present: Mapping[str, StoredFile]) -> Iterator[Finding]:
    for file in filter(_can_arrive, row.listed_files()):
        stored = present.get(file.name)
        if stored is None:
            yield Finding(
                "file-not-sent",
                _place(row, file),
                "The manifest lists this file, but it has not arrived.",
                "Send the file into the same folder. If it has another name there, write that name "
                "into the manifest.",
            )
        elif file.n_bytes is not None and stored.n_bytes != file.n_bytes:
            yield Finding(
                "size-mismatch",
                _place(row, file),
                "The file that arrived does not have the size that the manifest states, so it may "
                "have arrived in part.",
                "Send the file again. If it was changed on purpose, write its new size and sha256 "
                "into the manifest.",
            )


def _can_arrive(file: AwaitedFile) -> bool:
    return file.part == ROSTER_NAME or is_file_name(file.name)


def _place(row: TableRow, file: AwaitedFile) -> str:
    return f"{MANIFEST_NAME} row {row.row}, {file.part}"
