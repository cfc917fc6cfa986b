"""Files that no transcript can be read from, each broken in its own way."""

import io
import zipfile
from datetime import UTC, datetime

PASSWORD = "not for the demo"  # noqa: S105 - nobody is meant to open that file
INFLATED_BYTES = 768 * 2**20
CHUNK_BYTES = 2**20
SAVED_AT = datetime(2026, 4, 30, 16, 20, tzinfo=UTC)


def rtf_bytes() -> bytes:
    """Return a WordPad document, which becomes "not a docx" by its name alone."""
    return rb"{\rtf1\ansi\deff0 {\b Interviewer:} Thank you for coming.\par}" + b"\r\n"


def spreadsheet_bytes() -> bytes:
    """Return the start of an Excel workbook, as a file saved under the wrong name holds."""
    return _zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def lock_docx(docx: bytes) -> bytes:
    """Return a Word document encrypted with a password.

    The bytes differ at each call, because the encryption is salted.
    """
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(docx)).encrypt(PASSWORD, locked)
    return locked.getvalue()


def zip_bomb() -> bytes:
    """Return a docx of less than a megabyte whose one paragraph has 768 million spaces.

    It is well-formed all the way through, so nothing but its size gives it away. It is
    written a megabyte at a time and never held unpacked.
    """
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, part in _PACKAGE.items():
            archive.writestr(_member(name), part)
        with archive.open(_member("word/document.xml"), "w", force_zip64=True) as document:
            document.write(_DOCUMENT_START)
            for _ in range(INFLATED_BYTES // CHUNK_BYTES):
                document.write(_SPACES)
            document.write(_DOCUMENT_END)
    return bomb.getvalue()


_SPACES = b" " * CHUNK_BYTES
_PACKAGE = {
    "[Content_Types].xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" '
        b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/word/document.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Target="word/document.xml" Type="http://schemas.'
        b'openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
}
_DOCUMENT_START = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document '
    b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    b'<w:t xml:space="preserve">Interviewer: one moment'
)
_DOCUMENT_END = b"please</w:t></w:r></w:p></w:body></w:document>"


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, date_time=SAVED_AT.timetuple()[:6])
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _zip_of(parts: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, part in parts.items():
            opened.writestr(_member(name), part)
    return archive.getvalue()
