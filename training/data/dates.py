"""Dates exchanged for others of the same form, and dates made up."""

import re
from collections.abc import Callable
from random import Random

from training.data.numbers import (
    MONTHS,
    ONES,
    SHORT_MONTHS,
    TEENS,
    TENS,
    in_words,
    ordinal,
    ordinal_in_words,
    year_in_words,
)
from training.data.spelling import matched_case

_ORDINALS = {ordinal_in_words(day, " "): day for day in range(1, 32)}
_ANY_NUMBER = "|".join(sorted(ONES + TEENS + TENS, key=len, reverse=True))
_ANY_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True)).replace(" ", "[ -]")
_MONTH = "|".join(sorted({*MONTHS, *SHORT_MONTHS, "Sep"}, key=len, reverse=True))
_PART = re.compile(
    rf"(?P<numeric>\b\d{{1,2}}(?P<a>[/.-])\d{{1,2}}(?P=a)(?P<year>\d{{4}}|\d\d)\b)"
    rf"|(?P<month>\b(?:{_MONTH})\b)"
    r"|(?P<ordinal>\b\d{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<digits>\b\d{4}\b)|(?P<day>\b\d{1,2}\b)"
    rf"|(?P<spoken_year>\btwo thousand(?: (?:and )?(?:{_ANY_NUMBER})(?:[ -](?:{_ANY_NUMBER}))?)?\b"
    rf"|\b(?:nineteen|twenty) (?:oh )?(?:{_ANY_NUMBER})(?:[ -](?:{_ANY_NUMBER}))?\b)"
    rf"|(?P<of_the>\bof the (?:{_ANY_ORDINAL})\b)"
    rf"|(?P<spoken>\b(?:{_ANY_ORDINAL})\b)"
    rf"|(?P<short_year>\b(?:{_ANY_NUMBER})(?:[ -](?:{_ANY_NUMBER}))?\b)",
    re.IGNORECASE,
)


def other_date(date: str, rng: Random) -> str:
    """Return another date in the form of ``date``; what is no part of a date stays."""

    def other(match: re.Match[str]) -> str:
        return matched_case(match[0], _other_part(match, rng))

    return _PART.sub(other, date)


def _other_part(match: re.Match[str], rng: Random) -> str:
    text, day, year = match[0], rng.randint(1, 28), rng.randint(1948, 2026)
    joint = "-" if "-" in text else " "
    other: dict[str, Callable[[], str]] = {
        "numeric": lambda: _other_numeric(match, rng),
        "month": lambda: _other_month(text, rng),
        "ordinal": lambda: ordinal(day),
        "digits": lambda: str(year),
        "day": lambda: str(day),
        "spoken_year": lambda: year_in_words(year, rng, joint),
        "of_the": lambda: f"of the {ordinal_in_words(rng.randint(1, 12))}",
        "spoken": lambda: ordinal_in_words(day, joint),
        "short_year": lambda: in_words(rng.randint(21, 99), joint),
    }
    return other[match.lastgroup or "numeric"]()


def _other_month(text: str, rng: Random) -> str:
    index = rng.randrange(12)
    is_long = text.capitalize() in MONTHS
    return MONTHS[index] if is_long else SHORT_MONTHS[index]


def _other_numeric(match: re.Match[str], rng: Random) -> str:
    year = rng.randint(1940, 2026)
    digits = str(year) if len(match["year"]) == 4 else f"{year % 100:02}"
    wide = ":02" if match[0][1].isdigit() else ""
    day, month = format(rng.randint(1, 28), wide[1:]), format(rng.randint(1, 12), wide[1:])
    return f"{day}{match['a']}{month}{match['a']}{digits}"


def a_date(rng: Random) -> str:
    """Return a date in one of the forms in which people say or write them."""
    day, month, year = rng.randint(1, 28), rng.randrange(12), rng.randint(1948, 2026)
    name, short, said = MONTHS[month], SHORT_MONTHS[month], ordinal_in_words(day, rng.choice(" -"))
    spoken_year, the = year_in_words(year, rng, rng.choice(" -")), rng.choice(("the ", ""))
    forms = (
        f"{day} {name} {year}", f"{ordinal(day)} of {name}", f"{ordinal(day)} {name}",
        f"{name} {year}", f"{name} {year}", f"{name} {spoken_year}", f"{said} of {name}",
        f"{said} of {name} {spoken_year}", f"{name} {the}{said}", f"{name} {ordinal(day)}",
        f"{day:02}/{month + 1:02}/{year}", f"{day}/{month + 1}/{year % 100:02}",
        f"{day}.{month + 1}.{year}", f"{year}-{month + 1:02}-{day:02}", f"{day} {short} {year}",
        f"{ordinal(day)} of {short}", f"{said} of the {ordinal_in_words(month + 1)}",
        f"{said} of the {ordinal_in_words(month + 1)} {in_words(rng.randint(31, 99), ' ')}",
        f"{ordinal(day)} of {name} {year}", f"{name} of {year}", f"{day} {name}",
        f"{name} '{year % 100:02}", f"{short} {year}", f"{name} {day}, {year}",
    )  # fmt: skip
    return rng.choice(forms)
