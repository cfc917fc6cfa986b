"""The times that stand between the words of one cue, as ``so <00:00:01.250>it is``.

What follows a stamp is said between it and the next one, or the end of the cue. Several words may
share such a stretch; each then has the times of the whole of it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from sottovoce.transcripts.assemble import Passage, WordTime
from sottovoce.transcripts.cue_text import Voice
from sottovoce.transcripts.stamps import Times

_WORD = re.compile(r"\S+")

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
    return [replace(passage, words=_words(passage, stamps, times.end_s)) for passage in passages]


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


def _words(passage: Passage, stamps: _Stamps, cue_end_s: float) -> list[WordTime]:
    last = passage.lines[-1]
    start, end = passage.lines[0].start_char, last.start_char + len(last.text)
    text = "\n".join(line.text for line in passage.lines)
    following = [*stamps[1:], (end, cue_end_s)]
    return [
        WordTime(start + word.start(), start + word.end(), start_s, end_s)
        for (at, start_s), (until, end_s) in zip(stamps, following, strict=True)
        if at < end and until > start
        for word in _WORD.finditer(text, max(0, at - start), max(0, min(until, end) - start))
    ]
