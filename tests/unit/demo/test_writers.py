"""What is written is what was said, and reads back as what was said."""

import io
import zipfile
from pathlib import Path
from typing import get_args

import pytest

from sottovoce.transcripts import parse_transcript
from sottovoce_demo.study.formats import write_gold
from sottovoce_demo.study.gold import make_transcript
from sottovoce_demo.study.words import CAPTION_NOTE, TRACES
from sottovoce_demo.study.writers import (
    CueStyle,
    DocxLayout,
    write_docx,
    write_srt,
    write_txt,
    write_vtt,
)

HABITS = [
    *(pytest.param("docx", write_docx, {"layout": each, "traces": traces}, id=f"docx {each}{buried}")
      for each in get_args(DocxLayout)
      for traces, buried in ((None, ""), (TRACES, " with traces"))),
    *(pytest.param("vtt", write_vtt, {"style": each, "note": note}, id=f"vtt {each}{noted}")
      for each in get_args(CueStyle)
      for note, noted in ((None, ""), (CAPTION_NOTE, " with a note"))),
    pytest.param("srt", write_srt, {}, id="srt"),
    *(pytest.param("txt", write_txt, {"encoding": each}, id=f"txt {each}")
      for each in ("utf-8", "utf-8-sig", "utf-16")),
    pytest.param("txt", write_txt, {"line_end": "\n"}, id="txt unix"),
]  # fmt: skip

AWKWARD = make_transcript(
    (
        (0, "Interviewer", "So: what did you write? I mean, on the form, at 10:30."),
        (4, "Participant", "R&D <crossed out>, and then \"art\", 'cause I'd been asked twice."),
        (3599, "Interviewer", "Caffè, Kraków, ț and ü - is that how it's spelt? [laughs]"),
        (3605, "Participant", "Aye. [inaudible 00:59:58] It was 5 > 4; that's all & enough."),
        (7384, "Interviewer", "Thank you very much for your time."),
    ),
    "txt",
)

GOLD_NAMES = sorted(
    path.name.removesuffix(".gold.txt")
    for path in (Path(__file__).parents[2] / "gold" / "transcripts").iterdir()
)


@pytest.fixture(scope="module")
def gold_files(gold):
    return write_gold(gold)


def said(transcript):
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def starts(transcript):
    return [turn.start_s for turn in transcript.turns]


def members_of(docx):
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


@pytest.mark.parametrize("name", GOLD_NAMES)
def test_a_gold_interview_as_its_site_sends_it_reads_back_word_for_word(name, gold, gold_files):
    interview = gold[name]
    read = parse_transcript(gold_files[name], file_name=f"a.{interview.file_format}")
    assert said(read) == said(interview.transcript)
    assert starts(read) == starts(interview.transcript)


@pytest.mark.parametrize(("file_format", "write", "habit"), HABITS)
def test_an_awkward_interview_reads_back_word_for_word(file_format, write, habit):
    read = parse_transcript(write(AWKWARD, **habit), file_name=f"a.{file_format}")
    assert said(read) == said(AWKWARD)
    assert starts(read) == starts(AWKWARD)


@pytest.mark.parametrize(("file_format", "write", "habit"), HABITS)
def test_the_same_words_give_the_same_bytes(file_format, write, habit):
    assert write(AWKWARD, **habit) == write(AWKWARD, **habit)


@pytest.mark.parametrize("layout", get_args(DocxLayout))
def test_a_document_shows_its_words_to_word_itself(layout):
    from docx import Document

    document = Document(io.BytesIO(write_docx(AWKWARD, layout=layout)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    shown = "\n".join([*cells, *(each.text for each in document.paragraphs)])
    assert [turn.text for turn in AWKWARD.turns if turn.text not in shown] == []


@pytest.mark.parametrize(
    ("trace", "member"),
    [
        pytest.param(TRACES.header, "word/header1.xml", id="header"),
        pytest.param(TRACES.comment, "word/comments.xml", id="comment"),
        pytest.param(TRACES.author, "word/comments.xml", id="author of the comment"),
        pytest.param(TRACES.author, "docProps/core.xml", id="author of the document"),
        pytest.param(TRACES.author, "word/document.xml", id="author of the change"),
        pytest.param(
            f"<w:delText>{TRACES.deleted}</w:delText>", "word/document.xml", id="deletion"
        ),
        pytest.param(TRACES.hidden, "word/document.xml", id="hidden text"),
    ],
)
@pytest.mark.parametrize("layout", get_args(DocxLayout))
def test_what_must_not_be_carried_out_is_really_in_the_document(layout, trace, member):
    buried = members_of(write_docx(AWKWARD, layout=layout, traces=TRACES))
    assert trace in buried[member].replace(' xml:space="preserve"', "")
    assert "w:vanish" in buried["word/document.xml"]


@pytest.mark.parametrize("layout", get_args(DocxLayout))
def test_a_plain_document_has_nothing_buried_in_it(layout):
    parts = "".join(members_of(write_docx(AWKWARD, layout=layout)).values())
    assert [trace for trace in TRACES.texts if trace in parts] == []
    assert "w:vanish" not in parts


def test_every_gold_interview_lies_in_a_folder_that_passes(demo, gold_files):
    sound = [s for s in demo.submissions for e in s.expected if e.outcome == "pass"]
    sent = {path.read_bytes() for submission in sound for path in submission.path.iterdir()}
    assert len(gold_files) == 20
    assert set(gold_files.values()) <= sent


def test_every_habit_occurs_among_the_gold_interviews(gold_files):
    documents = [members_of(b)["word/document.xml"] for b in gold_files.values() if b[:2] == b"PK"]
    captions = [b.decode() for b in gold_files.values() if b.startswith(b"WEBVTT")]
    tables = ["<w:tbl>" in each for each in documents]
    assert (len(documents), len(captions)) == (10, 5)
    assert {True, False} == set(tables)
    assert any("<v " in each for each in captions)
    assert any("<v " not in each for each in captions)
    assert any("w:vanish" in each and "<w:tbl>" in each for each in documents)
    assert any("w:vanish" not in each for each in documents)


@pytest.mark.parametrize(
    ("write", "line"),
    [
        pytest.param(write_txt, "[00:59:59] Interviewer: Caffè", id="txt"),
        pytest.param(write_srt, "00:59:59,000 --> 01:00:05,000", id="srt"),
        pytest.param(write_vtt, "00:59:59.000 --> 01:00:05.000\n<v Interviewer>Caffè", id="teams"),
    ],
)
def test_times_are_written_as_the_format_wants_them(write, line):
    assert line in write(AWKWARD).decode()


def test_a_mark_in_the_words_can_not_break_a_caption():
    captions = write_vtt(AWKWARD).decode()
    assert "R&amp;D &lt;crossed out&gt;" in captions
    assert "<crossed" not in captions


def test_an_encoding_without_a_letter_for_what_was_said_is_refused():
    with pytest.raises(UnicodeEncodeError):
        write_txt(AWKWARD, encoding="ascii")
