"""Dates that pin a day or a month of a year, and exact ages, written or said."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.lexicon import MONTHS
from sottovoce.deidentify.text.spoken import NUMBER_WORDS, ORDINALS, TEENS, TENS, number_value
from sottovoce.model.spans import EntityType, Span

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
    (re.compile(pattern, re.IGNORECASE), score)
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

_AGE = rf"(?:(?:{NUMBER_WORDS})|\d{{1,3}})"
_VAGUE = re.compile(
    r"\b(?:about|around|nearly|almost|over|under|roughly|maybe|say|past|approximately|at least|"
    r"for|more than|less than|getting on for|pushing|some|another|the last|every|circa|mid|"
    r"late|early)[\s-]*$",
    re.IGNORECASE,
)
_PERSON_IS = (
    r"(?:\b(?:i'm|i am|i was|he's|she's|he is|she is|he was|she was|who's|who is|who was|they're|"
    r"they were|you're|you were|i'll be|he'll be|she'll be|be|turned|turning|turns|aged|age)"
    r"(?: (?:just|only|now|like|still|already|what|well|the age of|only just|coming up|of))*,?)"
)
_AFTER_AGE = (
    r"(?=$|\n|[.,;:!?)\"'-]|\s+(?:and|but|so|or|when|now|i|he|she|we|they|it|who|then|with|at|on|"
    r"in|this|next|last|like|because|cos|'cause|years? old|year old|going|it's|i've|i'd|i'm|he's|"
    r"she's|her|his|my|me|the|years young|too|as|that|there|live|lives|very|single|married|"
    r"retired|actually|already)\b)"
)
_UNITS = re.compile(
    r"[\s-]*(?:weeks?|months?|days?|minutes?|hours?|miles?|stone|pounds?|per|percent|%|times|"
    r"people|of\b|o'clock|quid|years? (?:in|at|with|as|of|clean|sober|into|ago|later|here|there|"
    r"on|since)|in the (?:morning|afternoon|evening|team|group)|am\b|pm\b|at night|past|thirty|"
    r"hundred|thousand|foot|feet|inches|metres|beds?|grand|point|[/:]\d)",
    re.IGNORECASE,
)
_PEOPLE = "lad|lass|boy|girl|child|kid|man|woman|mother|teenager"
_WHEN = "when|since|until|till|before|by the time|once"
_WEEKDAY = "sunday|monday|tuesday|wednesday|thursday|friday|saturday"
_AGES = tuple(
    (re.compile(pattern, re.IGNORECASE), score)
    for pattern, score in (
        (rf"{_PERSON_IS} (?P<age>{_AGE})\b{_AFTER_AGE}", 0.85),
        (rf"\b(?P<age>{_AGE})[ -]years?[ -]old", 0.95),
        (rf"\b(?P<age>{_AGE})[ -](?:yr|yrs|y\.?o)\b", 0.9),
        (rf"\b(?:aged|age of|age) (?P<age>{_AGE})\b", 0.9),
        (rf"\b(?:as a |a )?(?:{_PEOPLE}) of (?P<age>{_AGE})\b", 0.85),
        (rf"\bat (?P<age>{_AGE})(?=[.,;!?]|\n|$| when\b)", 0.6),
        (rf"\b(?:{_WHEN}) (?:i|he|she|they) (?:was|were|turned|is|hit) (?P<age>{_AGE})\b", 0.9),
        (rf"\b[A-Z][a-z]+(?:'s| is| was|,) (?P<age>{_AGE})(?=[.,;])", 0.6),
        (rf"\bone (?:of them )?(?:is |was )?(?P<age>{_AGE}) and (?:one|the other)\b", 0.6),
        (rf"\band one (?:is |was )?(?P<age>{_AGE})(?=[.,;])", 0.6),
        (rf"\b(?:is|was|be|he's|she's) (?P<age>{_AGE}) (?:as well|too|on (?:{_WEEKDAY}))\b", 0.7),
    )
)


def find_dates(text: str) -> list[Span]:
    """Return dates with a day and a month, or a month and a year."""
    return [
        Span(match.start(), _trimmed_end(match), EntityType.DATE, score, "date")
        for pattern, score in _DATES
        for match in pattern.finditer(text)
        if _is_calendar_day(match.group())
    ]


def find_ages(text: str) -> list[Span]:
    """Return ages told to the year; "about seventy" and "in her sixties" tell no one's age."""
    return [span for pattern, score in _AGES for span in _ages(text, pattern, score)]


def _trimmed_end(match: re.Match[str]) -> int:
    return match.start() + len(match.group().rstrip(" .,"))


def _is_calendar_day(said: str) -> bool:
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    if re.match(r"\d{1,2}[/.-]", said):
        return len(numbers) == 3 and 1 <= numbers[0] <= 31 and 1 <= numbers[1] <= 31
    return not numbers or numbers[0] <= 31 or numbers[0] >= 1900


def _ages(text: str, pattern: re.Pattern[str], score: float) -> Iterator[Span]:
    for match in pattern.finditer(text):
        start, end = match.span("age")
        age = number_value(match["age"])
        if age is None or not 2 <= age <= 115 or _UNITS.match(text, end):
            continue
        if _VAGUE.search(text, max(0, start - 24), start) and "old" not in match.group():
            continue
        if age < 13 and (score < 0.8 or ("old" not in match.group() and age < 5)):
            continue
        yield Span(start, end, EntityType.AGE, score, "age")
