from dataclasses import replace
from datetime import date

import pytest

from sottovoce.model.manifests import ListedFile, ManifestRow
from sottovoce.validation.rules import (
    check_dates,
    check_duplicate,
    check_file,
    check_language,
    check_roster,
    check_withdrawn,
    learned_late,
)

TODAY = date(2026, 3, 10)
ROW = ManifestRow(
    row=3,
    site_code="s01",
    participant_code="s01-p01",
    role="peer_worker",
    interview_date=date(2026, 3, 5),
    interviewer_code="i01",
    language="en",
    consents_to_transcript=True,
    consents_to_audio=True,
    consent_date=date(2026, 3, 1),
    transcript=ListedFile("Maureen.docx", 10, "ab" * 32),
    recording=ListedFile("Maureen.wav", 20, "cd" * 32),
    roster_sha256="ef" * 32,
)


def codes(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("interview", "consent", "found"),
    [
        pytest.param(date(2026, 3, 5), date(2026, 3, 1), [], id="consent before"),
        pytest.param(date(2026, 3, 5), date(2026, 3, 5), [], id="consent on the day"),
        pytest.param(
            date(2026, 3, 5), date(2026, 3, 6), ["consent-after-interview"], id="consent after"
        ),
        pytest.param(TODAY, date(2026, 3, 1), [], id="interview today"),
        pytest.param(
            date(2026, 3, 11), date(2026, 3, 1), ["interview-in-future"], id="interview tomorrow"
        ),
        pytest.param(
            date(2027, 3, 5),
            date(2027, 3, 6),
            ["consent-after-interview", "interview-in-future"],
            id="both",
        ),
    ],
)
def test_consent_comes_before_the_interview_and_the_interview_before_today(
    interview, consent, found
):
    row = replace(ROW, interview_date=interview, consent_date=consent)
    assert codes(check_dates(row, TODAY)) == found


@pytest.mark.parametrize(
    ("kind", "n_bytes", "sha256", "found"),
    [
        pytest.param("transcript", 10, "ab" * 32, [], id="as listed"),
        pytest.param("transcript", 10, "AB" * 32, [], id="as listed, in capitals"),
        pytest.param("transcript", 10, "ac" * 32, ["checksum-mismatch"], id="edited"),
        pytest.param("transcript", 11, "ab" * 32, ["checksum-mismatch"], id="other size"),
        pytest.param("recording", 20, "cd" * 32, [], id="recording as listed"),
        pytest.param("recording", 10, "ab" * 32, ["checksum-mismatch"], id="the wrong file"),
    ],
)
def test_what_arrived_is_what_was_listed(kind, n_bytes, sha256, found):
    findings = check_file(ROW, kind, arrived_bytes=n_bytes, arrived_sha256=sha256)
    assert codes(findings) == found
    assert all(finding.where == f"interviews.csv row 3, {kind} file" for finding in findings)


def test_a_recording_that_is_not_listed_is_not_compared():
    row = replace(ROW, recording=None)
    assert check_file(row, "recording", arrived_bytes=1, arrived_sha256="") == []


@pytest.mark.parametrize(
    ("listed", "arrived", "found"),
    [
        pytest.param("ef" * 32, "ef" * 32, [], id="as listed"),
        pytest.param("ef" * 32, "00" * 32, ["checksum-mismatch"], id="another"),
        pytest.param(None, "00" * 32, [], id="not listed"),
        pytest.param("ef" * 32, None, [], id="not arrived, which intake reports"),
    ],
)
def test_the_roster_that_arrived_is_the_one_that_was_listed(listed, arrived, found):
    assert codes(check_roster(replace(ROW, roster_sha256=listed), arrived)) == found


def test_an_interview_that_is_in_use_already_is_a_duplicate():
    (finding,) = check_duplicate(ROW, date(2026, 3, 7))
    assert finding.code == "duplicate-interview"
    assert "since 7 March 2026" in finding.problem
    assert check_duplicate(ROW, None) == []


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        pytest.param({"en": 1.0}, [], id="a language of the study"),
        pytest.param({"en": 0.5, "cy": 0.5}, [], id="two languages of the study"),
        pytest.param({"pl": 1.0}, ["language-outside-study"], id="another language"),
        pytest.param({"en": 0.9, "pl": 0.1}, [], id="a few foreign sentences"),
        pytest.param({"en": 0.8, "pl": 0.2}, ["language-outside-study"], id="a foreign part"),
        pytest.param({"en": 0.6, "und": 0.4}, [], id="some of it mumbled"),
        pytest.param({"und": 1.0}, ["language-outside-study"], id="nothing understood"),
    ],
)
def test_a_good_part_in_another_language_keeps_an_interview_out(shares, found):
    assert codes(check_language(ROW, shares=shares, languages=("en", "cy"))) == found


@pytest.mark.parametrize(
    ("has_withdrawn", "found"),
    [pytest.param(True, ["participant-withdrawn"]), pytest.param(False, [])],
)
def test_nobody_who_withdrew_comes_back(has_withdrawn, found):
    assert codes(check_withdrawn(ROW, has_withdrawn=has_withdrawn)) == found


def test_no_finding_quotes_the_row():
    refused = replace(ROW, consents_to_audio=False, consent_date=date(2026, 3, 9))
    findings = [
        *check_dates(refused, date(2026, 1, 1)),
        *check_file(ROW, "transcript", arrived_bytes=0, arrived_sha256=""),
        *check_roster(ROW, "00"),
        *check_duplicate(ROW, TODAY),
        *check_withdrawn(ROW, has_withdrawn=True),
        learned_late(ROW.row),
        *check_language(ROW, shares={"pl": 1.0}, languages=("en",)),
    ]
    assert len(findings) == 8
    shown = repr(findings)
    assert not [
        value for value in ("Maureen", "s01", "peer_worker", "i01", "ab" * 32) if value in shown
    ]
