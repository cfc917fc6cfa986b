import io
import pickle
import re
import zipfile

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from sottovoce.errors import UnreadableUpload
from sottovoce.transcripts import PROBLEMS, parse_transcript
from sottovoce.transcripts.zip_limits import MAX_MEMBERS

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def code_of(data: bytes, file_name: str, **limits: int) -> str:
    with pytest.raises(UnreadableUpload) as e:
        parse_transcript(data, file_name=file_name, **limits)
    assert e.value.where == "transcript file"
    assert str(pickle.loads(pickle.dumps(e.value))) == str(e.value)
    return e.value.code


def a_zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("name", ["jane.pdf", "jane.doc", "jane.docm", "jane", ""])
def test_a_name_that_tells_no_format_is_refused(name):
    assert code_of(b"I: yes", name) == "unknown-format"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"I: yes\nP: no", "not-a-docx", id="plain text"),
        pytest.param(b"", "not-a-docx", id="no bytes"),
        pytest.param(OLE, "not-a-docx", id="old Word file"),
        pytest.param(
            OLE + "EncryptedPackage".encode("utf-16-le"), "password-protected", id="password"
        ),
        pytest.param(b"PK\x03\x04 and then nothing", "damaged-docx", id="not a zip after all"),
        pytest.param(a_zip({"mimetype": b"x"}), "not-a-docx", id="another zip"),
        pytest.param(a_zip({"word/document.xml": b"<w:document"}), "damaged-docx", id="broken XML"),
        pytest.param(a_zip({"word/document.xml": b""}), "damaged-docx", id="empty XML"),
        pytest.param(a_zip({"word/document.xml": b"<a/>"}), "empty-transcript", id="no words"),
        pytest.param(
            a_zip({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}),
            "not-a-docx",
            id="macros",
        ),
        pytest.param(
            a_zip({"word/document.xml": b'<?xml version="1.0" encoding="klingon"?><a/>'}),
            "damaged-docx",
            id="unknown encoding",
        ),
    ],
)
def test_a_docx_that_is_none_is_told_apart(data, code):
    assert code_of(data, "x.docx") == code


def test_a_document_that_word_locked_is_told_from_an_old_one(a_docx):
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(a_docx(""))).encrypt("a password", locked)
    assert code_of(locked.getvalue(), "x.docx") == "password-protected"


def test_a_docx_cut_short_is_damaged(a_docx):
    whole = a_docx("<w:p><w:r><w:t>I: yes</w:t></w:r></w:p>")
    assert {code_of(whole[:n], "x.docx") for n in range(4, len(whole), 97)} == {"damaged-docx"}


@pytest.mark.parametrize(
    "prologue",
    [
        pytest.param('<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;">]>', id="entities"),
        pytest.param('<!DOCTYPE a SYSTEM "file:///etc/hostname">', id="external DTD"),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>', id="external entity"
        ),
        pytest.param("<!DOCTYPE a>", id="any DTD"),
    ],
)
def test_a_docx_with_a_dtd_is_unsafe(prologue):
    document = f'<?xml version="1.0"?>{prologue}<a>yes</a>'.encode()
    assert code_of(a_zip({"word/document.xml": document}), "x.docx") == "unsafe-xml"


def test_a_style_sheet_with_a_dtd_is_unsafe_too(a_docx):
    data = a_docx("", parts={"word/styles.xml": "<!DOCTYPE a><a/>"})
    assert code_of(data, "x.docx") == "unsafe-xml"


def test_a_docx_nested_too_deep_is_unsafe():
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert code_of(a_zip({"word/document.xml": deep}), "x.docx") == "unsafe-xml"


def test_a_docx_of_a_million_elements_is_too_large(a_docx):
    assert code_of(a_docx("<w:p/>" * 600_000), "x.docx") in {"too-large", "zip-bomb"}


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"word/document.xml": bytes(30_000_000)}, id="zeros as the document"),
        pytest.param(
            {"word/document.xml": b"<a/>", "media/x": bytes(30_000_000)}, id="zeros beside it"
        ),
        pytest.param({f"m{n}": b"" for n in range(MAX_MEMBERS + 1)}, id="too many members"),
    ],
)
def test_a_zip_bomb_is_refused_unopened(members):
    assert code_of(a_zip(members), "x.docx") == "zip-bomb"


def test_a_member_larger_than_it_declares_is_not_unpacked():
    honest = a_zip({"word/document.xml": b"<a>" + bytes(20_000_000) + b"</a>"})
    size = (20_000_007).to_bytes(4, "little")
    assert honest.count(size) >= 1
    assert code_of(honest.replace(size, (7).to_bytes(4, "little")), "x.docx") == "damaged-docx"


def test_two_documents_of_one_name_are_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("word/document.xml", "<a/>")
    assert code_of(packed.getvalue(), "x.docx") == "damaged-docx"


def test_a_zip_with_a_password_is_told():
    data = bytearray(a_zip({"word/document.xml": b"<a/>"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert code_of(bytes(data), "x.docx") == "password-protected"


@pytest.mark.parametrize("suffix", ["txt", "vtt", "srt"])
@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"PK\x03\x04" + bytes(40), "unknown-format", id="a docx"),
        pytest.param(OLE, "unknown-format", id="an old Word file"),
        pytest.param(b"%PDF-1.7 yes", "unknown-format", id="a PDF"),
        pytest.param(rb"{\rtf1 yes}", "unknown-format", id="rich text"),
        pytest.param(b"yes\0no", "undecodable-text", id="a zero byte"),
        pytest.param(b"\x01\x02\x03\x04yes", "undecodable-text", id="control characters"),
        pytest.param(b"\xff\xfey\x00e", "undecodable-text", id="UTF-16 cut in half"),
        pytest.param(b"", "empty-transcript", id="no bytes"),
        pytest.param(b"\xef\xbb\xbf \n\t\n", "empty-transcript", id="white space"),
    ],
)
def test_a_text_file_that_is_none_is_told_apart(suffix, data, code):
    assert code_of(data, f"x.{suffix}") == code


@pytest.mark.parametrize("text", ["...", "I: \nP: \n", "I: -\nP: \u2026"])
def test_a_transcript_without_words_is_empty(text):
    assert code_of(text.encode(), "x.txt") == "empty-transcript"


def test_a_text_longer_than_the_limit_is_too_large(a_docx):
    text = "yes " * 30
    body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    assert code_of(text.encode(), "x.txt", max_chars=100) == "too-large"
    assert code_of(b"yes" * 200, "x.txt", max_chars=100) == "too-large"
    assert code_of(a_docx(body), "x.docx", max_chars=100) == "too-large"


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=list(PROBLEMS))
def test_every_problem_is_a_sentence_and_every_fix_an_instruction(problem):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", problem.code)
    assert problem.problem[0].isupper()
    assert problem.problem.endswith(".")
    assert problem.fix.split()[0] in {"Save", "Open", "Check", "Remove", "Copy", "Send", "Export"}
    assert problem.fix.endswith(".")
    assert ". " not in problem.fix


def test_no_error_names_the_file_or_what_is_in_it():
    for data in (b"Fenella: yes\0", b"PK\x03\x04Fenella", b"\xd0\xcf\x11\xe0Fenella"):
        for name in ("Fenella Strand.docx", "Fenella Strand.txt", "Fenella Strand.xyz"):
            with pytest.raises(UnreadableUpload) as e:
                parse_transcript(data, file_name=name)
            assert "Fenella" not in f"{e.value!r} {e.value} {e.value.__context__!r}"
