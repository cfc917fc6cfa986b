"""What a site's own computer can check and fill in before it sends a folder."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sottovoce.intake.completeness import is_file_name
from sottovoce.intake.manifests import AwaitedFile, ManifestTable, TableRow
from sottovoce.model.findings import Finding
from sottovoce.model.manifests import MANIFEST_COLUMNS, MANIFEST_NAME, ROSTER_NAME


@dataclass(frozen=True, slots=True)
class LocalFile:
    """One file of a folder that is about to be sent.

    Attributes:
        name: Its name, as manifests are read.
        n_bytes: Its size.
        sha256: Digest of its content.
        etag: What S3 servers call this content, when it is sent as we send it.
    """

    name: str = field(repr=False)
    n_bytes: int
    sha256: str
    etag: str


def check_before_sending(
    table: ManifestTable, files: Mapping[str, LocalFile]
) -> tuple[Finding, ...]:
    """Return everything that would certainly come back in a receipt, in the order of the rows.

    Args:
        table: The manifest.
        files: The files it lists that are in the folder, by name.
    """
    return tuple(finding for row in table.rows for finding in _problems(row, files))


def complete_manifest(data: bytes, table: ManifestTable, files: Mapping[str, LocalFile]) -> bytes:
    """Return the manifest with every empty size and sha256 filled in.

    Args:
        data: The manifest as it is on disk.
        table: What was read from it.
        files: The files it lists, by name, and the roster if there is one.

    Returns:
        ``data`` itself if nothing was empty. Otherwise the same rows at the same line numbers, so
        that a receipt that names row 7 means row 7 of the site's own file.
    """
    filled = {row.row: {**row.values, **_facts(row, files)} for row in table.rows}
    if all(filled[row.row] == row.values for row in table.rows):
        return data
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(MANIFEST_COLUMNS)
    for line in range(2, max(filled) + 1):
        writer.writerow([filled[line][c] for c in MANIFEST_COLUMNS] if line in filled else [])
    return out.getvalue().encode()


def _facts(row: TableRow, files: Mapping[str, LocalFile]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for kind in ("transcript", "recording"):
        if file := files.get(row.values[f"{kind}_file"]):
            facts |= {f"{kind}_bytes": str(file.n_bytes), f"{kind}_sha256": file.sha256}
    if roster := files.get(ROSTER_NAME):
        facts["roster_sha256"] = roster.sha256
    return {column: fact for column, fact in facts.items() if not row.values[column]}


def _problems(row: TableRow, files: Mapping[str, LocalFile]) -> Iterator[Finding]:
    if row.finding:
        yield row.finding
    for awaited in row.listed_files():
        where = f"{MANIFEST_NAME} row {row.row}, {awaited.part}"
        if problem := _problem(row, awaited, files.get(awaited.name)):
            code, said, fix = problem
            yield Finding(code, where, said, fix)


def _problem(
    row: TableRow, awaited: AwaitedFile, file: LocalFile | None
) -> tuple[str, str, str] | None:
    if awaited.part != ROSTER_NAME and not is_file_name(awaited.name):
        return (
            "bad-file-name",
            "This is a path, or another thing that can't be the name of a file.",
            "Put the file directly into the folder and write its name alone.",
        )
    if file is None:
        return (
            "file-not-found",
            "The manifest names this file, but it is not in the folder.",
            "Put it there, or correct its name in the manifest. Capital letters matter.",
        )
    if (stated := _stated_sha256(row, awaited)) and stated != file.sha256:
        return (
            "checksum-mismatch",
            "The file is not the one whose sha256 the manifest states.",
            "If the file is the right one, empty the cells with its size and sha256; they are then "
            "filled in on the way.",
        )
    if awaited.n_bytes is not None and awaited.n_bytes != file.n_bytes:
        return (
            "size-mismatch",
            "The file does not have the size that the manifest states.",
            "If the file is the right one, empty the cell with its size; it is then filled in.",
        )
    return None


def _stated_sha256(row: TableRow, awaited: AwaitedFile) -> str:
    return row.values[f"{awaited.part.split()[0].removesuffix('.csv')}_sha256"].lower()
