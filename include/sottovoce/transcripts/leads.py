"""What a line begins with: a timestamp, a speaker's label, both, or nothing but words."""

import re
from dataclasses import dataclass, field
from enum import Enum

from sottovoce.transcripts.labels import MAX_LABEL_CHARS, is_label_shaped, is_role
from sottovoce.transcripts.stamps import Stamp, Times, find_stamp, match_stamp

REACH = 200
"""Only so many characters of a line are looked at, so that long lines cost nothing."""

INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_SPACE = rf"[\s{INVISIBLE}]"
_MARKS = re.compile(
    rf"{_SPACE}{{0,40}}(?:>{{2,3}}{_SPACE}{{0,4}})?(?:\*\*)?"
    rf"(?:\d{{1,5}}(?:[.)](?=\s)|\t){_SPACE}{{0,9}})?(?:\*\*)?"
)
_GAP = re.compile(rf"{_SPACE}{{0,40}}(?:[-|,\u2013\u2014]{_SPACE}{{1,9}})?(?:\*\*)?")
_COLON = re.compile(r"[:\uff1a]")
_BRACKETED = re.compile(r"\[([^\[\]:\t]{1,80})\]\s")
_DASH = re.compile(r"[ \u00a0][-\u2013\u2014]\s|\u2014")
_AFTER_COLON = re.compile(r"\*{0,2}(?=\s|\Z)")
_EDGES = " \t\u00a0*_|" + "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff"
_NOTHING = re.compile(rf"{_SPACE}{{0,40}}\*{{0,2}}[:\uff1a]?\*{{0,2}}{_SPACE}{{0,40}}\Z")


class Habit(Enum):
    """How a line shows who speaks."""

    COLON = "Jane: words"
    STAMPED = "Jane (00:01:02) words"
    HEADING = "Jane 0:03, and the words on the next line"
    TIMED_NAME = "[00:01:02] Jane, and the words on the next line"
    BRACKETED = "[Jane] words"
    DASH = "Jane - words"
    TAB = "Jane, a tab, words"
    BARE = "Interviewer, alone on its line"
    AFTER_TIME = "Jane, alone on its line, below a time"
    BEFORE_TIME = "Jane, alone on its line, above a time"


@dataclass(frozen=True, slots=True)
class Lead:
    """What a line begins with.

    Attributes:
        label: Who speaks, as it stands in the line; None if the line doesn't say.
        times: What a timestamp says; None if there is none.
        text_at: Where the words begin in the line; its length if there are none.
        habit: How the label is written; None without one.
        is_sure_time: Whether the timestamp is bracketed or has hours.
    """

    label: str | None = field(repr=False)
    times: Times | None
    text_at: int
    habit: Habit | None = None
    is_sure_time: bool = False


_NO_TIME = Lead(None, None, 0)


def read_label(line: str) -> Lead | None:
    """Return the lead of a line that may begin with a label, or None.

    This judges the form only; whether the label is one is for the whole file to tell.
    """
    head = line[:REACH]
    at = _end(_MARKS, head, 0)
    stamp = match_stamp(head, at)
    if stamp:
        at = _end(_GAP, head, stamp.end)
    for read in _READERS:
        lead = read(line, head, at, stamp)
        if lead and is_label_shaped(lead.label or ""):
            return lead
    return None


def read_time(line: str) -> Lead:
    """Return the lead of a line without a label: its timestamp, if it begins with one."""
    head = line[:REACH]
    stamp = match_stamp(head, _end(_MARKS, head, 0)) if ":" in head else None
    if not stamp:
        return _NO_TIME
    is_sure = stamp.is_bracketed or stamp.has_hours
    return Lead(None, stamp.times, _words_at(line, stamp.end), is_sure_time=is_sure)


def clean_label(written: str) -> str:
    """Return a label without the marks around it: colon, brackets, emphasis, invisible signs."""
    label = written.strip(_EDGES).rstrip(":\uff1a,").strip(_EDGES)
    if label.startswith("[") and label.endswith("]"):
        label = label[1:-1].strip(_EDGES)
    return label


def _read_stamped(line: str, head: str, at: int, first: Stamp | None) -> Lead | None:
    """``Jane (00:01:02): words``, ``Jane 0:03``, ``[Jane] 12:30:45``."""
    stamp = find_stamp(head, at)
    if not stamp or not 0 < stamp.start - at <= MAX_LABEL_CHARS:
        return None
    label = clean_label(head[at : stamp.start].rstrip(" \t-\u2013\u2014"))
    if not label or _COLON.search(label):
        return None
    times = first.times if first else stamp.times
    rest = head[stamp.end :]
    if _NOTHING.match(rest):
        return Lead(label, times, len(line), Habit.HEADING)
    colon = re.match(r"\s{0,3}[:\uff1a]", rest)
    if not colon and not (stamp.is_bracketed or stamp.has_hours or rest.startswith(("\t", "  "))):
        return None
    text_at = _words_at(line, stamp.end + (colon.end() if colon else 0))
    return Lead(label, times, text_at, Habit.STAMPED)


def _read_colon(line: str, head: str, at: int, stamp: Stamp | None) -> Lead | None:
    """``Jane: words``, ``[00:01:02] Jane: words``, ``Jane: [00:01:02] words``."""
    colon = _COLON.search(head, at, at + MAX_LABEL_CHARS + 8)
    if not colon:
        return None
    label = clean_label(head[at : colon.start()])
    after = _AFTER_COLON.match(head, colon.end())
    if not label or "\t" in label or not (after or _is_tight(label, head[colon.end()])):
        return None
    text_at = _words_at(line, after.end() if after else colon.end())
    inner = match_stamp(head, text_at) if text_at < len(head) else None
    if not stamp and inner and inner.is_bracketed:
        return Lead(label, inner.times, _words_at(line, inner.end), Habit.COLON)
    return Lead(label, stamp.times if stamp else None, text_at, Habit.COLON)


def _is_tight(label: str, following: str) -> bool:
    """Whether ``I:words`` may be a label; ``http://`` and ``10:30`` are not."""
    return is_role(label) and following.isalpha()


def _read_bracketed(line: str, head: str, at: int, stamp: Stamp | None) -> Lead | None:
    found = _BRACKETED.match(head, at)
    label = clean_label(found[1]) if found else ""
    if not found or not label:
        return None
    times = stamp.times if stamp else None
    return Lead(label, times, _words_at(line, found.end()), Habit.BRACKETED)


def _read_dash(line: str, head: str, at: int, stamp: Stamp | None) -> Lead | None:
    dash = _DASH.search(head, at, at + MAX_LABEL_CHARS)
    label = clean_label(head[at : dash.start()]) if dash else ""
    if not dash or not label or "\t" in label:
        return None
    return Lead(label, stamp.times if stamp else None, _words_at(line, dash.end()), Habit.DASH)


def _read_tab(line: str, head: str, at: int, stamp: Stamp | None) -> Lead | None:
    label, tab, words = head[at : at + MAX_LABEL_CHARS].partition("\t")
    if not tab or not words or not (label := clean_label(label)):
        return None
    text_at = _words_at(line, head.index("\t", at))
    return Lead(label, stamp.times if stamp else None, text_at, Habit.TAB)


def _read_bare(line: str, head: str, at: int, stamp: Stamp | None) -> Lead | None:
    """A line that is nothing but a name."""
    label = clean_label(head[at:])
    if not label or len(line) - at > MAX_LABEL_CHARS:
        return None
    if stamp:
        return Lead(label, stamp.times, len(line), Habit.TIMED_NAME)
    return Lead(label, None, len(line), Habit.BARE)


_READERS = (_read_stamped, _read_colon, _read_bracketed, _read_dash, _read_tab, _read_bare)


def _words_at(line: str, at: int) -> int:
    while at < len(line) and line[at].isspace():
        at += 1
    return at


def _end(pattern: re.Pattern[str], head: str, at: int) -> int:
    found = pattern.match(head, at)
    return found.end() if found else at
