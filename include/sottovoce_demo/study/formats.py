"""Which habit of writing each interview of the study follows, so that all of them occur."""

from collections.abc import Callable
from itertools import cycle
from typing import get_args

from sottovoce.model.transcripts import Transcript
from sottovoce_demo.study.gold import GoldInterview
from sottovoce_demo.study.words import CAPTION_NOTE, TRACES
from sottovoce_demo.study.writers import (
    CueStyle,
    DocxLayout,
    write_docx,
    write_srt,
    write_txt,
    write_vtt,
)

_Write = Callable[[Transcript], bytes]

TEXT_ENCODINGS = ("cp1252", "utf-8-sig", "utf-8")
"""What typists save as: Windows' own, Notepad's UTF-8, everyone else's."""


def write_gold(gold: dict[str, GoldInterview]) -> dict[str, bytes]:
    """Return each gold interview as a file of the format that it names, by name.

    Layouts of Word documents, styles of captions and encodings of text take turns; every
    other document and caption file has something buried in it that must not come out.
    """
    turns = {"docx": _docx_habits(), "vtt": _vtt_habits(), "txt": _txt_habits()}
    habits = {each: cycle(writers) for each, writers in turns.items()} | {"srt": cycle([write_srt])}
    return {name: next(habits[each.file_format])(each.transcript) for name, each in gold.items()}


def write_plainly(transcript: Transcript, file_name: str) -> bytes:
    """Return a file of the format that its name ends in, without any oddities."""
    return _PLAIN[file_name.rpartition(".")[2]](transcript)


_PLAIN: dict[str, _Write] = {
    "docx": write_docx,
    "vtt": write_vtt,
    "srt": write_srt,
    "txt": write_txt,
}


def _docx_habits() -> list[_Write]:
    layouts: tuple[DocxLayout, ...] = get_args(DocxLayout)
    return [_docx(layout, bury=number % 2 == 0) for number, layout in enumerate(layouts * 2)]


def _docx(layout: DocxLayout, *, bury: bool) -> _Write:
    return lambda each: write_docx(each, layout=layout, traces=TRACES if bury else None)


def _vtt_habits() -> list[_Write]:
    styles: tuple[CueStyle, ...] = get_args(CueStyle)
    return [_vtt(style, note) for note in (CAPTION_NOTE, None) for style in styles]


def _vtt(style: CueStyle, note: str | None) -> _Write:
    return lambda each: write_vtt(each, style=style, note=note)


def _txt_habits() -> list[_Write]:
    return [_txt(encoding) for encoding in TEXT_ENCODINGS]


def _txt(encoding: str) -> _Write:
    return lambda each: write_txt(each, encoding=encoding)
