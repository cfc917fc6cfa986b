"""Read ``roster.csv``, the names a site knows beforehand. No error quotes one."""

import csv
import io

from sottovoce.errors import UnreadableUpload
from sottovoce.model.manifests import ROSTER_NAME
from sottovoce.model.rosters import ROSTER_KINDS, Roster, RosterEntry
from sottovoce.model.spans import EntityType
from sottovoce.validation.rows import trimmed

ROSTER_COLUMNS = ("kind", "value")
"""The header of ``roster.csv``, in either order, upper or lower case."""

RosterRow = dict[str, str | int]
"""``kind`` in lower case, ``value`` trimmed, and ``line``, header counted as row 1."""


def read_roster(data: bytes) -> Roster:
    """Return the names of a roster.

    A name of an unknown kind is kept, as another identifier: leaving it out would leave it in
    the transcripts. Empty values and lone letters are left out, since a lone letter would hide
    every "I". The suite ``expectations/roster.yaml`` reports all three.

    Args:
        data: The file as the site sent it.

    Raises:
        UnreadableUpload: It is not a table of kinds and values.
    """
    return Roster(
        tuple(
            RosterEntry(ROSTER_KINDS.get(str(row["kind"]), EntityType.OTHER_ID), str(row["value"]))
            for row in roster_rows(data)
            if len(str(row["value"])) > 1
        )
    )


def roster_rows(data: bytes) -> list[RosterRow]:
    """Return the rows of a roster as a table for its suite; blank lines are left out.

    Raises:
        UnreadableUpload: ``roster-wrong-encoding``, ``roster-not-csv`` or ``roster-wrong-header``.
    """
    header, *records = _records(_decoded(data)) or [[]]
    names = [(trimmed(cell) or "").lower() for cell in header]
    if sorted(filter(None, names)) != sorted(ROSTER_COLUMNS):
        raise _wrong_header(header)
    return [
        _row(names, record, line)
        for line, record in enumerate(records, start=2)
        if any(trimmed(cell) for cell in record)
    ]


def _decoded(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise _not_csv("It is a spreadsheet or a zip file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    # Raised out here: the decoder's error carries the whole file.
    if "\x00" in text:
        raise UnreadableUpload(
            "The roster is not in the encoding UTF-8, so names with accents can't be read.",
            where=ROSTER_NAME,
            fix='Save it again in Excel as "CSV UTF-8 (Comma delimited)".',
            code="roster-wrong-encoding",
        )
    return text


def _records(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        pass
    raise _not_csv("A quotation mark is not closed, or a cell is far too long.")


def _row(names: list[str], record: list[str], line: int) -> RosterRow:
    # A name written "Surname, First name" without quotation marks would lose its second half.
    if any(trimmed(cell) for cell in record[len(names) :]):
        raise _not_csv("It has more cells than the header.", f"{ROSTER_NAME} row {line}")
    cells = dict(zip(names, record, strict=False))
    return {
        "kind": (trimmed(cells.get("kind", "")) or "").lower(),
        "value": trimmed(cells.get("value", "")) or "",
        "line": line,
    }


def _wrong_header(header: list[str]) -> UnreadableUpload:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return _not_csv("Its columns are not separated by commas.")
    return UnreadableUpload(
        "The first row of the roster is not its header.",
        where=f"{ROSTER_NAME} row 1",
        fix="Write kind,value in the first row, and one name in each row below.",
        code="roster-wrong-header",
    )


def _not_csv(problem: str, where: str = ROSTER_NAME) -> UnreadableUpload:
    return UnreadableUpload(
        f"The roster is not a comma-separated table. {problem}",
        where=where,
        fix='Write it in two columns, kind and value, and save it as "CSV UTF-8". Put a name that '
        "contains a comma between double quotation marks.",
        code="roster-not-csv",
    )
