"""The visible paragraphs and tables in the body of a Word document, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from sottovoce.transcripts.styles import Styles, read_vanish, value_of

_SIGNS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "\u2011",
    "w:softHyphen": "\u00ad",
}
_NEVER_READ = """
    w:del w:moveFrom w:delText w:delInstrText w:instrText w:fldData w:rt
    w:pPr w:rPr w:tblPr w:tblGrid w:tblPrEx w:trPr w:tcPr w:sectPr w:sdtPr w:sdtEndPr
    w:customXmlPr w:smartTagPr w:rubyPr mc:Fallback
"""
_NEVER = frozenset(_NEVER_READ.split())
"""Deleted, moved away, field codes, and properties."""

MAX_COLUMNS = 64


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.

    Attributes:
        text: Its visible text, with tabs and line breaks.
        is_title: Whether its style is a title or a heading.
        is_joined: Whether its end is a tracked deletion, so that the next one continues it.
    """

    text: str = field(repr=False)
    is_title: bool = False
    is_joined: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the blocks of each cell of each row."""

    rows: tuple[tuple[tuple["Block", ...], ...], ...] = field(repr=False)


Block = Paragraph | Table


def read_blocks(root: Element, styles: Styles) -> tuple[Block, ...]:
    """Return the visible blocks of a document in order.

    Args:
        root: The root element of the document part.
        styles: What the style sheet hides.
    """
    return tuple(_Body(styles).blocks(root))


class _Body:
    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def blocks(self, parent: Element) -> Iterator[Block]:
        for node in _children(parent):
            if node.tag == "w:p":
                yield from self._paragraph(node)
            elif node.tag == "w:tbl":
                yield Table(tuple(self._rows(node)))
            else:
                yield from self.blocks(node)

    def _rows(self, parent: Element) -> Iterator[tuple[tuple[Block, ...], ...]]:
        for node in _children(parent):
            if node.tag == "w:tr":
                if not _is_gone(node.find("w:trPr")):
                    yield tuple(self._cells(node))[:MAX_COLUMNS]
            else:
                yield from self._rows(node)

    def _cells(self, parent: Element) -> Iterator[tuple[Block, ...]]:
        for node in _children(parent):
            if node.tag == "w:tc":
                yield join_paragraphs(self.blocks(node))
                yield from [()] * (_n_columns(node) - 1)
            else:
                yield from self._cells(node)

    def _paragraph(self, node: Element) -> Iterator[Block]:
        properties = node.find("w:pPr")
        style = "" if properties is None else value_of(properties, "w:pStyle")
        boxes: list[Element] = []
        text = "".join(self._text(node, style in self._styles.hidden, boxes))
        yield Paragraph(text, self._styles.is_title(style), _is_end_deleted(properties))
        for box in boxes:
            yield from self.blocks(box)

    def _text(self, parent: Element, is_hidden: bool, boxes: list[Element]) -> Iterator[str]:
        for node in _children(parent):
            if node.tag == "w:r":
                yield from self._text(node, self._is_run_hidden(node, is_hidden), boxes)
            elif node.tag == "w:txbxContent":
                boxes.append(node)
            elif node.tag in {"w:t", "m:t"}:
                yield "" if is_hidden else node.text or ""
            elif node.tag in _SIGNS:
                yield "" if is_hidden else _SIGNS[node.tag]
            else:
                yield from self._text(node, is_hidden, boxes)

    def _is_run_hidden(self, run: Element, is_paragraph_hidden: bool) -> bool:
        properties = run.find("w:rPr")
        if (hidden := read_vanish(properties)) is not None:
            return hidden
        style = "" if properties is None else value_of(properties, "w:rStyle")
        return is_paragraph_hidden or style in self._styles.hidden


def join_paragraphs(blocks: Iterator[Block]) -> tuple[Block, ...]:
    """Return the blocks with paragraphs joined where the end between them was deleted."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(last, Paragraph) and last.is_joined and isinstance(block, Paragraph):
            joined[-1] = Paragraph(last.text + block.text, last.is_title, block.is_joined)
        else:
            joined.append(block)
    return tuple(joined)


def _children(parent: Element) -> Iterator[Element]:
    """The children that may hold visible text; of two versions of one thing, the first."""
    if parent.tag != "mc:AlternateContent":
        yield from (node for node in parent if node.tag not in _NEVER)
        return
    choices = [node for node in parent if node.tag == "mc:Choice"] or list(parent)
    yield from choices[:1]


def _is_gone(row_properties: Element | None) -> bool:
    """A row that is deleted or hidden."""
    if row_properties is None:
        return False
    return any(row_properties.find(name) is not None for name in ("w:del", "w:hidden"))


def _is_end_deleted(properties: Element | None) -> bool:
    mark = None if properties is None else properties.find("w:rPr")
    return mark is not None and any(mark.find(n) is not None for n in ("w:del", "w:moveFrom"))


def _n_columns(cell: Element) -> int:
    properties = cell.find("w:tcPr")
    span = "" if properties is None else value_of(properties, "w:gridSpan")
    return min(int(span), MAX_COLUMNS) if span.isdecimal() and len(span) < 4 and int(span) else 1
