"""The times that stand between the words of one cue, as ``so <00:00:01.250>it is``.

What follows a stamp is said between it and the next one, or the end of the cue. Several words may
share such a stretch; each then has the times of the whole of it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from sys import maxsize

from sottovoce.transcripts.assemble import Passage, WordTime
from sottovoce.transcripts.cue_text import Voice
from sottovoce.transcripts.stamps import Times

_WORD = re.compile(r"\S+")
_start_char = attrgetter("start_char")

_Stamps = list[tuple[int, float]]


def time_words(passages: Sequence[Passage], voices: Sequence[Voice]) -> list[Passage]:
    """Return the passages of one cue with the times of their words.

    Args:
        passages: One for each voice, in order, all with the times of the cue.
        voices: What is said in the cue.

    Returns:
        The same passages; without times of words where there are none, or where they run
        backwards, lie outside of the cue or can't be read: then none of this cue is believed.
    """
    stamps = _stamps(passages, voices)
    times = passages[0].times if passages else Times()
    if not stamps or times.start_s is None or times.end_s is None:
        return list(passages)
    seconds = [times.start_s, *(second for _, second in stamps), times.end_s]
    if seconds != sorted(seconds):
        return list(passages)
    stamps.insert(0, (_line_start(passages, stamps[0][0]), times.start_s))
    stretches = _stretches(stamps, times.end_s)
    return [replace(passage, words=_words(passage, stretches)) for passage in passages]


def _stamps(passages: Sequence[Passage], voices: Sequence[Voice]) -> _Stamps:
    """Return what stands at which character of the page; empty if one of them can't be read."""
    stamps: _Stamps = []
    for passage, voice in zip(passages, voices, strict=True):
        for at, second in voice.stamps:
            if second is None:
                return []
            stamps.append((passage.lines[0].start_char + at, second))
    return stamps


def _line_start(passages: Sequence[Passage], first_stamp: int) -> int:
    """Return where the line of the first stamp begins.

    Rolling captions repeat, without stamps, the line before: it was said in an earlier cue.
    """
    starts = (line.start_char for passage in passages for line in passage.lines)
    return max((start for start in starts if start <= first_stamp), default=first_stamp)


def _stretches(stamps: _Stamps, cue_end_s: float) -> list[WordTime]:
    """Return what stands between each stamp and the next; the last reaches to the cue's end."""
    following = [*stamps[1:], (maxsize, cue_end_s)]
    return [
        WordTime(at, until, start_s, end_s)
        for (at, start_s), (until, end_s) in zip(stamps, following, strict=True)
    ]


def _words(passage: Passage, stretches: Sequence[WordTime]) -> list[WordTime]:
    start = passage.lines[0].start_char
    text = "\n".join(line.text for line in passage.lines)
    end = start + len(text)
    first = max(0, bisect_right(stretches, start, key=_start_char) - 1)
    last = bisect_left(stretches, end, key=_start_char)
    return [
        WordTime(start + word.start(), start + word.end(), stretch.start_s, stretch.end_s)
        for stretch in stretches[first:last]
        for word in _WORD.finditer(
            text, max(0, stretch.start_char - start), max(0, min(stretch.end_char, end) - start)
        )
    ]
