"""Reading ``interviews.csv`` as sites really send it, without believing a byte of it."""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sottovoce.errors import UnreadableUpload
from sottovoce.intake.headers import find_delimiter
from sottovoce.model.findings import Finding
from sottovoce.model.manifests import MANIFEST_COLUMNS, MANIFEST_NAME, ROSTER_NAME

MAX_ROWS = 5_000
"""More rows than any site has interviews: the file is something else."""

_MAX_LINE_CHARS = 20_000
_OTHER_PROGRAMS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")
_WIDE_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_SAVE_AS_CSV = (
    "Open it in your spreadsheet program, save it as “CSV UTF-8 (comma delimited)” under the name "
    f"{MANIFEST_NAME}, and send it again."
)


@dataclass(frozen=True, slots=True)
class AwaitedFile:
    """One file that a row of the manifest needs.

    Attributes:
        part: ``transcript file``, ``recording file`` or ``roster.csv``.
        name: File name as the manifest has it.
        n_bytes: Size that the manifest states; None if it states none that is a number.
    """

    part: str
    name: str = field(repr=False)
    n_bytes: int | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the manifest, not yet checked against any rule.

    Attributes:
        row: Line number, header counted as row 1.
        values: Cell by column, for every column, space around it removed. All empty if the line
            could not be taken apart.
        finding: Why the line could not be taken apart; None if it could.
    """

    row: int
    values: Mapping[str, str] = field(repr=False)
    finding: Finding | None = None

    def listed_files(self) -> tuple[AwaitedFile, ...]:
        """Return the files this row needs: transcript, recording if named, roster if digested."""
        named = [
            AwaitedFile(f"{kind} file", name, _size(self.values.get(f"{kind}_bytes", "")))
            for kind in ("transcript", "recording")
            if (name := self.values.get(f"{kind}_file"))
        ]
        if self.values.get("roster_sha256"):
            named.append(AwaitedFile(ROSTER_NAME, ROSTER_NAME, None))
        return tuple(named)


@dataclass(frozen=True, slots=True)
class ManifestTable:
    """A manifest that could be read.

    Attributes:
        rows: One an interview, in the order of the file, never empty.
    """

    rows: tuple[TableRow, ...]


def read_manifest_table(data: bytes) -> ManifestTable:
    """Return the rows of a manifest.

    UTF-8 with or without a byte order mark; cells separated by commas, or by semicolons or tabs
    as some countries' spreadsheet programs do. A line that can't be taken apart gets a finding of
    its own and the others go on. Since no cell of a manifest can hold a line break, lines are
    taken one by one, and a quotation mark that is never closed spoils one line, not the rest.

    Args:
        data: The file, of any content.

    Raises:
        UnreadableUpload: It is empty, not a CSV file, not UTF-8, too long, or has another header.
    """
    lines = re.split(r"\r\n|\r|\n", _decode(data))
    header_at = next((i for i, line in enumerate(lines) if line.strip()), None)
    if header_at is None:
        raise _unreadable("manifest-empty", "The file is empty.", _SAVE_AS_CSV)
    delimiter = find_delimiter(lines[header_at])
    numbered = enumerate(lines[header_at + 1 :], start=header_at + 2)
    rows = [_row(number, line, delimiter) for number, line in numbered if line.strip(" ,;\t\"'")]
    _check_number_of(rows)
    return ManifestTable(tuple(rows))


def _check_number_of(rows: Sequence[TableRow]) -> None:
    if not rows:
        raise _unreadable(
            "no-interviews",
            "The manifest lists no interview.",
            "Write one row for each interview below the header.",
        )
    if len(rows) > MAX_ROWS:
        raise _unreadable(
            "manifest-too-long",
            f"The manifest has more than {MAX_ROWS} rows.",
            "Delete rows that are not interviews, or send the interviews in several folders.",
        )


def _decode(data: bytes) -> str:
    if data.startswith(_OTHER_PROGRAMS):
        raise _unreadable(
            "manifest-not-csv",
            "The file is a document of another program, not a CSV file.",
            _SAVE_AS_CSV,
        )
    if data.startswith(_WIDE_ENCODINGS) or _has_every_other_byte_zero(data[:200]):
        raise _wrong_encoding("The file is saved as “Unicode text” (UTF-16), not as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    # Raised out here: a decoding error carries the whole file.
    if text is None:
        raise _wrong_encoding("The file is not saved as UTF-8, so letters in it can't be read.")
    return text


def _has_every_other_byte_zero(data: bytes) -> bool:
    # So do ASCII characters look in UTF-16 that has no byte order mark.
    return len(data) > 1 and (not any(data[::2]) or not any(data[1::2])) and any(data)


def _row(number: int, line: str, delimiter: str) -> TableRow:
    cells = _cells(line, delimiter)
    # Excel ends rows with empty cells when a column was once wider; nothing is lost with them.
    while cells and len(cells) > len(MANIFEST_COLUMNS) and not cells[-1]:
        cells.pop()
    if cells is None or len(cells) != len(MANIFEST_COLUMNS):
        return TableRow(number, dict.fromkeys(MANIFEST_COLUMNS, ""), _malformed(number))
    return TableRow(number, dict(zip(MANIFEST_COLUMNS, cells, strict=True)))


def _cells(line: str, delimiter: str) -> list[str] | None:
    if len(line) > _MAX_LINE_CHARS or "\x00" in line:
        return None
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, strict=True)
    except csv.Error:
        return None
    # One name in two spellings of the same bytes on screen: macOS writes é as e and an accent.
    return [unicodedata.normalize("NFC", cell.strip()) for cell in cells]


def _malformed(number: int) -> Finding:
    return Finding(
        "malformed-row",
        f"{MANIFEST_NAME} row {number}",
        f"The row does not have exactly {len(MANIFEST_COLUMNS)} cells.",
        "Compare it with the header: one cell for each column, and quotation marks around a cell "
        "that contains a comma.",
    )


def _size(cell: str) -> int | None:
    return int(cell) if re.fullmatch(r"[0-9]{1,15}", cell) else None


def _wrong_encoding(problem: str) -> UnreadableUpload:
    return _unreadable("manifest-wrong-encoding", problem, _SAVE_AS_CSV)


def _unreadable(code: str, problem: str, fix: str) -> UnreadableUpload:
    return UnreadableUpload(problem, where=MANIFEST_NAME, fix=fix, code=code)
