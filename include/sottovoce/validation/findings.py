"""From broken expectations to the lines of a receipt: codes, places and remedies, never values."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from sottovoce.model.findings import Finding
from sottovoce.model.manifests import MANIFEST_COLUMNS, MANIFEST_NAME, ROSTER_NAME

Severity = Literal["critical", "warning", "info"]

WHOLE_FILE = 0
"""The row under which :func:`findings_by_row` puts what concerns the file as a whole."""

SAID_BETTER_BY = {
    "transcript-too-short": "empty-transcript",
    "checksum-mismatch": "size-mismatch",
}
"""A code that is left out when the other one was found at the same place."""

_MAX_PLACES_NAMED = 5
_FILE_COLUMNS = {
    "transcript file": "transcript_file",
    "recording file": "recording_file",
    ROSTER_NAME: "roster_sha256",
}
_AFTER_ALL_ROWS = 10**9


@dataclass(frozen=True, slots=True)
class TableFinding:
    """One broken expectation of one table: which rule, where, and the remedy.

    Attributes:
        code: Stable short name, listed in ``docs/receipts.md``.
        rows: Numbers from the table's ``line`` column, ascending; empty if the rule is about the
            table as a whole.
        column: The column or columns that the rule is about; None for the whole table.
        problem: What is wrong, a sentence ending in a full stop.
        fix: What has to be done, imperative, ending in a full stop.
        severity: ``critical`` keeps an interview out; the others are notes.
    """

    code: str
    rows: tuple[int, ...]
    column: str | None
    problem: str
    fix: str
    severity: Severity = "critical"


def must_fix(found: Iterable[TableFinding]) -> list[TableFinding]:
    """Return the findings that keep an interview out, in the order given."""
    return [finding for finding in found if finding.severity == "critical"]


def worth_knowing(found: Iterable[TableFinding]) -> list[TableFinding]:
    """Return the findings that are only notes, in the order given."""
    return [finding for finding in found if finding.severity != "critical"]


def place_in_manifest(row: int, part: str | None = None) -> str:
    """Return where something is, e.g. ``interviews.csv row 3, transcript file``.

    Args:
        row: Line of the manifest, header counted as row 1.
        part: ``column <name>``, ``transcript file`` or ``recording file``; None for the row.
    """
    place = f"{MANIFEST_NAME} row {row}"
    return f"{place}, {part}" if part else place


def findings_by_row(found: Iterable[TableFinding]) -> dict[int, tuple[Finding, ...]]:
    """Return what is wrong with each row of the manifest.

    Args:
        found: Broken expectations of the manifest.

    Returns:
        Findings by row, in the order of the suite; :data:`WHOLE_FILE` holds what concerns no row
        in particular. Rows without a finding are absent.
    """
    rows: dict[int, list[Finding]] = defaultdict(list)
    for finding in found:
        part = f"column {finding.column}" if finding.column else None
        for row in finding.rows:
            rows[row].append(_finding(finding, place_in_manifest(row, part)))
        if not finding.rows:
            rows[WHOLE_FILE].append(_finding(finding, MANIFEST_NAME))
    return {row: tuple(findings) for row, findings in rows.items()}


def findings_in_roster(found: Iterable[TableFinding]) -> tuple[Finding, ...]:
    """Return what is wrong with the roster; it concerns every interview of the submission."""
    return tuple(_finding(each, _place(ROSTER_NAME, "row", each)) for each in found)


def findings_in_turns(found: Iterable[TableFinding], file: str) -> tuple[Finding, ...]:
    """Return what is wrong with the turns of one transcript.

    Args:
        found: Broken expectations of a table of turns.
        file: What to call the transcript, e.g. ``interviews.csv row 3, transcript file``.
    """
    return tuple(_finding(each, _place(file, "turn", each)) for each in found)


def collect_findings(*found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return all findings of one interview, each once, in the order of the manifest.

    Of several with the same code at the same place the first is kept; a file and the cell that
    names it are the same place. What concerns the roster comes last.
    """
    unique: dict[tuple[str, str], Finding] = {}
    for finding in chain(*found):
        unique.setdefault((finding.code, _same_place(finding.where)), finding)
    kept = [
        finding
        for (code, place), finding in unique.items()
        if (SAID_BETTER_BY.get(code), place) not in unique
    ]
    return tuple(sorted(kept, key=_manifest_order))


def _finding(found: TableFinding, where: str) -> Finding:
    return Finding(found.code, where, found.problem, found.fix)


def _place(file: str, unit: str, found: TableFinding) -> str:
    numbers = [str(row) for row in found.rows[:_MAX_PLACES_NAMED]]
    if n_more := len(found.rows) - len(numbers):
        numbers.append(f"{n_more} more")
    if not numbers:
        return file
    listed = " and ".join(filter(None, [", ".join(numbers[:-1]), numbers[-1]]))
    return f"{file}, {unit}{'s' if len(found.rows) > 1 else ''} {listed}"


def _same_place(where: str) -> str:
    for file, column in _FILE_COLUMNS.items():
        where = where.replace(f"column {column}", file)
    return where


def _manifest_order(finding: Finding) -> tuple[int, int, str, str]:
    row = re.search(rf"{re.escape(MANIFEST_NAME)} row (\d+)", finding.where)
    is_about_roster = finding.where.startswith(ROSTER_NAME)
    row_number = _AFTER_ALL_ROWS if is_about_roster else int(row[1]) if row else WHOLE_FILE
    return row_number, _column_order(finding.where), finding.where, finding.code


def _column_order(where: str) -> int:
    column = re.search(r", column (\w+)", where)
    name = column[1] if column else next((c for f, c in _FILE_COLUMNS.items() if f in where), "")
    return MANIFEST_COLUMNS.index(name) if name in MANIFEST_COLUMNS else -1
