"""What speech recognizers write: the JSON of Whisper and of programs made after it.

``{"segments": [{"start", "end", "text", "speaker", "words": [{"word", "start", "end"}]}]}``, or
the list of segments alone. One segment is one turn; speakers and words may be absent. Everything
else in the file, such as its language or how sure the program is, stays there.
"""

import json
import re
from math import isfinite
from typing import Any, NoReturn

from sottovoce.transcripts.assemble import Page, Passage, WordTime
from sottovoce.transcripts.problems import unreadable
from sottovoce.transcripts.stamps import Times

MAX_VALUES = 1_000_000
"""Four hours of speech, with all that Whisper tells of each word, are a third of this."""

_LONGEST_S = 1_000_000.0
_BEGINNING = re.compile(r'\s{0,99}(?:\[\s{0,99})?\{\s{0,99}"')
_SPACE = re.compile(r"\s*")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")

_Object = dict[str, Any]


def looks_recognized(text: str) -> bool:
    """Whether a txt file is really such a JSON."""
    return bool(_BEGINNING.match(text)) and '"segments"' in text


def read_recognized(text: str) -> tuple[str, list[Passage]]:
    """Return the visible text of a recognizer's JSON and one passage a segment.

    Raises:
        UnreadableUpload: It is not such a JSON, or too long, or holds what is no text.
    """
    page = Page()
    passages: list[Passage] = []
    for segment in _segments(text):
        passages.append(_passage(page, segment))
        page.write("\n")
    return page.text, passages


def _segments(text: str) -> list[_Object]:
    if not text.strip():
        return []
    found = _parse(text)
    if isinstance(found, dict):
        found = found.get("segments")
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise unreadable("not recognized")
    return found


def _parse(text: str) -> object:
    if sum(map(text.count, ",[{")) > MAX_VALUES:
        raise unreadable("too long")
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        pass  # The decoder's error holds the whole text: nothing may be chained to it.
    raise unreadable("not recognized")


def _refuse(_: str) -> NoReturn:
    """NaN and Infinity are no times."""
    raise unreadable("not recognized")


def _passage(page: Page, segment: _Object) -> Passage:
    said = _text(segment, "text").strip()
    speaker = _speaker(segment)
    times = Times(_seconds(segment, "start"), _seconds(segment, "end"))
    if speaker:
        page.write(f"{speaker}: ")
    lines = page.write_lines(said)
    words = _words(said, segment, lines[0].start_char)
    return Passage(lines, times, speaker, is_one_turn=speaker is not None, words=words)


def _speaker(segment: _Object) -> str | None:
    if segment.get("speaker") is None:
        return None
    return " ".join(_text(segment, "speaker").split()) or None


def _words(said: str, segment: _Object, start_char: int) -> list[WordTime]:
    """Return the words that have times; none if together they are not the segment's text."""
    words: list[WordTime] = []
    at = 0
    for word in _listed_words(segment):
        written = _text(word, "word").strip()
        times = Times(_seconds(word, "start"), _seconds(word, "end"))
        at = _after_space(said, at)
        if not said.startswith(written, at):
            return []
        if written and times.start_s is not None and times.end_s is not None:
            first, last = start_char + at, start_char + at + len(written)
            words.append(WordTime(first, last, times.start_s, times.end_s))
        at += len(written)
    return words if _after_space(said, at) == len(said) else []


def _listed_words(segment: _Object) -> list[_Object]:
    words = segment.get("words")
    if words is None:
        return []
    if not isinstance(words, list) or not all(isinstance(word, dict) for word in words):
        raise unreadable("not recognized")
    return words


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _text(holder: _Object, key: str) -> str:
    text = holder.get(key)
    if not isinstance(text, str):
        raise unreadable("not recognized")
    if _NO_TEXT.search(text):
        raise unreadable("not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _seconds(holder: _Object, key: str) -> float | None:
    """Return a time; None where there is none, as Whisper leaves it out for some numbers."""
    seconds = holder.get(key)
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise unreadable("not recognized")
    if not -_LONGEST_S < seconds < _LONGEST_S or not isfinite(seconds):
        raise unreadable("not recognized")
    return float(seconds)
