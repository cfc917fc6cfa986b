"""Transcripts as files, the way transcription services and meeting software write them.

Each function takes a transcript and returns the bytes of a file. Reading such a file gives
the same speakers, the same words and, to the second, the same times.
"""

from sottovoce_demo.study.writers.captions import CueStyle, write_srt, write_vtt
from sottovoce_demo.study.writers.plain import write_txt
from sottovoce_demo.study.writers.word import DocxLayout, Traces, write_docx

__all__ = [
    "CueStyle",
    "DocxLayout",
    "Traces",
    "write_docx",
    "write_srt",
    "write_txt",
    "write_vtt",
]
