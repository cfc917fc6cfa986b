"""The files that can't be read are broken in the way their fault says, and in no other."""

import io
import tracemalloc
import zipfile

import pytest

from sottovoce.adapters.language import detect_language
from sottovoce.errors import UnreadableUpload
from sottovoce.model.manifests import MANIFEST_NAME
from sottovoce.transcripts import parse_transcript
from sottovoce_demo.study.damaged import zip_bomb
from sottovoce_demo.study.words import polish_interview, short_interview


@pytest.fixture
def sent_for(demo):
    """The transcript or manifest that was sent for a fault."""

    def find(fault):
        for submission in demo.submissions:
            for each in submission.expected:
                if each.fault == fault and each.row == 0:
                    return (submission.path / MANIFEST_NAME).read_bytes()
                if each.fault == fault:
                    line = (submission.path / MANIFEST_NAME).read_text().splitlines()[each.row - 1]
                    (name,) = [p for p in submission.path.iterdir() if p.name in line]
                    return name.read_bytes()
        raise AssertionError(fault)

    return find


@pytest.mark.parametrize(
    ("fault", "file_format"),
    [
        ("empty-transcript", "docx"),
        ("not-a-docx", "docx"),
        ("password-protected", "docx"),
        ("zip-bomb", "docx"),
    ],
)
def test_the_reader_of_transcripts_finds_the_fault_that_was_meant(sent_for, fault, file_format):
    with pytest.raises(UnreadableUpload) as refused:
        parse_transcript(sent_for(fault), file_name=f"a.{file_format}")
    assert refused.value.code == fault


@pytest.mark.parametrize(
    "fault",
    [
        "no-consent",
        "unknown-role",
        "wrong-site",
        "unknown-participant",
        "consent-after-interview",
        "checksum-mismatch",
        "language-outside-study",
        "duplicate-interview",
    ],
)
def test_a_transcript_with_a_fault_elsewhere_can_be_read(sent_for, fault):
    name = "a.docx" if sent_for(fault).startswith(b"PK") else "a.txt"
    name = "a.vtt" if sent_for(fault).startswith(b"WEBVTT") else name
    assert parse_transcript(sent_for(fault), file_name=name).n_words > 50


def test_the_zip_bomb_is_small_on_disk_and_huge_inside(sent_for):
    bomb = sent_for("zip-bomb")
    inside = sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(bomb)).infolist())
    assert len(bomb) < 1_000_000
    assert inside > 700_000_000


def test_the_zip_bomb_is_made_in_little_memory():
    tracemalloc.start()
    try:
        zip_bomb()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16_000_000


def test_the_zip_bomb_is_a_word_document_in_all_but_size(sent_for):
    with zipfile.ZipFile(io.BytesIO(sent_for("zip-bomb"))) as archive:
        assert set(archive.namelist()) == {
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
        }
        with archive.open("word/document.xml") as document:
            assert document.read(500).startswith(b"<?xml")


def test_the_locked_document_is_encrypted_and_opens_with_its_password(sent_for):
    from msoffcrypto.format.ooxml import OOXMLFile

    from sottovoce_demo.study.damaged import PASSWORD

    locked = OOXMLFile(io.BytesIO(sent_for("password-protected")))
    assert locked.is_encrypted()
    unlocked = io.BytesIO()
    locked.load_key(password=PASSWORD)
    locked.decrypt(unlocked)
    assert "word/document.xml" in zipfile.ZipFile(unlocked).namelist()


def test_the_document_that_is_no_docx_is_no_zip(sent_for):
    assert not zipfile.is_zipfile(io.BytesIO(sent_for("not-a-docx")))


def test_the_empty_transcript_opens_in_word_and_has_no_words(sent_for):
    from docx import Document

    document = Document(io.BytesIO(sent_for("empty-transcript")))
    assert "".join(each.text for each in document.paragraphs).strip() == ""
    assert document.tables == []


def test_the_manifest_from_excel_is_a_workbook_under_another_name(sent_for):
    workbook = sent_for("manifest-not-csv")
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(workbook)).namelist()


def test_the_manifest_in_another_encoding_is_otherwise_right(sent_for):
    manifest = sent_for("manifest-wrong-encoding")
    with pytest.raises(UnicodeDecodeError):
        manifest.decode("utf-8")
    assert manifest.decode("utf-16").startswith("site_code,participant_code,role,")


def test_the_manifest_with_another_header_is_otherwise_right(sent_for):
    header, row, *rest = sent_for("manifest-wrong-header").decode().split("\r\n")
    assert "participant_code" not in header
    assert len(header.split(",")) == 16
    assert row.startswith("s03,")
    assert rest == [""]


@pytest.mark.parametrize(
    ("transcript", "language"),
    [
        pytest.param(polish_interview(), "pl", id="the interview outside the study"),
        pytest.param(short_interview("no-consent"), "en", id="those with other faults"),
    ],
)
def test_the_language_is_plain_to_see(transcript, language):
    detected, confidence = detect_language(transcript.text)
    assert detected == language
    assert confidence > 0.99


def test_the_language_of_the_interview_sent_is_the_one_outside_the_study(sent_for):
    assert polish_interview().turns[1].text in sent_for("language-outside-study").decode()
