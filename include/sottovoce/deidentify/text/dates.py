"""Dates that pin a day or a month of a year, written or said."""

import re

from sottovoce.deidentify.text.ages import find_ages
from sottovoce.deidentify.text.casing import in_small_letters
from sottovoce.deidentify.text.lexicon import MONTHS
from sottovoce.deidentify.text.spoken import NUMBER_WORDS, ORDINALS, TEENS, TENS
from sottovoce.model.spans import EntityType, Span

__all__ = ["find_ages", "find_dates"]

_MONTH = rf"(?:{'|'.join(MONTHS)})\b\.?"
_ORDINAL = rf"(?:(?:twenty|thirty)[ -])?(?:{'|'.join(ORDINALS)})"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})"
_TENS_WORDS = (
    rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    rf"|{'|'.join(TEENS)}|oh[ -]\w+)"
)
_YEAR = (
    r"(?:(?:19|20)\d{2}|'\d{2}"
    rf"|two thousand(?: and)?(?: {NUMBER_WORDS})?"
    rf"|(?:nineteen|twenty)[ -](?:hundred(?: and)?[ -]?)?{_TENS_WORDS})"
)
_YEAR_ANY = rf"(?:{_YEAR}|\d{{2}}\b|{_TENS_WORDS})"
_DATES = tuple(
    (re.compile(pattern), score)
    for pattern, score in (
        (r"(?<![\d/.-])\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}(?![\d/-]|\.\d)", 0.95),
        (r"(?<![\d/.-])(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)", 0.95),
        (rf"\b{_DAY}(?: day)?(?: of)? {_MONTH}(?:,? ?(?:of )?{_YEAR}\b)?", 0.9),
        (rf"\b{_MONTH},? (?:the )?{_DAY}(?:,? {_YEAR})?\b(?![-/:%.,]?\d)", 0.75),
        (rf"\b{_MONTH},? (?:of )?{_YEAR}\b", 0.95),
        (rf"\b{_DAY} of the {_ORDINAL}(?:,? (?:of )?{_YEAR_ANY})?\b", 0.9),
        (rf"\b\d{{1,2}}(?:st|nd|rd|th) of the \d{{1,2}}(?:st|nd|rd|th)?(?:,? {_YEAR_ANY})?\b", 0.9),
    )
)


def find_dates(text: str) -> list[Span]:
    """Return dates with a day and a month, or a month and a year."""
    low = in_small_letters(text)
    return [
        Span(match.start(), _trimmed_end(match), EntityType.DATE, score, "date")
        for pattern, score in _DATES
        for match in pattern.finditer(low)
        if _is_calendar_day(match.group())
    ]


def _trimmed_end(match: re.Match[str]) -> int:
    return match.start() + len(match.group().rstrip(" .,"))


def _is_calendar_day(said: str) -> bool:
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    if re.match(r"\d{1,2}[/.-]", said):
        return len(numbers) == 3 and 1 <= numbers[0] <= 31 and 1 <= numbers[1] <= 31
    return not numbers or numbers[0] <= 31 or numbers[0] >= 1900
