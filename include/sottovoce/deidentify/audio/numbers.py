"""Numbers as they are spoken in British English."""

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_SCALES = ((1_000_000, "million"), (1_000, "thousand"))
_MOST = 1_000_000_000


def read_number(value: int) -> list[list[str]]:
    """Return how a number may be said, likeliest first: 1987 is a year before it is a sum.

    Args:
        value: At least 0; from a thousand millions on it is read digit by digit.
    """
    if value >= _MOST:
        return [read_digits(str(value), "zero")]
    ways = [_cardinal(value)]
    if (1100 <= value <= 2099 and value // 100 != 20) or 2010 <= value <= 2099:
        ways.insert(0, _pairs(value))
    return ways


def read_digits(digits: str, zero: str) -> list[str]:
    """Return each digit as a word; ``zero`` is the word for 0."""
    return [zero if digit == "0" else _UNITS[int(digit)] for digit in digits if digit.isdecimal()]


def read_ordinal(value: int) -> list[str]:
    """Return 1 as "first", 22 as "twenty second"."""
    *before, last = _cardinal(value)
    ending = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return [*before, ending]


def _pairs(value: int) -> list[str]:
    century, rest = divmod(value, 100)
    if rest == 0:
        return [*_under_hundred(century), "hundred"]
    return _under_hundred(century) + (["oh"] if rest < 10 else []) + _under_hundred(rest)


def _cardinal(value: int) -> list[str]:
    for scale, name in _SCALES:
        if value >= scale:
            more, rest = divmod(value, scale)
            joined = ["and"] if 0 < rest < 100 else []
            return [*_cardinal(more), name, *joined, *(_cardinal(rest) if rest else [])]
    if value >= 100:
        hundreds, rest = divmod(value, 100)
        return [_UNITS[hundreds], "hundred", *(["and", *_under_hundred(rest)] if rest else [])]
    return _under_hundred(value)


def _under_hundred(value: int) -> list[str]:
    if value < 20:
        return [_UNITS[value]]
    tens, unit = divmod(value, 10)
    return [_TENS[tens], _UNITS[unit]] if unit else [_TENS[tens]]
