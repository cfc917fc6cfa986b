import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.intake.completeness import assess, content_digest, is_file_name
from sottovoce.intake.manifests import ManifestTable, TableRow
from sottovoce.model.findings import Finding

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GRACE = timedelta(hours=1)


@dataclass(frozen=True)
class Stored:
    n_bytes: int
    etag: str = "e1"


def a_row(row: int = 2, **values: str) -> TableRow:
    return TableRow(row, {"transcript_file": "a.docx", "transcript_bytes": "5", **values})


def a_table(*rows: TableRow) -> ManifestTable:
    return ManifestTable(rows or (a_row(),))


WITH_RECORDING = a_row(recording_file="a.wav", recording_bytes="9")
WITH_ROSTER = a_row(roster_sha256="0" * 64)
MALFORMED = TableRow(2, {}, Finding("malformed-row", "interviews.csv row 2", "P.", "F."))
A, WAV, ROSTER = {"a.docx": Stored(5)}, {"a.wav": Stored(9)}, {"roster.csv": Stored(1)}


@pytest.mark.parametrize(
    ("row", "present", "status", "codes"),
    [
        pytest.param(a_row(), A, "complete", [], id="all there"),
        pytest.param(a_row(), {**A, "notes.txt": Stored(1)}, "complete", [], id="more than listed"),
        pytest.param(a_row(), {}, "overdue", ["file-not-sent"], id="not there"),
        pytest.param(a_row(), {"A.docx": Stored(5)}, "overdue", ["file-not-sent"], id="another name"),
        pytest.param(a_row(), {"a.docx": Stored(4)}, "overdue", ["size-mismatch"], id="in part"),
        pytest.param(a_row(transcript_bytes="5 kB"), A, "complete", [], id="no size to compare"),
        pytest.param(a_row(transcript_file=""), {}, "complete", [], id="no file listed"),
        pytest.param(WITH_RECORDING, A | WAV, "complete", [], id="recording there"),
        pytest.param(WITH_RECORDING, A, "overdue", ["file-not-sent"], id="recording not there"),
        pytest.param(WITH_RECORDING, {}, "overdue", ["file-not-sent"] * 2, id="neither there"),
        pytest.param(WITH_ROSTER, A | ROSTER, "complete", [], id="roster there"),
        pytest.param(WITH_ROSTER, A, "overdue", ["file-not-sent"], id="roster not there"),
        pytest.param(a_row(transcript_file="../a"), {}, "complete", ["bad-file-name"], id="a path"),
        pytest.param(MALFORMED, {}, "complete", ["malformed-row"], id="a malformed row"),
    ],
)  # fmt: skip
def test_tells_what_is_there_from_what_is_not(row, present, status, codes):
    found = assess(a_table(row), present, changed_at=NOW - GRACE, now=NOW, grace=GRACE)
    assert found.status == status
    assert [finding.code for finding in found.findings.get(2, ())] == codes


@pytest.mark.parametrize(
    ("since_change", "status"),
    [
        pytest.param(timedelta(0), "waiting", id="just changed"),
        pytest.param(GRACE - timedelta(seconds=1), "waiting", id="a second before"),
        pytest.param(GRACE, "overdue", id="as it ends"),
        pytest.param(GRACE * 100, "overdue", id="long after"),
    ],
)
def test_what_is_missing_may_be_under_way_for_as_long_as_grace_is_given(since_change, status):
    found = assess(a_table(), {}, changed_at=NOW - since_change, now=NOW, grace=GRACE)
    assert found.status == status
    assert bool(found.findings) == (status == "overdue")


def test_the_rows_whose_files_came_go_on_without_the_others():
    table = a_table(a_row(2), a_row(3, transcript_file="b.docx"), a_row(4))
    found = assess(table, A, changed_at=NOW - GRACE, now=NOW, grace=GRACE)
    assert list(found.findings) == [3]
    assert found.findings[3][0].where == "interviews.csv row 3, transcript file"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("talk.docx", True, id="plain"),
        pytest.param("Interview 3 (final) Zoë.docx", True, id="as people name files"),
        pytest.param("a..b.docx", True, id="dots within"),
        pytest.param("../talk.docx", False, id="up"),
        pytest.param("..", False, id="only up"),
        pytest.param(".", False, id="here"),
        pytest.param("sub/talk.docx", False, id="a folder"),
        pytest.param("C:\\talk.docx", False, id="a Windows path"),
        pytest.param("talk\x00.docx", False, id="a zero"),
        pytest.param("talk\n.docx", False, id="a line break"),
        pytest.param("talk\u202excod.exe", False, id="text turned around"),
        pytest.param("interviews.csv", False, id="the manifest"),
        pytest.param("roster.csv", False, id="the roster"),
    ],
)  # fmt: skip
def test_a_file_name_is_a_name_and_nothing_else(name, expected):
    assert is_file_name(name) is expected


TABLE = a_table(WITH_RECORDING)
THERE = A | WAV
BEFORE = content_digest("m", THERE, TABLE)


@pytest.mark.parametrize(
    ("manifest", "present", "is_same"),
    [
        pytest.param("m", dict(reversed(THERE.items())), True, id="listed in another order"),
        pytest.param("m", {**THERE, "notes.txt": Stored(1)}, True, id="a file nobody lists"),
        pytest.param("n", THERE, False, id="another manifest"),
        pytest.param("m", {**THERE, "a.docx": Stored(5, "e2")}, False, id="a file sent again, changed"),
        pytest.param("m", {**THERE, "a.docx": Stored(6)}, False, id="another size"),
        pytest.param("m", A, False, id="a file taken back"),
        pytest.param("m", THERE | ROSTER, False, id="a roster that came later"),
    ],
)  # fmt: skip
def test_a_version_of_a_folder_is_what_its_listed_files_are(manifest, present, is_same):
    assert (content_digest(manifest, present, TABLE) == BEFORE) is is_same


@given(st.text(min_size=1, max_size=30))
def test_no_finding_shows_a_file_name(name):
    marked = f"Quux{name}Quux"
    table = a_table(a_row(transcript_file=marked))
    found = assess(table, {}, changed_at=NOW - GRACE, now=NOW, grace=GRACE)
    assert found.findings[2]
    assert "Quux" not in repr((found, table, table.rows[0].listed_files()))


@given(st.text(), st.text())
def test_the_digest_gives_no_file_name_away(name, other):
    table = a_table(a_row(transcript_file=name))
    digest = content_digest("m", {name: Stored(1), other: Stored(2)}, table)
    assert len(digest) == hashlib.sha256().digest_size * 2
