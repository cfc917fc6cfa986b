"""Numbers, dates and codes: read aloud, written down, and exchanged for others of one form."""

import re
from random import Random

from training.data.names import listed
from training.data.spelling import HOUSEHOLD, NATO, matched_case

ONES = listed("one two three four five six seven eight nine")
TEENS = listed("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
MONTHS = listed(
    "January February March April May June July August September October November December"
)
SHORT_MONTHS = listed("Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec")
_IRREGULAR = {
    1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth",
}  # fmt: skip
_REPEATS = frozenset({"double", "treble", "triple", "hundred", "thousand"})
_KEPT = frozenset(listed("for as in and of the dash slash hyphen dot point plus then forward"))


def in_words(number: int, joint: str = "-") -> str:
    """Return a number from 0 to 99 in words, ``joint`` standing between tens and ones."""
    if number == 0:
        return "zero"
    if number < 20:
        return (ONES + TEENS)[number - 1]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (joint + ONES[ones - 1] if ones else "")


def ordinal_in_words(number: int, joint: str = "-") -> str:
    """Return the ordinal of 1 to 99 in words."""
    if number >= 20 and number % 10:
        return f"{in_words(number - number % 10)}{joint}{ordinal_in_words(number % 10)}"
    word = in_words(number, joint)
    return _IRREGULAR.get(number, word[:-1] + "ieth" if word.endswith("y") else word + "th")


def ordinal(number: int) -> str:
    """Return the ordinal of a number in digits, e.g. ``22nd``."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def year_in_words(year: int, rng: Random, joint: str = "-") -> str:
    """Return a year from 1910 to 2099 as it is said."""
    century, rest = divmod(year, 100)
    if 2000 <= year < 2010 or (century == 20 and rng.random() < 0.35):
        tail = in_words(rest, joint) if rest else ""
        and_ = " and " if rng.random() < 0.6 else " "
        return f"two thousand{and_ + tail if tail else ''}"
    if rest == 0:
        return f"{in_words(century)} hundred"
    return f"{in_words(century)} {'oh ' if rest < 10 else ''}{in_words(rest, joint)}"


def read_aloud(code: str, rng: Random) -> str:
    """Return a number or code as it is read aloud: digits as words, letters apart."""
    zero = rng.choice(("oh", "oh", "zero", "nought"))
    groups = re.findall(r"[^\W_]+", code)
    if len(groups) == 1 and len(code) > 5:
        size = rng.choice((3, 3, 4, 20))
        groups = [code[at : at + size] for at in range(0, len(code), size)]
    joint = rng.choice((", ", " ", ", "))
    return joint.join(_group_aloud(group, zero, rng) for group in groups)


def _group_aloud(group: str, zero: str, rng: Random) -> str:
    if len(group) == 2 and group.isdigit() and group[0] != "0" and rng.random() < 0.35:
        return in_words(int(group), rng.choice("- "))
    said, at, says_double = [], 0, rng.random() < 0.6
    while at < len(group):
        run = 1
        while says_double and run < 3 and group[at : at + run + 1] == group[at] * (run + 1):
            run += 1
        sign = group[at]
        word = (zero if sign == "0" else ONES[int(sign) - 1]) if sign.isdecimal() else sign.upper()
        said.append(("", "double ", "triple ")[run - 1] + word)
        at += run
    return " ".join(said)


_WORD = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)?")


def scramble(code: str, rng: Random) -> str:
    """Return another number or code of the same form, written or spoken.

    Digits become digits, letters letters, digit words digit words, and the words that stand for
    letters others; the words that don't carry the code stay.
    """
    alphabet_of: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word.isdigit():
            return _other_digits(word, rng)
        return matched_case(word, _other_word(word, rng, alphabet_of))

    return _WORD.sub(other, code)


def _other_digits(digits: str, rng: Random) -> str:
    lead = digits[0] if digits[0] == "0" or (len(digits) == 1 and digits == "0") else ""
    rest = "".join(str(rng.randint(0, 9)) for _ in digits[len(lead) :])
    return lead + (str(rng.randint(1, 9)) + rest[1:] if rest and not lead else rest)


def _other_word(word: str, rng: Random, spoken: dict[str, str]) -> str:
    small = word.lower()
    for family in (ONES, TEENS, TENS):
        if small in family:
            return rng.choice(family)
    if small in _KEPT or small in _REPEATS or small in {"oh", "o", "zero", "nought", "plus"}:
        return word
    if len(word) == 1:
        letter = rng.choice("ABCDEFGHJKLMNPRSTWXYZ")
        spoken["letter"] = letter
        return letter
    for alphabet in (NATO, HOUSEHOLD):
        if small in alphabet:
            letter = spoken.pop("letter", rng.choice("ABCDEFGHJKLMNPRSTWXYZ"))
            return alphabet[ord(letter) - ord("A")].capitalize()
    if len(word) <= 5 and (word.isupper() or rng.random() < 0.5):
        return "".join(rng.choice("ABCDEFGHJKLMNPRSTWXYZ") for _ in word)
    return word


def other_age(age: str, rng: Random) -> str:
    """Return another age in the form of ``age``: digits, or words with or without a hyphen."""
    number = _number(age)
    if number is None:
        return age
    low, high = (3, 17) if number < 18 else (18, 64) if number < 65 else (65, 94)
    drawn = rng.randint(low, high)
    if any(map(str.isdigit, age)):
        return re.sub(r"\d+", str(drawn), age)
    return matched_case(age, in_words(drawn, "-" if "-" in age else " "))


def _number(text: str) -> int | None:
    digits = re.search(r"\d+", text)
    if digits:
        return int(digits[0])
    words = re.findall(r"[a-z]+", text.lower())
    parts = [(TENS.index(w) + 2) * 10 for w in words if w in TENS]
    parts += [(ONES + TEENS).index(w) + 1 for w in words if w in ONES + TEENS]
    return sum(parts) if parts else None
