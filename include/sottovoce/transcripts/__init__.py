"""Every transcript format into one model of turns.

The core of the privacy promise of this package: nothing that a reader would see is lost,
nothing that a reader would not see is carried out, and no error repeats a word of it.
"""

from sottovoce.model.transcripts import Transcript
from sottovoce.transcripts.assemble import Passage, build_transcript
from sottovoce.transcripts.docx import read_docx
from sottovoce.transcripts.encodings import decode_text
from sottovoce.transcripts.passages import read_turns
from sottovoce.transcripts.plain import read_plain
from sottovoce.transcripts.problems import PROBLEMS, unreadable
from sottovoce.transcripts.recognized import looks_recognized, read_recognized
from sottovoce.transcripts.subtitles import looks_like_subtitles, read_subtitles

__all__ = ["FORMATS", "PROBLEMS", "parse_transcript"]

FORMATS = ("docx", "vtt", "srt", "json", "txt")
"""What may stand behind the last dot of a transcript's name."""

_MOST_BYTES_PER_CHAR = 4


def parse_transcript(data: bytes, *, file_name: str, max_chars: int = 5_000_000) -> Transcript:
    """Return the turns of one transcript file, with the words exactly as they stand in it.

    Args:
        data: The whole file.
        file_name: Its name; only what follows the last dot matters, in any case.
        max_chars: The longest text that is accepted.

    Raises:
        UnreadableUpload: The file is not what its name says, is damaged, locked, unsafe or
            too long, or there are no words in it. The error never quotes the file or its name.
    """
    source_format = file_name.rpartition(".")[2].strip().lower()
    if source_format not in FORMATS:
        raise unreadable("unknown suffix")
    text, passages = _read(data, source_format, max_chars)
    if len(text) > max_chars:
        raise unreadable("too long")
    words = (word for passage in passages for word in passage.words)
    return build_transcript(text, read_turns(passages), source_format, words)


def _read(data: bytes, source_format: str, max_chars: int) -> tuple[str, list[Passage]]:
    if source_format == "docx":
        return read_docx(data)
    if len(data) > _MOST_BYTES_PER_CHAR * max_chars:
        raise unreadable("too long")
    text = decode_text(data)
    if source_format == "json" or (source_format == "txt" and looks_recognized(text)):
        return read_recognized(text)
    if source_format != "txt" or looks_like_subtitles(text):
        return read_subtitles(text)
    return read_plain(text)
