"""When something was said, in the many ways people write it down."""

import re
from typing import NamedTuple


class Times(NamedTuple):
    """Start and end in seconds from the start of the recording; None if unknown."""

    start_s: float | None = None
    end_s: float | None = None


UNTIMED = Times()


class Stamp(NamedTuple):
    """A timestamp inside a line.

    Attributes:
        times: What it says.
        start: Where it begins in the line.
        end: Where it ends, its brackets included.
        is_bracketed: Whether it stands in ``[]``, ``()``, ``<>``, ``{}`` or ``##``.
        has_hours: Whether it has hours, minutes and seconds.
    """

    times: Times
    start: int
    end: int
    is_bracketed: bool
    has_hours: bool


def _clock(name: str) -> str:
    return (
        rf"(?:(?P<h{name}>\d{{1,3}}):(?P<m{name}>\d{{1,2}}):(?P<s{name}>\d{{1,2}})"
        rf"|(?P<M{name}>\d{{1,3}}):(?P<S{name}>\d{{2}}))"
        rf"(?:(?P<mark{name}>[.,:;-])(?P<part{name}>\d{{1,9}}))?(?!\d|:\d)"
    )


_STAMP = re.compile(
    r"(?P<open>[\[(<{#]\s{0,3})?(?<![\d:.,])"
    + _clock("1")
    + r"(?:\s{0,3}(?:-{1,2}>|[-\u2013\u2014]|to)\s{0,3}"
    + _clock("2")
    + r")?(?P<noon>\s?[AaPp]\.?[Mm]\b\.?)?(?P<close>\s{0,3}[\])>}#])?"
)
_CLOCK = re.compile(_clock("1"))
_SECONDS = re.compile(r"\d{1,6}(?:[.,]\d{1,9})?\s{0,2}s?")
_PAIRS = {"[": "]", "(": ")", "<": ">", "{": "}", "#": "#"}
_HASH_AT_END = re.compile(r"\s{0,20}#\d\d:\d\d:\d\d(?:[-.,]\d{1,3})?#\s{0,20}\Z")
_HASH_REACH = 64


def match_stamp(line: str, at: int) -> Stamp | None:
    """Return the timestamp that begins at ``at``, or None."""
    return _stamp(_STAMP.match(line, at)) if ":" in line else None


def find_stamp(line: str, at: int) -> Stamp | None:
    """Return the first timestamp from ``at`` on, or None."""
    for found in _STAMP.finditer(line, at) if ":" in line else ():
        if stamp := _stamp(found):
            return stamp
    return None


def parse_clock(text: str) -> float | None:
    """Return the seconds that a clock like ``00:01:02,500`` or ``1:02`` stands for."""
    found = _CLOCK.fullmatch(text.strip())
    return _seconds(found, "1") if found else None


def parse_seconds(text: str) -> float | None:
    """Return the seconds written as a plain number, like ``62.5`` or ``62 s``."""
    found = _SECONDS.fullmatch(text.strip())
    return float(text.strip().rstrip("s ").replace(",", ".")) if found else None


def find_end_stamp(text: str) -> Stamp | None:
    """Return the ``#00:01:02-5#`` that closes a paragraph, as some players insert it.

    The stamp begins at the white space before it.
    """
    reach = max(0, len(text) - _HASH_REACH)
    found = _HASH_AT_END.search(text, reach)
    if not found:
        return None
    seconds = parse_clock(found.group().strip().strip("#"))
    return Stamp(Times(None, seconds), found.start(), len(text), True, True)


def _stamp(found: re.Match[str] | None) -> Stamp | None:
    if not found:
        return None
    opening, closing = found["open"], found["close"]
    is_bracketed = bool(closing) and _PAIRS.get((opening or " ")[0]) == (closing or " ")[-1]
    if opening and not is_bracketed:
        return None
    if _seconds(found, "1") is None:
        return None
    times = Times(_seconds(found, "1"), _seconds(found, "2"))
    end = found.end() if is_bracketed or not closing else found.start("close")
    return Stamp(
        Times() if found["noon"] else times,  # a time of day says nothing about the recording
        found.start(),
        end,
        is_bracketed,
        found["h1"] is not None,
    )


def _seconds(found: re.Match[str], name: str) -> float | None:
    hours, minutes, seconds = found["h" + name], found["m" + name], found["s" + name]
    if hours is None:
        hours, minutes, seconds = "0", found["M" + name], found["S" + name]
    elif int(minutes) > 59:
        return None
    if minutes is None or int(seconds) > 59:
        return None
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    is_decimal = found["mark" + name] in {".", ",", "-"}
    return round(whole + (float("0." + found["part" + name]) if is_decimal else 0.0), 3)
