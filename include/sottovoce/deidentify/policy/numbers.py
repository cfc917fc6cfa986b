"""Numbers under a hundred, in digits or in words, and nothing besides."""

from collections.abc import Sequence

from sottovoce.deidentify.text.spoken import TEENS, TENS, UNITS

_ZERO = "0"


def read_number(words: Sequence[str]) -> int | None:
    """Return the number that one or two words in small letters say; None if they say more or less.

    A nought, whatever it is called, is none: it is said for the letter too.
    """
    if len(words) == 2:
        tens, unit = TENS.get(words[0]), UNITS.get(words[1], _ZERO)
        return int(tens + unit) if tens and unit != _ZERO else None
    if len(words) != 1:
        return None
    (word,) = words
    if word.isascii() and word.isdecimal():
        return int(word) if len(word) < 4 else None
    said = TENS.get(word, "") + _ZERO if word in TENS else TEENS.get(word) or UNITS.get(word)
    return int(said) if said and said != _ZERO else None
