"""WebVTT and SubRip: one cue is one turn, or one for each voice in it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sottovoce.transcripts.assemble import Page, Passage
from sottovoce.transcripts.cue_text import Voice, read_voices
from sottovoce.transcripts.leads import INVISIBLE
from sottovoce.transcripts.problems import unreadable
from sottovoce.transcripts.stamps import Times, parse_clock
from sottovoce.transcripts.word_stamps import time_words

_ARROW = "-->"
_TIME_REACH = 60
_NO_WORDS = re.compile(r"[\d\s:;.,?xX*_-]{1,40}")
_INDEX = re.compile(r"\d{1,7}")
_BLOCK = re.compile(r"(?:NOTE(?:[ \t].*)?|STYLE[ \t]*|REGION[ \t]*)\Z", re.DOTALL)
_SIGNS = str.maketrans("", "", "\ufeff\u200b\u200e\u200f")


class Cue(NamedTuple):
    """One cue.

    Attributes:
        times: None where a time can't be read.
        payload: Its lines as they stand in the file, tags and all.
    """

    times: Times
    payload: str


def read_subtitles(text: str) -> tuple[str, list[Passage]]:
    """Return the visible text of a vtt or srt file and one passage a voice.

    The visible text is that of the cues, one below the other, each voice with its name
    before it. Header, comments, styles, regions and cue identifiers are not part of it. Times
    that stand between the words of a cue are kept beside them.

    Raises:
        UnreadableUpload: There are words, but no line with times.
    """
    page = Page()
    passages: list[Passage] = []
    for cue in read_cues(text):
        voices = read_voices(cue.payload)
        written = []
        for voice in voices:
            written.append(_write_voice(page, voice, cue.times))
            page.write("\n")
        passages += time_words(written, voices)
    return page.text, passages


def looks_like_subtitles(text: str) -> bool:
    """Whether a txt file is really a vtt or srt file."""
    head = [line.strip() for line in text[:2_000].split("\n") if line.strip()][:2]
    if head and _is_header(head[0]):
        return True
    return len(head) > 1 and bool(_INDEX.fullmatch(head[0])) and read_timing(head[1]) is not None


def read_cues(text: str) -> list[Cue]:
    """Return the cues of a file, in order.

    Raises:
        UnreadableUpload: There are words, but no line with times.
    """
    lines = text.split("\n")
    timings = [(i, times) for i, line in enumerate(lines) if (times := read_timing(line))]
    if not timings:
        if _strip_header(lines):
            raise unreadable("no times")
        return []
    at = [i for i, _ in timings]
    is_numbered = at[0] > 0 and _is_index(lines[at[0] - 1])
    ends = [_before_timing(lines, i, is_numbered) for i in at[1:]] + [len(lines)]
    return [
        Cue(times, "\n".join(_payload(lines[i + 1 : max(i + 1, end)])))
        for (i, times), end in zip(timings, ends, strict=True)
    ]


def read_timing(line: str) -> Times | None:
    """Return what a line like ``00:01.000 --> 00:02.000 align:start`` says, or None.

    A line with an arrow is a timing when one side is a time, or when there are no words
    before the arrow; a time that can't be read is None.
    """
    before, arrow, after = line[: 4 * _TIME_REACH].partition(_ARROW)
    if not arrow or len(before) > _TIME_REACH:
        return None
    before = before.translate(_SIGNS)
    start = parse_clock(before)
    end = parse_clock((after.translate(_SIGNS).split() or [""])[0])
    if start is None and end is None and not _NO_WORDS.fullmatch(before):
        return None
    return Times(start, end)


def _before_timing(lines: Sequence[str], timing: int, is_numbered: bool) -> int:
    """Return where the cue before ends: an index or an identifier belongs to the next one."""
    above = lines[timing - 1]
    if not above.strip():
        return timing
    if _is_index(above) and is_numbered:
        return timing - 1
    return timing - 1 if not lines[timing - 2].strip() and not _BLOCK.match(above) else timing


def _payload(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a cue; a comment or a style sheet after it is left out."""
    is_skipping = False
    is_after_blank = False
    for line in lines:
        is_blank = not line.strip()
        if is_after_blank and _BLOCK.match(line):
            is_skipping = True
        elif is_blank:
            is_skipping = False
        if not is_skipping:
            yield line
        is_after_blank = is_blank


def _write_voice(page: Page, voice: Voice, times: Times) -> Passage:
    if voice.speaker:
        page.write(f"{voice.speaker}: ")
    is_one_turn = voice.speaker is not None
    return Passage(page.write_lines(voice.text), times, voice.speaker, is_one_turn)


def _strip_header(lines: Sequence[str]) -> bool:
    """Whether anything is left of a file without times once its header is gone."""
    written = [line for line in lines if line.strip(f" \t{INVISIBLE}")]
    return bool(written) and not (len(written) == 1 and _is_header(written[0]))


def _is_header(line: str) -> bool:
    return line.startswith("WEBVTT")


def _is_index(line: str) -> bool:
    return bool(_INDEX.fullmatch(line.translate(_SIGNS).strip()))
