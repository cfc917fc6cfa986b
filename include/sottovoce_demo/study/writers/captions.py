"""Captions: WebVTT as Teams and Zoom write it, and SubRip."""

from collections.abc import Iterator
from html import escape
from typing import Literal

from sottovoce.model.transcripts import Transcript, Turn
from sottovoce_demo.study.writers.clocks import cue_clock
from sottovoce_demo.study.writers.plain import labelled

CueStyle = Literal["teams", "zoom"]
"""``teams``: ``<v Real Name>words</v>``. ``zoom``: numbered cues of ``Name: words``."""

GUESSED_TURN_S = 5.0
"""How long a turn lasts of which neither its end nor the next turn's start is known."""


def write_vtt(
    transcript: Transcript, *, style: CueStyle = "teams", note: str | None = None
) -> bytes:
    """Return a WebVTT file with one cue a turn.

    Args:
        transcript: What to write. A turn without times is put right after the one before.
        style: Whose habits to follow.
        note: A comment at the top, which no reader of captions ever shows.
    """
    blocks = ["WEBVTT"] if note is None else ["WEBVTT", f"NOTE\n{note}"]
    for number, (turn, start_s, end_s) in enumerate(_timed(transcript), start=1):
        line = f"{cue_clock(start_s, decimal_mark='.')} --> {cue_clock(end_s, decimal_mark='.')}"
        blocks.append(f"{_cue_name(style, number)}\n{line}\n{_cue_words(style, turn)}")
    return ("\n\n".join(blocks) + "\n").encode()


def write_srt(transcript: Transcript) -> bytes:
    """Return a SubRip file with one cue of ``Speaker: words`` a turn.

    It has a byte order mark and Windows line ends, as most subtitle editors write them.
    """
    blocks = []
    for number, (turn, start_s, end_s) in enumerate(_timed(transcript), start=1):
        line = f"{cue_clock(start_s, decimal_mark=',')} --> {cue_clock(end_s, decimal_mark=',')}"
        blocks.append(f"{number}\r\n{line}\r\n{labelled(turn)}\r\n")
    return "\r\n".join(blocks).encode("utf-8-sig")


def _timed(transcript: Transcript) -> Iterator[tuple[Turn, float, float]]:
    after_s = 0.0
    following = [turn.start_s for turn in transcript.turns[1:]] + [None]
    for turn, next_start_s in zip(transcript.turns, following, strict=False):
        start_s = after_s if turn.start_s is None else turn.start_s
        end_s = turn.end_s if turn.end_s is not None else next_start_s
        after_s = start_s + GUESSED_TURN_S if end_s is None else end_s
        yield turn, start_s, after_s


def _cue_name(style: CueStyle, number: int) -> str:
    if style == "zoom":
        return str(number)
    return f"5f0c27d1-{number:04x}-4b7e-9d35-02ab61cf8e44/{number}-0"


def _cue_words(style: CueStyle, turn: Turn) -> str:
    if style == "zoom" or turn.speaker is None:
        return escape(labelled(turn), quote=False)
    return f"<v {escape(turn.speaker, quote=False)}>{escape(turn.text, quote=False)}</v>"
