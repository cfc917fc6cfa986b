"""Numbers and codes as people read them out: "oh seven double seven", "J for Juliet".

Read-out codes are runs of *signs*: a digit word, a written number, a letter, "double five". A run
is broken by anything else but commas, dashes, full stops between digits, hesitations, a correction
half-way ("no, sorry") and the "yep" of the one who writes it down.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sottovoce.deidentify.text.casing import in_small_letters

UNITS = {
    "zero": "0", "oh": "0", "nought": "0", "naught": "0", "nil": "0",
    "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7",
    "eighty": "8", "ninety": "9",
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
ALPHABET = {
    "alpha": "A", "alfa": "A", "bravo": "B", "charlie": "C", "delta": "D", "echo": "E",
    "foxtrot": "F", "golf": "G", "hotel": "H", "india": "I", "juliet": "J", "juliett": "J",
    "kilo": "K", "lima": "L", "mike": "M", "november": "N", "oscar": "O", "papa": "P",
    "quebec": "Q", "romeo": "R", "sierra": "S", "tango": "T", "uniform": "U", "victor": "V",
    "whiskey": "W", "whisky": "W", "xray": "X", "x-ray": "X", "yankee": "Y", "zulu": "Z",
}  # fmt: skip

LETTER_NAMES = {
    "zed": "Z", "zee": "Z", "aitch": "H", "haitch": "H", "double u": "W", "double-u": "W",
    "double you": "W",
}  # fmt: skip
REPEATS = {"double": 2, "treble": 3, "triple": 3, "quadruple": 4}
_MANY = {
    "zeros": "0", "zeroes": "0", "ohs": "0", "oh's": "0", "noughts": "0", "ones": "1",
    "twos": "2", "threes": "3", "fours": "4", "fives": "5", "sixes": "6", "sevens": "7",
    "eights": "8", "nines": "9",
}  # fmt: skip

_UNIT = "|".join(UNITS)
NUMBER_WORDS = (
    rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine)\b)?"
    rf"|{'|'.join(TEENS)}|{_UNIT})"
)
"""A number under a hundred in words, without its boundaries."""

_SIGN = re.compile(
    rf"(?P<repeat>\b(?:{'|'.join(REPEATS)})[ -](?:[a-tv-z]\b|\d\b|(?:{_UNIT}|o)\b))"
    rf"|(?P<many>\b(?:two|three|four|five) (?:{'|'.join(_MANY)})\b)"
    rf"|(?P<hundred>\b(?:{_UNIT}) (?:hundred|thousand)\b(?: and {NUMBER_WORDS}\b)?)"
    r"|(?P<spelled>\b[a-z],? (?:for|as in) [a-z]+\b)"
    rf"|(?P<number>\b{NUMBER_WORDS}\b)"
    rf"|(?P<alphabet>\b(?:{'|'.join([*ALPHABET, *LETTER_NAMES])})\b)"
    r"|(?P<digits>\d+)"
    r"|(?P<letter>(?<![\w'])[a-z](?![\w']))"
)
_BETWEEN = re.compile(
    r"(?:[\s,;/-]|\.(?=\s)|\b(?:um|umm|er|erm|ehm|uh|ah|and then|then|dash|hyphen|forward slash|"
    r"slash|"
    r"stroke|space)\b)*"
)
_CORRECTED = re.compile(
    r"(?:[\s,;.!?-]|\b(?:no|sorry|wait|hang on|i mean|tell a lie|start again|um|er|erm|it's|"
    r"is it)\b)*"
)
_WRITTEN_DOWN = re.compile(
    r"(?:[\s,;.!?-]|\b(?:yep|yeah|yes|okay|ok|right|mm|mhm|uh-huh|go on|got it|got that|aye)\b)*"
)
_MAX_BETWEEN = 40
_DIGITS = ("repeat", "many", "hundred", "number", "digits")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a read-out code: where it stands and what it means.

    Attributes:
        start: First character.
        end: One past the last.
        value: Digits, or one capital letter (two for "double E").
        kind: Which words it was said in: ``digits`` and ``letter`` may be ordinary text.
    """

    start: int
    end: int
    value: str = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True)
class Run:
    """Signs that follow each other."""

    signs: tuple[Sign, ...]

    @property
    def value(self) -> str:
        """All that was read out, as one string of digits and capital letters."""
        return "".join(sign.value for sign in self.signs)

    @property
    def start(self) -> int:
        """First character of the first sign."""
        return self.signs[0].start

    @property
    def end(self) -> int:
        """One past the last character of the last sign."""
        return self.signs[-1].end

    def find(self, pattern: re.Pattern[str]) -> Iterator["Run"]:
        """Yield the parts of the run, whole signs, whose value matches ``pattern``."""
        edges = [0]
        for sign in self.signs:
            edges.append(edges[-1] + len(sign.value))
        for match in pattern.finditer(self.value):
            if match.start() in edges and match.end() in edges and match.group():
                first, last = edges.index(match.start()), edges.index(match.end())
                yield Run(self.signs[first:last])

    def lines(self, text: str) -> Iterator["Run"]:
        """Yield the parts of the run on each line, as each is a turn of its own."""
        part: list[Sign] = []
        for sign in self.signs:
            if part and "\n" in text[part[-1].end : sign.start]:
                yield Run(tuple(part))
                part = []
            part.append(sign)
        yield Run(tuple(part))

    @property
    def is_spoken(self) -> bool:
        """Whether any sign is a word, rather than a digit or a letter."""
        return any(sign.kind not in ("digits", "letter") for sign in self.signs)


def find_runs(text: str) -> list[Run]:
    """Return every run of two signs or more, in order."""
    runs: list[Run] = []
    current: list[Sign] = []
    low = in_small_letters(text)
    for match in _SIGN.finditer(low):
        sign = Sign(match.start(), match.end(), _value(match), match.lastgroup or "")
        if current and not _joins(low, current, sign.start):
            _close(current, runs)
            current = []
        current.append(sign)
    _close(current, runs)
    return runs


def number_value(words: str) -> int | None:
    """Return the number that ``words`` say, digits or words under a hundred; None if none."""
    low = words.lower().strip()
    if low.isdigit():
        return int(low) if len(low) < 5 else None
    digits = _number_digits(low)
    return int(digits) if digits else None


def _joins(text: str, signs: list[Sign], start: int) -> bool:
    end = signs[-1].end
    if start - end == 1 and text[end] == " ":
        return True
    if start - end > _MAX_BETWEEN:
        return False
    if "\n" in text[end:start]:
        return len(signs) > 1 and _WRITTEN_DOWN.fullmatch(text, end, start) is not None
    if _BETWEEN.fullmatch(text, end, start):
        return True
    return len(signs) > 2 and _CORRECTED.fullmatch(text, end, start) is not None


def _close(current: list[Sign], runs: list[Run]) -> None:
    if len(current) > 1:
        runs.append(Run(tuple(_with_noughts(current))))


def _with_noughts(signs: list[Sign]) -> Iterator[Sign]:
    """Yield the signs with each letter O that stands among digits read as a nought."""
    for position, sign in enumerate(signs):
        is_among_digits = sign.kind == "letter" and (
            signs[position - 1].kind in _DIGITS
            if position
            else signs[1].kind in _DIGITS and signs[1].value != "0"
        )
        yield replace(sign, value="0") if is_among_digits and sign.value == "O" else sign


def _value(match: re.Match[str]) -> str:
    words = match.group()
    if match["repeat"]:
        kind, sign = re.split(r"[ -]", words, maxsplit=1)
        return REPEATS[kind] * ("0" if sign == "o" else UNITS.get(sign, sign.upper()))
    if match["many"]:
        count, _, sign = words.partition(" ")
        return int(UNITS[count]) * _MANY[sign]
    if match["hundred"]:
        return _hundreds(words)
    if match["spelled"] or match["letter"]:
        return words[0].upper()
    if match["alphabet"]:
        return ALPHABET.get(words) or LETTER_NAMES[words]
    return words if match["digits"] else _number_digits(words)


def _hundreds(words: str) -> str:
    said, _, rest = words.partition(" and ")
    count, _, scale = said.partition(" ")
    n_digits = 2 if scale == "hundred" else 3
    return UNITS[count] + (_number_digits(rest).zfill(n_digits) if rest else "0" * n_digits)


def _number_digits(words: str) -> str:
    first, _, second = words.replace("-", " ").partition(" ")
    if first in TENS:
        return TENS[first] + UNITS.get(second, "0")
    return TEENS.get(first, "") or UNITS.get(first, "")
