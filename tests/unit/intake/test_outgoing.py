import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.intake.manifests import read_manifest_table
from sottovoce.intake.outgoing import LocalFile, check_before_sending, complete_manifest
from sottovoce.model.manifests import MANIFEST_COLUMNS

HEADER = ",".join(MANIFEST_COLUMNS)
SHA = "ab" * 32
TALK = LocalFile("talk.txt", 5, SHA, "e")


def a_line(**values: str) -> str:
    cells = {**dict.fromkeys(MANIFEST_COLUMNS, ""), "transcript_file": "talk.txt", **values}
    return ",".join(cells[column] for column in MANIFEST_COLUMNS)


def completed(text: str, *files: LocalFile) -> bytes:
    data = text.encode()
    return complete_manifest(data, read_manifest_table(data), {file.name: file for file in files})


def codes(line: str, *files: LocalFile) -> list[str]:
    table = read_manifest_table(f"{HEADER}\n{line}".encode())
    return [f.code for f in check_before_sending(table, {file.name: file for file in files})]


def test_empty_sizes_and_digests_are_filled_in_and_nothing_else_changes():
    sent = completed(f"{HEADER}\n{a_line(role='manager')}", TALK)
    expected = a_line(role="manager", transcript_bytes="5", transcript_sha256=SHA)
    assert sent.decode() == f"{HEADER}\r\n{expected}\r\n"


def test_a_manifest_with_nothing_to_fill_in_is_sent_byte_for_byte():
    text = f"{HEADER}\n{a_line(transcript_bytes='5', transcript_sha256=SHA.upper())}\n\n"
    assert completed(text, TALK) == text.encode()


def test_what_a_site_stated_is_not_overwritten():
    sent = completed(f"{HEADER}\n{a_line(transcript_bytes='7')}", TALK)
    assert read_manifest_table(sent).rows[0].values["transcript_bytes"] == "7"


def test_a_roster_that_lies_in_the_folder_is_listed_in_every_row():
    roster = LocalFile("roster.csv", 9, "cd" * 32, "e")
    sent = completed(f"{HEADER}\n{a_line()}\n{a_line()}", TALK, roster)
    rosters = {row.values["roster_sha256"] for row in read_manifest_table(sent).rows}
    assert rosters == {roster.sha256}


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_a_row_keeps_its_number_so_that_receipts_fit_the_sites_own_file(gaps, delimiter):
    lines = [HEADER]
    for gap in gaps:
        lines += [""] * gap + [
            a_line(transcript_file='"a, b.txt"' if delimiter == "," else "a.txt")
        ]
    text = "\n".join(lines) if delimiter == "," else "\n".join(lines).replace(",", delimiter)
    name = "a, b.txt" if delimiter == "," else "a.txt"
    before = read_manifest_table(text.encode())
    after = read_manifest_table(completed(text, LocalFile(name, 1, SHA, "e")))
    assert [row.row for row in after.rows] == [row.row for row in before.rows]
    assert {row.values["transcript_file"] for row in after.rows} == {name}
    assert {row.values["transcript_sha256"] for row in after.rows} == {SHA}


@pytest.mark.parametrize(
    ("line", "files", "expected"),
    [
        pytest.param(a_line(), [TALK], [], id="nothing stated"),
        pytest.param(a_line(transcript_sha256=SHA.upper()), [TALK], [], id="digest in capitals"),
        pytest.param(a_line(), [], ["file-not-found"], id="not there"),
        pytest.param(a_line(transcript_sha256="0"), [TALK], ["checksum-mismatch"], id="other digest"),
        pytest.param(a_line(transcript_bytes="6"), [TALK], ["size-mismatch"], id="other size"),
        pytest.param(a_line(roster_sha256=SHA), [TALK], ["file-not-found"], id="no roster"),
        pytest.param(a_line(recording_file="r.wav"), [TALK], ["file-not-found"], id="no recording"),
        pytest.param(a_line(transcript_file="a/b"), [TALK], ["bad-file-name"], id="a path"),
        pytest.param("x,y", [TALK], ["malformed-row"], id="a malformed row"),
    ],
)  # fmt: skip
def test_what_would_certainly_come_back_is_found_beforehand(line, files, expected):
    assert codes(line, *files) == expected
