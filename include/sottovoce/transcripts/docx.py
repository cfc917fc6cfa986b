"""Word documents: the words a reader of the printed page would see, and no others."""

import zipfile
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from sottovoce.transcripts.assemble import Line, Page, Passage, split_lines
from sottovoce.transcripts.problems import unreadable
from sottovoce.transcripts.safe_xml import parse_xml
from sottovoce.transcripts.styles import read_styles
from sottovoce.transcripts.tables import Columns, read_columns, read_who
from sottovoce.transcripts.wordprocessing import (
    Block,
    Paragraph,
    Table,
    join_paragraphs,
    read_blocks,
)
from sottovoce.transcripts.zip_limits import open_archive, read_member

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_DOCUMENT = "wordprocessingml.document.main+xml"
_MACROS = "macroenabled"
_USUAL_PART = "word/document.xml"


def read_docx(data: bytes) -> tuple[str, list[Passage]]:
    """Return the visible text of a Word document and its passages.

    Only the document part and the style sheet are ever opened: comments, headers, footers,
    footnotes, properties and attachments are other parts, and stay where they are.

    Raises:
        UnreadableUpload: Not a docx, locked, damaged, or not safe to read.
    """
    _check_signature(data)
    with open_archive(data) as archive:
        name = _find_document(archive)
        document = read_member(archive, name)
        styles = read_member(archive, name.rpartition("/")[0] + "/styles.xml")
    if document is None:
        raise unreadable("no document inside")
    sheet = read_styles(parse_xml(styles) if styles else None)
    blocks = join_paragraphs(iter(read_blocks(parse_xml(document), sheet)))
    page = Page()
    passages = list(_write_blocks(page, blocks))
    return page.text, passages


def _check_signature(data: bytes) -> None:
    if data.startswith(_OLE):
        raise unreadable("password" if _ENCRYPTED_STREAM in data else "old word file")
    if not data.startswith(b"PK"):
        raise unreadable("not a zip")


def _find_document(archive: zipfile.ZipFile) -> str:
    """Return the name of the document part; some programs don't use the usual one."""
    listed = read_member(archive, "[Content_Types].xml")
    types = list(_part_types(parse_xml(listed))) if listed else []
    if any(name.endswith("vbaProject.bin") for name in archive.namelist()) or any(
        _MACROS in content_type for _, content_type in types
    ):
        raise unreadable("macros inside")
    return next((part for part, named in types if named.endswith(_DOCUMENT)), _USUAL_PART)


def _part_types(root: Element) -> Iterator[tuple[str, str]]:
    for override in root.findall("ct:Override"):
        part, content_type = override.get("PartName", ""), override.get("ContentType", "")
        yield part.removeprefix("/"), content_type.lower()


def _write_blocks(page: Page, blocks: Sequence[Block]) -> Iterator[Passage]:
    """Write blocks to the page; paragraphs between two tables are one passage."""
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += page.write_lines(block.text, is_title=block.is_title)
            page.write("\n")
            continue
        yield Passage(lines)
        lines = []
        yield from _write_table(page, block)
    yield Passage(lines)


def _write_table(page: Page, table: Table) -> Iterator[Passage]:
    width = max(map(len, table.rows), default=0)
    if width < 2:
        for cell in (cell for row in table.rows for cell in row):
            yield from _write_blocks(page, cell)
        return
    rows = [[_flatten(cell) for cell in row] + [""] * (width - len(row)) for row in table.rows]
    columns = read_columns(rows)
    for n, cells in enumerate(rows):
        is_header = columns is not None and n < columns.n_header_rows
        yield from _write_row(page, cells, columns, is_header=is_header)
        page.write("\n")


def _write_row(
    page: Page, row: Sequence[str], columns: Columns | None, *, is_header: bool
) -> Iterator[Passage]:
    starts = [page.write(cell + "\t") for cell in row]
    if is_header:
        return
    if columns is None:
        yield Passage(split_lines("\t".join(row), start_char=starts[0]))
        return
    who = read_who(row, columns)
    for column in columns.text:
        lines = split_lines(row[column], start_char=starts[column])
        is_one_turn = who.speaker is not None
        yield Passage(lines, who.times, who.speaker, is_one_turn)


def _flatten(blocks: Sequence[Block]) -> str:
    r"""The text of a cell: paragraphs on lines of their own, nested rows with tabs."""
    texts = [
        block.text
        if isinstance(block, Paragraph)
        else "\n".join("\t".join(_flatten(cell) for cell in row) for row in block.rows)
        for block in blocks
    ]
    return "\n".join(texts)
