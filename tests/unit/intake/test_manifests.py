import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.errors import UnreadableUpload
from sottovoce.intake.manifests import MAX_ROWS, AwaitedFile, read_manifest_table
from sottovoce.model.manifests import MANIFEST_COLUMNS

NAME = "Zebedee Quux"
HEADER = ",".join(MANIFEST_COLUMNS)
CELLS = {
    "site_code": "s01",
    "participant_code": "s01-p01",
    "role": "manager",
    "interview_date": "2026-03-01",
    "transcript_file": "talk.docx",
    "transcript_bytes": "1200",
    "transcript_sha256": "0" * 64,
}


def a_line(delimiter: str = ",", **changes: str) -> str:
    cells = {**dict.fromkeys(MANIFEST_COLUMNS, ""), **CELLS, **changes}
    return delimiter.join(cells[column] for column in MANIFEST_COLUMNS)


def a_manifest(*lines: str, header: str = HEADER, ending: str = "\r\n") -> bytes:
    return ending.join([header, *(lines or [a_line()]), ""]).encode()


SEMICOLONS = HEADER.replace(",", ";")
TABS = HEADER.replace(",", "\t")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(a_manifest(), id="as asked for"),
        pytest.param(b"\xef\xbb\xbf" + a_manifest(), id="with a byte order mark"),
        pytest.param(a_manifest(ending="\n"), id="unix line ends"),
        pytest.param(a_manifest(ending="\r"), id="old macintosh line ends"),
        pytest.param(a_manifest().rstrip(), id="no line end at the end"),
        pytest.param(a_manifest(a_line(";"), header=SEMICOLONS), id="semicolons"),
        pytest.param(a_manifest(a_line("\t"), header=TABS), id="tabs"),
        pytest.param(a_manifest(header=HEADER.upper()), id="header in capitals"),
        pytest.param(a_manifest(header=HEADER.replace(",", " , ")), id="spaces in the header"),
        pytest.param(a_manifest(a_line(role=" manager ")), id="spaces in a cell"),
        pytest.param(a_manifest(a_line(role='"manager"')), id="quotation marks"),
        pytest.param(a_manifest(a_line() + ",,,", header=HEADER + ",,,"), id="empty cells at the end"),
        pytest.param(a_manifest(a_line(), ",,,,,,,,,,,,,,,", ""), id="empty rows at the end"),
    ],
)  # fmt: skip
def test_reads_what_spreadsheet_programs_make_of_a_manifest(data):
    (row,) = read_manifest_table(data).rows
    assert row.finding is None
    assert dict(row.values) == {**dict.fromkeys(MANIFEST_COLUMNS, ""), **CELLS}


def test_rows_are_numbered_as_in_the_file_with_the_header_as_row_1():
    table = read_manifest_table(a_manifest(a_line(), "", a_line(), ",,,,", a_line()))
    assert [row.row for row in table.rows] == [2, 4, 6]


def without(column: str) -> str:
    return ",".join(c for c in MANIFEST_COLUMNS if c != column)


SWAPPED = HEADER.replace("role,interview_date", "interview_date,role")

UNREADABLE = {
    "nothing": (b"", "manifest-empty", "empty"),
    "blank lines": (b"\r\n \r\n", "manifest-empty", "empty"),
    "a header alone": (a_manifest("")[:-2], "no-interviews", "lists no interview"),
    "empty rows": (a_manifest(",,,,", ""), "no-interviews", "lists no interview"),
    "an Excel workbook": (b"PK\x03\x04" + bytes(500), "manifest-not-csv", "another program"),
    "an old Excel workbook": (b"\xd0\xcf\x11\xe0" + bytes(500), "manifest-not-csv", "another"),
    "a PDF": (b"%PDF-1.7\n" + b"\xff" * 500, "manifest-not-csv", "another program"),
    "zeros": (bytes(500), "manifest-not-csv", "column names"),
    "a letter": (f"Dear {NAME}\n\nplease find".encode(), "manifest-not-csv", "column names"),
    "an endless first line": (b"a," * 5000, "manifest-not-csv", "column names"),
    "UTF-16": (a_manifest().decode().encode("utf-16"), "manifest-wrong-encoding", "UTF-16"),
    "UTF-16, no mark": (a_manifest().decode().encode("utf-16-le"), "manifest-wrong-encoding", "UTF-16"),
    "UTF-16, no mark, other order": (a_manifest().decode().encode("utf-16-be"), "manifest-wrong-encoding", "UTF-16"),
    "UTF-32": (a_manifest().decode().encode("utf-32"), "manifest-wrong-encoding", "UTF-16"),
    "Latin-1": (a_manifest(a_line(transcript_file="Zoë.docx")).decode().encode("latin-1"), "manifest-wrong-encoding", "not saved as UTF-8"),
    "a column missing": (a_manifest(header=without("role")), "manifest-wrong-header", r"lacks column role\."),
    "a name for a column": (a_manifest(header=HEADER.replace("role", NAME)), "manifest-wrong-header", r"lacks column role\. The name of column 3 is not known\."),
    "a column too many": (a_manifest(header=f"{HEADER},{NAME}"), "manifest-wrong-header", "column 17 is not known"),
    "a column twice": (a_manifest(header=HEADER + ",role"), "manifest-wrong-header", r"has column role more than once"),
    "another order": (a_manifest(header=SWAPPED), "manifest-wrong-header", "column 3 should be role"),
    "no header": (a_manifest(header=a_line()), "manifest-wrong-header", "lacks columns site_code, part"),
    "too many rows": (a_manifest(*[a_line()] * (MAX_ROWS + 1)), "manifest-too-long", "more than 5000"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE)
def test_says_what_is_wrong_with_a_file_that_is_no_manifest(case):
    data, code, words = UNREADABLE[case]
    with pytest.raises(UnreadableUpload, match=words) as caught:
        read_manifest_table(data)
    assert caught.value.code == code
    assert caught.value.where.startswith("interviews.csv")
    assert caught.value.fix.endswith(".")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"{a_line()},{NAME}", id="a cell too many"),
        pytest.param(NAME, id="one cell"),
        pytest.param(a_line(role=f'"{NAME}'), id="a quotation mark never closed"),
        pytest.param(a_line(role=f'"{NAME}" x'), id="text after a quotation mark"),
        pytest.param(a_line(role=NAME * 100_000), id="an endless cell"),
        pytest.param("," * 5_000 + NAME, id="thousands of cells"),
        pytest.param(a_line(role=f"{NAME}\x00"), id="a zero"),
    ],
)
def test_a_row_that_can_not_be_taken_apart_gets_a_finding_and_the_others_go_on(line):
    before, spoiled, after = read_manifest_table(a_manifest(a_line(), line, a_line())).rows
    assert (before.finding, after.finding) == (None, None)
    assert spoiled.finding.code == "malformed-row"
    assert spoiled.finding.where == "interviews.csv row 3"
    assert spoiled.listed_files() == ()
    assert set(spoiled.values) == set(MANIFEST_COLUMNS)
    assert NAME not in repr(spoiled.finding)


def test_a_file_name_typed_on_a_macintosh_is_the_same_as_one_typed_elsewhere():
    table = read_manifest_table(a_manifest(a_line(transcript_file="Zoe\u0308.docx")))
    assert table.rows[0].values["transcript_file"] == "Zo\u00eb.docx"


@pytest.mark.parametrize(
    ("changes", "files"),
    [
        pytest.param({}, [("transcript file", "talk.docx", 1200)], id="a transcript"),
        pytest.param({"transcript_file": ""}, [], id="nothing"),
        pytest.param(
            {"recording_file": "talk.wav", "recording_bytes": "9"},
            [("transcript file", "talk.docx", 1200), ("recording file", "talk.wav", 9)],
            id="a recording too",
        ),
        pytest.param(
            {"roster_sha256": "a"},
            [("transcript file", "talk.docx", 1200), ("roster.csv", "roster.csv", None)],
            id="a roster too",
        ),
        *[
            pytest.param(
                {"transcript_bytes": size}, [("transcript file", "talk.docx", None)], id=f"size {size!r}"
            )
            for size in ["", "-1", "1.5", "1,200", "١٢", "9" * 400]
        ],
    ],
)  # fmt: skip
def test_a_row_lists_the_files_it_needs(changes, files):
    changed = {column: f'"{cell}"' for column, cell in changes.items()}
    (row,) = read_manifest_table(a_manifest(a_line(**changed))).rows
    assert row.listed_files() == tuple(AwaitedFile(*file) for file in files)


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_no_bytes_do_worse_than_be_called_unreadable(data):
    with pytest.raises(UnreadableUpload):
        read_manifest_table(data)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_whatever_lines_follow_the_header_the_good_row_among_them_is_read(lines):
    text = "\n".join([HEADER, *lines, a_line(), *lines])
    rows = read_manifest_table(text.encode()).rows
    assert sum(row.values["transcript_file"] == "talk.docx" for row in rows) == 1


@given(
    where=st.sampled_from(["header", "row", "whole"]),
    spoil=st.sampled_from(["", ",", '"', "\x00", "\ud83d", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "latin-1"]),
)
def test_a_name_in_a_manifest_is_in_no_error_and_no_repr(where, spoil, encoding):
    header = HEADER.replace("role", spoil + NAME) if where == "header" else HEADER
    lines = [a_line(role=spoil + NAME, transcript_file=NAME)]
    text = "\n".join([header, *lines]) if where != "whole" else spoil + NAME + spoil
    try:
        table = read_manifest_table(
            text.encode(encoding, "surrogatepass" if "utf" in encoding else "replace")
        )
        shown = repr(table) + repr([row.listed_files() for row in table.rows])
    except UnreadableUpload as error:
        again = pickle.loads(pickle.dumps(error))
        shown = "".join([*traceback.format_exception(error), repr(again), repr(error.finding)])
    assert NAME not in shown
    assert "Zebedee" not in shown
