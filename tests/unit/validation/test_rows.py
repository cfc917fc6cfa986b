import traceback
from datetime import date

import pytest

from sottovoce.errors import StudyConfigError
from sottovoce.model.manifests import ListedFile
from sottovoce.validation.rows import trimmed, typed_row

NAME = "Zebedee Quillfeather"
ROW = {
    "site_code": "s01",
    "participant_code": " s01-p01",
    "role": "manager",
    "interview_date": "2026-03-05 ",
    "interviewer_code": "i01",
    "language": "en",
    "consent_transcript": "Yes",
    "consent_audio": "NO",
    "consent_date": "2026-03-01",
    "transcript_file": "one.docx",
    "transcript_bytes": "1234",
    "transcript_sha256": "AB" * 32,
    "recording_file": "",
    "recording_bytes": "",
    "recording_sha256": "",
    "roster_sha256": "",
}


def test_a_row_gets_a_type_for_every_field():
    row = typed_row(ROW, 3)
    assert (row.row, row.participant_code) == (3, "s01-p01")
    assert (row.interview_date, row.consent_date) == (date(2026, 3, 5), date(2026, 3, 1))
    assert (row.consents_to_transcript, row.consents_to_audio) == (True, False)
    assert row.transcript == ListedFile("one.docx", 1234, "ab" * 32)
    assert (row.recording, row.roster_sha256) == (None, None)


def test_a_recording_and_a_roster_are_kept_when_listed():
    row = typed_row(
        ROW
        | {"recording_file": "one.wav", "recording_bytes": "9", "recording_sha256": "C" * 64}
        | {"roster_sha256": "D" * 64},
        3,
    )
    assert row.recording == ListedFile("one.wav", 9, "c" * 64)
    assert row.roster_sha256 == "d" * 64


@pytest.mark.parametrize(
    "column",
    ["interview_date", "consent_date", "consent_transcript", "consent_audio", "transcript_bytes"],
)
@pytest.mark.parametrize("cell", [NAME, "", "true", "1e3"])
def test_a_cell_that_the_suite_should_have_stopped_stops_everything_and_is_not_quoted(column, cell):
    with pytest.raises(StudyConfigError, match="row 3 passed") as stopped:
        typed_row(ROW | {column: cell}, 3)
    assert NAME not in "".join(traceback.format_exception(stopped.value))


def test_a_missing_column_stops_everything():
    with pytest.raises(StudyConfigError):
        typed_row({column: cell for column, cell in ROW.items() if column != "language"}, 3)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("", None), ("  ", None), ("\u00a0", None), (" a b ", "a b"), ("a", "a")],
)
def test_a_blank_cell_is_an_empty_one(cell, kept):
    assert trimmed(cell) == kept
