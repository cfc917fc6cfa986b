"""Dates as month and year, or shifted, whichever way they were said."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from sottovoce.deidentify.policy.numbers import read_number
from sottovoce.deidentify.text.lexicon import MONTHS
from sottovoce.deidentify.text.normalise import normalise
from sottovoce.deidentify.text.spoken import ORDINALS, TENS, UNITS

DateDetail = Literal["month", "year"]

_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TOKEN = re.compile(r"\d+|[a-z]+")
_PASSED_OVER = frozenset({"the", "of", "in", "on", "day", "and", "st", "nd", "rd", "th"})
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:s|day)?")
_MONTH_NAMES = tuple(name.title() for name in MONTHS[:12])
_MONTH_NUMBERS = {
    name: next(n for n, whole in enumerate(MONTHS[:12], 1) if whole.startswith(name[:3]))
    for name in MONTHS
}
_LONGEST = 100
_LEAP_YEAR = 2000  # every day of a year exists in it


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A date as far as it was said.

    Attributes:
        day: Day of the month; None if only the month was said.
        month: 1 to 12.
        year: Four digits; None if none was said.
    """

    day: int | None
    month: int
    year: int | None

    @property
    def exists(self) -> bool:
        """Whether the calendar has it."""
        try:
            date(self.year or _LEAP_YEAR, self.month, self.day or 1)
        except ValueError:
            return False
        return self.year is None or 1880 <= self.year <= 2100


def read_date(said: str, *, latest_year: int) -> SaidDate | None:
    """Return what a date says, day before month; None unless every word of it is understood.

    Args:
        said: A date in digits or in words.
        latest_year: Years of two digits are the last ones up to this one.
    """
    plain = " ".join(normalise(said).text.lower().split())
    if len(plain) > _LONGEST:
        return None
    found = _in_digits(plain, latest_year) or _in_words(plain, latest_year)
    return found if found is not None and found.exists else None


def widen_date(said: str, detail: DateDetail, *, latest_year: int) -> str | None:
    """Return month and year, or year, e.g. ``[Date March 2024]``.

    None if the date can't be read, or nothing of it would be left.
    """
    found = read_date(said, latest_year=latest_year)
    if found is None or (detail == "year" and found.year is None):
        return None
    return _written(replace(found, day=None), with_month=detail == "month")


def shift_date(said: str, days: int, *, latest_year: int) -> str | None:
    """Return a date so many days later, as exact as it was said; None if it can't be read.

    A month is shifted from its middle.
    """
    found = read_date(said, latest_year=latest_year)
    if found is None:
        return None
    at = date(found.year or _LEAP_YEAR, found.month, found.day or 15) + timedelta(days=days)
    return _written(SaidDate(found.day and at.day, at.month, found.year and at.year))


def _written(found: SaidDate, *, with_month: bool = True) -> str:
    month = _MONTH_NAMES[found.month - 1] if with_month else None
    return f"[Date {' '.join(str(part) for part in (found.day, month, found.year) if part)}]"


def _in_digits(plain: str, latest_year: int) -> SaidDate | None:
    if match := _ISO.fullmatch(plain):
        return SaidDate(int(match[3]), int(match[2]), int(match[1]))
    if match := _NUMERIC.fullmatch(plain):
        year = _whole_year(int(match[3]), latest_year) if len(match[3]) == 2 else int(match[3])
        day, month = int(match[1]), int(match[2])
        return SaidDate(day, month, year) if 1 <= month <= 12 and day else None
    return None


def _whole_year(two_digits: int, latest_year: int) -> int:
    return latest_year - (latest_year - two_digits) % 100


def _in_words(plain: str, latest_year: int) -> SaidDate | None:
    if re.search(r"[^a-z\d\s,.'-]", plain):
        return None
    said = _TOKEN.findall(plain)
    tokens = [t for t in said if t not in _PASSED_OVER and not _WEEKDAY.fullmatch(t)]
    named = [at for at, token in enumerate(tokens) if token in _MONTH_NUMBERS]
    if len(named) == 1:
        month = _MONTH_NUMBERS[tokens[named[0]]]
        return _around_month(month, tokens[: named[0]], tokens[named[0] + 1 :], latest_year)
    return None if named else _by_ordinals(tokens, latest_year)


def _around_month(
    month: int, before: list[str], after: list[str], latest_year: int
) -> SaidDate | None:
    """Read "14 March 2024", "March the 14th, 2024", "March 2024", "14 March"."""
    if before:
        day = _day(before)
        year = _year(after, latest_year) if after else None
        return None if day is None or (after and year is None) else SaidDate(day, month, year)
    for n_day_words in range(min(2, len(after)), 0, -1):
        day, rest = _day(after[:n_day_words]), after[n_day_words:]
        year = _year(rest, latest_year) if rest else None
        if day is not None and (not rest or year is not None):
            return SaidDate(day, month, year)
    year = _year(after, latest_year)
    return None if year is None else SaidDate(None, month, year)


def _by_ordinals(tokens: list[str], latest_year: int) -> SaidDate | None:
    """Read "the third of the fourth, eighty-one"."""
    for n_day_words in (1, 2):
        day = _day(tokens[:n_day_words])
        month = _day(tokens[n_day_words : n_day_words + 1])
        rest = tokens[n_day_words + 1 :]
        year = _year(rest, latest_year) if rest else None
        if day and month and month <= 12 and (not rest or year is not None):
            return SaidDate(day, month, year)
    return None


def _day(tokens: list[str]) -> int | None:
    if len(tokens) == 2 and tokens[0] in ("twenty", "thirty"):
        unit = ORDINALS.get(tokens[1], 0)
        number: int | None = int(TENS[tokens[0]]) * 10 + unit if 0 < unit < 10 else None
    elif len(tokens) == 1:
        number = int(tokens[0]) if tokens[0].isdecimal() else ORDINALS.get(tokens[0])
    else:
        number = None
    return number if number is not None and 1 <= number <= 31 else None


def _year(tokens: list[str], latest_year: int) -> int | None:
    if len(tokens) == 1 and tokens[0].isdecimal():
        digits = tokens[0]
        if len(digits) == 2:
            return _whole_year(int(digits), latest_year)
        return int(digits) if len(digits) == 4 else None
    if tokens[:2] == ["two", "thousand"]:
        return _plus(2000, tokens[2:])
    if tokens[:1] in (["nineteen"], ["twenty"]) and len(tokens) > 1:
        century = 1900 if tokens[0] == "nineteen" else 2000
        return _plus(century, [t for t in tokens[1:] if t != "hundred"])
    two_digits = _plus(0, tokens)
    return _whole_year(two_digits, latest_year) if two_digits else None


def _plus(century: int, tokens: list[str]) -> int | None:
    if tokens[:1] == ["oh"] and len(tokens) == 2 and tokens[1] in UNITS:
        return century + int(UNITS[tokens[1]])
    if not tokens:
        return century
    number = read_number(tokens)
    return None if number is None or number > 99 else century + number
