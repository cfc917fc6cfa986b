import hashlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sottovoce.adapters.gx import check_rows
from sottovoce.model.manifests import MANIFEST_COLUMNS
from sottovoce.validation.findings import findings_by_row
from sottovoce.validation.rows import typed_row

SUITE = Path("expectations/manifest.yaml")
STUDY = {
    "site": "s01",
    "participants": ("s01-p01", "s01-p02"),
    "roles": ("manager", "peer_worker"),
    "languages": ("en",),
}
SHA256 = hashlib.sha256(b"invented").hexdigest()
NAME = "Philippa Lane"


def a_row(**changes: str) -> dict[str, str]:
    return {
        "site_code": "s01",
        "participant_code": "s01-p01",
        "role": "manager",
        "interview_date": "2026-03-05",
        "interviewer_code": "i01",
        "language": "en",
        "consent_transcript": "yes",
        "consent_audio": "no",
        "consent_date": "2026-03-01",
        "transcript_file": "one.docx",
        "transcript_bytes": "1234",
        "transcript_sha256": SHA256,
        "recording_file": "",
        "recording_bytes": "",
        "recording_sha256": "",
        "roster_sha256": "",
    } | changes


RECORDING = {
    "recording_file": "one.wav",
    "recording_bytes": "99",
    "recording_sha256": SHA256,
    "consent_audio": "yes",
}


def check(*rows: dict[str, str]):
    table = [{**row, "line": line} for line, row in enumerate(rows, start=2)]
    return check_rows(table, (*MANIFEST_COLUMNS, "line"), SUITE, STUDY)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="as in the instructions"),
        pytest.param({"consent_transcript": "YES", "consent_audio": "No"}, id="yes in capitals"),
        pytest.param({"consent_audio": "disguised"}, id="recording with another voice only"),
        pytest.param({"role": " manager ", "site_code": "s01 "}, id="space around a cell"),
        pytest.param({"transcript_sha256": SHA256.upper()}, id="checksum in capitals"),
        pytest.param({"transcript_file": "Interview one (final).VTT"}, id="a name with spaces"),
        pytest.param({"transcript_bytes": "0"}, id="an empty file is found when it is read"),
        pytest.param(RECORDING, id="with a recording"),
        pytest.param({"roster_sha256": SHA256}, id="with a roster"),
    ],
)
def test_a_row_that_keeps_the_rules_has_no_findings_and_can_be_typed(changes):
    row = a_row(**changes)
    assert check(row) == []
    assert typed_row(row, 2).site_code == "s01"


BROKEN_CELLS = [
    pytest.param("site_code", "s02", "wrong-site", id="another site's code"),
    pytest.param("site_code", "S01", "wrong-site", id="site code in capitals"),
    pytest.param("site_code", "", "missing-value", id="no site"),
    pytest.param("participant_code", "s02-p01", "unknown-participant", id="other participant"),
    pytest.param("participant_code", NAME, "unknown-participant", id="name for a code"),
    pytest.param("participant_code", " ", "missing-value", id="blank participant"),
    pytest.param("role", "Manager", "unknown-role", id="role in capitals"),
    pytest.param("role", "", "missing-value", id="no role"),
    pytest.param("interview_date", "05/03/2026", "bad-date", id="British date"),
    pytest.param("interview_date", "2026-3-5", "bad-date", id="date without zeros"),
    pytest.param("interview_date", "2026-02-30", "bad-date", id="30 February"),
    pytest.param("interview_date", "202\u0666-03-05", "bad-date", id="other digits"),
    pytest.param("interview_date", "20260305", "bad-date", id="date without hyphens"),
    pytest.param("interview_date", "", "missing-value", id="no interview date"),
    pytest.param("interviewer_code", "Philippa", "unknown-interviewer-code", id="first name"),
    pytest.param("interviewer_code", NAME, "unknown-interviewer-code", id="full name"),
    pytest.param("interviewer_code", "", "missing-value", id="no interviewer"),
    pytest.param("language", "cy", "language-outside-study", id="Welsh"),
    pytest.param("language", "English", "language-outside-study", id="language in full"),
    pytest.param("language", "", "missing-value", id="no language"),
    pytest.param("consent_transcript", "no", "no-consent", id="consent refused"),
    pytest.param("consent_transcript", "NO", "no-consent", id="consent refused loudly"),
    pytest.param("consent_transcript", "", "no-consent", id="consent left empty"),
    pytest.param("consent_transcript", "maybe", "bad-consent-value", id="consent unsure"),
    pytest.param("consent_transcript", "yes?", "bad-consent-value", id="consent doubtful"),
    pytest.param("consent_transcript", "disguised", "bad-consent-value", id="disguised words"),
    pytest.param("consent_audio", "verbal", "bad-consent-value", id="audio consent in words"),
    pytest.param("consent_audio", "", "bad-consent-value", id="audio consent empty"),
    pytest.param("consent_date", "", "no-consent-date", id="no consent date"),
    pytest.param("consent_date", "March 2026", "bad-date", id="consent date in words"),
    pytest.param("transcript_file", "", "missing-value", id="no transcript"),
    pytest.param("transcript_file", "one.pdf", "unknown-format", id="pdf"),
    pytest.param("transcript_file", "one.doc", "unknown-format", id="old Word"),
    pytest.param("transcript_file", "docx", "unknown-format", id="suffix only"),
    pytest.param("transcript_file", "../s02/one.docx", "bad-file-name", id="parent folder"),
    pytest.param("transcript_file", "a\\one.docx", "bad-file-name", id="Windows folder"),
    pytest.param("transcript_file", "x" * 200 + ".txt", "bad-file-name", id="long name"),
    pytest.param("transcript_bytes", "", "missing-value", id="no size"),
    pytest.param("transcript_bytes", "1,234", "bad-file-size", id="size with comma"),
    pytest.param("transcript_bytes", "-1", "bad-file-size", id="negative size"),
    pytest.param("transcript_bytes", "12 KB", "bad-file-size", id="size with unit"),
    pytest.param("transcript_sha256", "", "missing-value", id="no checksum"),
    pytest.param("transcript_sha256", "abc", "bad-checksum-format", id="short checksum"),
    pytest.param("transcript_sha256", "g" * 64, "bad-checksum-format", id="not hex"),
    pytest.param("recording_file", "one.wav", "missing-value", id="recording unmeasured"),
    pytest.param("recording_bytes", "99", "missing-value", id="recording unnamed"),
    pytest.param("roster_sha256", "abc", "bad-checksum-format", id="roster checksum"),
]


@pytest.fixture(scope="module")
def findings_of_broken_rows():
    """All of them in one table, since a check costs a quarter of a second whatever its length."""
    rows = [a_row(**dict([case.values[:2]])) for case in BROKEN_CELLS]
    found = check(*rows)
    return findings_by_row(f for f in found if f.code != "duplicate-interview")


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        pytest.param(line, case.values[0], case.values[2], id=case.id)
        for line, case in enumerate(BROKEN_CELLS, start=2)
    ],
)
def test_a_broken_cell_is_found_where_it_is(line, column, code, findings_of_broken_rows):
    found = findings_of_broken_rows[line]
    assert {(finding.code, finding.where) for finding in found} >= {
        (code, f"interviews.csv row {line}, column {column}")
    } or code == "missing-value"
    assert {finding.code for finding in found} == {code}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"recording_file": "one.wma"}, "unknown-format"),
        pytest.param({"recording_file": "r/one.wav"}, "bad-file-name"),
        pytest.param({"recording_bytes": "big"}, "bad-file-size"),
        pytest.param({"recording_sha256": "abc"}, "bad-checksum-format"),
    ],
)
def test_a_recording_is_held_to_the_same_rules_as_a_transcript(change, code):
    assert {f.code for f in check(a_row(**RECORDING | change))} == {code}


def test_every_fault_of_a_row_is_found_at_once():
    row = a_row(site_code="s02", role="cook", consent_transcript="", consent_date="")
    codes = [finding.code for finding in findings_by_row(check(row))[2]]
    assert codes == ["wrong-site", "unknown-role", "no-consent", "no-consent-date"]


def test_only_the_later_rows_of_one_interview_are_duplicates():
    other = a_row(participant_code="s01-p02")
    found = check(a_row(), other, a_row(), other, a_row(interview_date="2026-03-06"))
    assert [(f.code, f.rows) for f in found] == [("duplicate-interview", (4, 5))]


def test_a_duplicate_is_told_by_what_is_left_after_trimming():
    assert [f.rows for f in check(a_row(), a_row(role="manager "))] == [(3,)]


def test_rows_that_lack_a_date_are_not_duplicates_of_each_other():
    assert "duplicate-interview" not in {f.code for f in check(*[a_row(interview_date="")] * 2)}


def test_a_manifest_without_rows_is_a_finding_on_the_file():
    assert [(f.code, f.rows) for f in check()] == [("no-interviews", ())]


def test_a_site_without_participants_may_send_none():
    table = [{**a_row(), "line": 2}]
    found = check_rows(table, (*MANIFEST_COLUMNS, "line"), SUITE, STUDY | {"participants": ()})
    assert [f.code for f in found] == ["unknown-participant"]


CELLS = st.one_of(
    st.text(max_size=12),
    st.text("0123456789-", max_size=12),
    st.sampled_from(["yes", "no", "s01", "manager", "en", "i01", "one.txt", SHA256, "\x1cyes"]),
    st.dates().map(date.isoformat),
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(MANIFEST_COLUMNS), CELLS), min_size=40, max_size=40))
def test_whatever_passes_the_suite_can_be_typed(changes):
    rows = [a_row(**{column: cell}) for column, cell in changes]
    broken = findings_by_row([f for f in check(*rows) if f.code != "duplicate-interview"])
    for line, row in enumerate(rows, start=2):
        assert line in broken or typed_row(row, line).row == line
