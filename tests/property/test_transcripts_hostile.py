"""Bytes that nobody meant to be a transcript: a plain answer, soon."""

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timing import is_done_in

from sottovoce.errors import UnreadableUpload
from sottovoce.transcripts import FORMATS, parse_transcript

LONG = 200_000
SOON_S = 2.0
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def a_docx(body: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{NAMESPACE}">{body}</w:document>'
        )
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{NAMESPACE}"/>')
    return packed.getvalue()


ROW = "<w:tr><w:tc><w:p><w:r><w:t>I</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
VALID = {
    "docx": a_docx(f"<w:p><w:r><w:t>I: yes</w:t></w:r></w:p><w:tbl>{ROW}</w:tbl>"),
    "vtt": b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Jane>yes &amp; no</v>\n\nNOTE x\n",
    "srt": b"1\r\n00:00:01,000 --> 00:00:02,000\r\nI: caf\xe9\r\n\r\n2\r\n",
    "json": b'{"segments": [{"start": 0, "end": 1.5, "text": " yes \\u00e9", '
    b'"words": [{"word": " yes", "start": 0, "end": 1}, {"word": " \\u00e9"}]}]}',
    "txt": "[00:00:01] I: yes\n\nJane Roe  0:03\nno #00:00:04-0#".encode("utf-16"),
}


def parse_or_refuse(data: bytes, suffix: str) -> None:
    try:
        transcript = parse_transcript(data, file_name=f"x.{suffix}")
    except UnreadableUpload:
        return
    for turn in transcript.turns:
        assert transcript.text[turn.start_char : turn.end_char] == turn.text


@pytest.mark.parametrize("suffix", FORMATS)
@settings(deadline=2_000)
@given(data=st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(suffix, data):
    parse_or_refuse(data, suffix)
    parse_or_refuse(VALID[suffix][:8] + data, suffix)


@pytest.mark.parametrize("suffix", FORMATS)
@settings(deadline=2_000, max_examples=300)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2_000), st.sampled_from(["set", "cut", "add"]), st.binary(max_size=4)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_damaged_file_is_read_or_refused(suffix, changes):
    data = VALID[suffix]
    for at, how, put in changes:
        at %= len(data) + 1
        skip = {"set": len(put), "cut": 5, "add": 0}[how]
        data = data[:at] + (b"" if how == "cut" else put) + data[at + skip :]
    parse_or_refuse(data, suffix)


@settings(deadline=2_000)
@given(
    st.recursive(
        st.just("x"),
        lambda inner: st.lists(inner, max_size=3).map(
            lambda parts: "".join(
                f"<w:{n}>{part}</w:{n}>" for part, n in zip(parts, ("tbl", "tr", "p"), strict=False)
            )
        ),
    )
)
def test_a_document_in_which_nothing_is_where_it_belongs_is_read_or_refused(body):
    parse_or_refuse(a_docx(body), "docx")


@pytest.mark.parametrize("suffix", ["txt", "vtt"])
@pytest.mark.parametrize(
    "unit",
    [
        "a", ":", "a:", "a: ", " ", "\t", "(", "[", "[0", "[00:00:01]", "00:", "0:00 ", "1:2:3:4:", "#", "#0",
        "<", "<v", "<v a>", "<v a.b", "</v>", "<00:", "&", "&#", "&a", "{\\", "-->", "0 --> ", "\n", "\n\n",
        "\na", "\nI:", "\nI: a", "\n1:1", "\n00:00:01 --> 00:00:02", "\n00:01 --> 00:02\n", "\nNOTE\n", "-",
        " - ", "\u2014", "*", ">>", "\u200b", "\ufeff", "a.", "(a", '"', "'", "a\tb\n", "Jane Roe 0:03\n", "\r",
        "#00:00:01-0#", " #", "1.\n", "[I] ", "a'", "-a", "\u00e9",
        "a<00:01.500>", "<v a>a<00:01.500>", "<00:01.500>",
    ],
)  # fmt: skip
def test_no_line_is_so_odd_that_it_takes_long(suffix, unit):
    text = (unit * (LONG // len(unit) + 1))[:LONG]
    before = {"txt": "", "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nI: "}[suffix]
    assert is_done_in(SOON_S, lambda: parse_or_refuse(f"{before}{text}".encode(), suffix))


@pytest.mark.parametrize(
    "segment",
    [
        pytest.param({"text": "a " * 50_000, "words": [{"word": "a"}] * 50_000}, id="many words"),
        pytest.param({"text": "a" * 50_000, "words": [{"word": "a"}] * 49_999}, id="one too few"),
        pytest.param(
            {"text": " " * LONG + "a", "words": [{"word": ""}] * 50_000}, id="empty words"
        ),
        pytest.param({"text": "\n" * LONG + "a", "speaker": " " * LONG}, id="white space"),
    ],
)
def test_no_segment_is_so_odd_that_it_takes_long(segment):
    data = json.dumps([segment] + [{"text": "a"}] * 20_000).encode()
    assert is_done_in(SOON_S, lambda: parse_or_refuse(data, "json"))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<w:tbl><w:tr><w:tc>" * 500, id="nested tables, never closed"),
        pytest.param("<w:tbl><w:tr><w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60, id="nested tables"),
        pytest.param("<w:sdt>" * 190 + "</w:sdt>" * 190, id="nested controls"),
        pytest.param("<w:p><w:r>" + "<w:br/>" * 100_000 + "</w:r></w:p>", id="line breaks"),
        pytest.param("<w:p/>" * 100_000, id="empty paragraphs"),
        pytest.param(f"<w:tbl>{'<w:tr><w:tc/></w:tr>' * 50_000}</w:tbl>", id="rows of one cell"),
        pytest.param(f"<w:tbl>{ROW * 10_000}</w:tbl>", id="rows"),
        pytest.param(
            "<w:tbl><w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr></w:tc>' * 5_000 + "</w:tr></w:tbl>",
            id="wide cells",
        ),
        pytest.param(
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>" * 20_000,
            id="paragraphs joined without end",
        ),
    ],
)  # fmt: skip
def test_no_document_is_so_odd_that_it_takes_long(body):
    data = a_docx(body)
    assert is_done_in(2 * SOON_S, lambda: parse_or_refuse(data, "docx"))
