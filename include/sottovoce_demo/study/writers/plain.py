"""Plain text, one turn a paragraph."""

from sottovoce.model.transcripts import Transcript, Turn
from sottovoce_demo.study.writers.clocks import long_clock


def write_txt(transcript: Transcript, *, encoding: str = "utf-8", line_end: str = "\r\n") -> bytes:
    """Return a text file of paragraphs like ``[00:07:05] Speaker: words``.

    Args:
        transcript: What to write.
        encoding: Any that Python knows; ``utf-8-sig`` is what Notepad calls UTF-8.
        line_end: Windows' by default, because that is where most are typed.

    Raises:
        UnicodeEncodeError: The encoding has no place for a character of the transcript.
    """
    paragraphs = [stamped_line(turn) for turn in transcript.turns]
    return (f"{line_end}{line_end}".join(paragraphs) + line_end).encode(encoding)


def stamped_line(turn: Turn) -> str:
    """Return ``[00:07:05] Speaker: words``, without what the turn lacks."""
    stamp = "" if turn.start_s is None else f"[{long_clock(turn.start_s)}] "
    return f"{stamp}{labelled(turn)}"


def labelled(turn: Turn) -> str:
    """Return ``Speaker: words``, or the words alone if nobody is named."""
    return turn.text if turn.speaker is None else f"{turn.speaker}: {turn.text}"
