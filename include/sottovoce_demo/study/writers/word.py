"""Word documents, and all that hides in them beside the words."""

import io
import zipfile
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Literal

from sottovoce.model.transcripts import Transcript, Turn
from sottovoce_demo.study.writers.clocks import long_clock, short_clock
from sottovoce_demo.study.writers.plain import stamped_line

DocxLayout = Literal["stamped", "table", "headed"]
"""``stamped``: paragraphs of ``[00:07:05] Name: words``. ``table``: a row a turn, columns Time,
Speaker, Text. ``headed``: a paragraph ``Name  07:05``, then one of words."""

WRITTEN_AT = datetime(2026, 4, 30, 16, 20, tzinfo=UTC)
"""When every document claims to have been saved, so that the same words give the same bytes."""


@dataclass(frozen=True, slots=True, repr=False)
class Traces:
    """What a document holds that its reader does not see, and that must not be carried out.

    Attributes:
        header: Stands above every page.
        comment: A remark in the margin of the first turn.
        author: Who wrote the document, the comment and the change, in its properties.
        deleted: Words struck out of the second turn with tracked changes on.
        hidden: Words of the third turn that are formatted as hidden.
    """

    header: str
    comment: str
    author: str
    deleted: str
    hidden: str

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(getattr(self, each.name) for each in fields(self))


def write_docx(
    transcript: Transcript, *, layout: DocxLayout = "stamped", traces: Traces | None = None
) -> bytes:
    """Return a Word document that shows the transcript and nothing else.

    Args:
        transcript: What to write. Layout ``headed`` needs a speaker and a start for every turn.
        layout: How turns are set out.
        traces: What to bury in the document; None for a plain one.
    """
    from docx import Document

    document = Document()
    paragraphs = _LAYOUTS[layout](document, transcript)
    if traces is not None:
        _bury(document, paragraphs, traces)
    _date(document, traces.author if traces else "")
    saved = io.BytesIO()
    document.save(saved)
    return _with_fixed_dates(saved.getvalue())


def _set_stamped(document: Any, transcript: Transcript) -> list[Any]:
    return [_paragraph(document, stamped_line(turn)) for turn in transcript.turns]


def _set_headed(document: Any, transcript: Transcript) -> list[Any]:
    return [_headed(document, turn) for turn in transcript.turns]


def _headed(document: Any, turn: Turn) -> Any:
    document.add_paragraph().add_run(
        f"{turn.speaker}  {short_clock(turn.start_s or 0)}"
    ).bold = True
    return _paragraph(document, turn.text)


def _set_table(document: Any, transcript: Transcript) -> list[Any]:
    table = document.add_table(rows=1, cols=3)
    for cell, title in zip(table.rows[0].cells, ("Time", "Speaker", "Text"), strict=True):
        cell.text = title
    return [_table_row(table, turn) for turn in transcript.turns]


def _table_row(table: Any, turn: Turn) -> Any:
    time, speaker, words = table.add_row().cells
    time.text = "" if turn.start_s is None else long_clock(turn.start_s)
    speaker.text = turn.speaker or ""
    _add_runs(words.paragraphs[0], turn.text)
    return words.paragraphs[0]


_LAYOUTS = {"stamped": _set_stamped, "table": _set_table, "headed": _set_headed}


def _paragraph(document: Any, text: str) -> Any:
    paragraph = document.add_paragraph()
    _add_runs(paragraph, text)
    return paragraph


def _add_runs(paragraph: Any, text: str) -> None:
    # Word cuts a sentence into runs wherever somebody stopped typing, even inside a word.
    half = len(text) // 2
    paragraph.add_run(text[:half])
    paragraph.add_run(text[half:])


def _bury(document: Any, paragraphs: list[Any], traces: Traces) -> None:
    commented, changed, partly_hidden = paragraphs[:3]
    document.sections[0].header.paragraphs[0].text = traces.header
    remark = document.add_comment(commented.runs, text=traces.comment, author=traces.author)
    remark._comment_elm.date = WRITTEN_AT  # python-docx stamps the present time
    _track_change(changed, traces)
    hidden = partly_hidden.add_run(traces.hidden)
    hidden.font.hidden = True


def _track_change(paragraph: Any, traces: Traces) -> None:
    # The second run is what replaced the deleted words: an insertion, which readers do see.
    before, after = paragraph.runs
    deletion = _change("w:del", "9001", traces.author)
    struck = paragraph.add_run()._r
    struck.append(_deleted_text(traces.deleted))
    deletion.append(struck)
    before._r.addnext(deletion)
    insertion = _change("w:ins", "9002", traces.author)
    deletion.addnext(insertion)
    insertion.append(after._r)


def _change(tag: str, number: str, author: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    change = OxmlElement(tag)
    change.set(qn("w:id"), number)
    change.set(qn("w:author"), author)
    change.set(qn("w:date"), WRITTEN_AT.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return change


def _deleted_text(words: str) -> Any:
    from docx.oxml import OxmlElement

    deleted = OxmlElement("w:delText")
    deleted.text = words
    return deleted


def _date(document: Any, author: str) -> None:
    about = document.core_properties
    about.author = about.last_modified_by = author
    about.created = about.modified = WRITTEN_AT


def _with_fixed_dates(saved: bytes) -> bytes:
    # A zip archive keeps the moment of writing beside each member.
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as old, zipfile.ZipFile(again, "w") as new:
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, date_time=WRITTEN_AT.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(member))
    return again.getvalue()
