"""Names spelled out: letter by letter, with "double L", in words for letters, or "K for kilo"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sottovoce.deidentify.text.casing import in_small_letters
from sottovoce.deidentify.text.spoken import ALPHABET, LETTER_NAMES, REPEATS

_REPEAT = "|".join(REPEATS)
_WORDS = "|".join(sorted([*ALPHABET, *LETTER_NAMES], key=len, reverse=True))
_LETTER = (
    rf"(?:(?:{_REPEAT})[ -])?(?:(?:capital|small|another) )?(?:[^\W\d_](?![\w'])|(?:{_WORDS})\b)"
    r"(?:,? (?:for|as in) [^\W\d_]{2,15}\b)?"
)
_GAP = r"(?: ?[,-] ?| - |\.? ?|\u2026 ?| )(?:(?:and then|then|and|um|er|erm|no|sorry)[ ,]+)?"
_SPELLED = re.compile(rf"(?<![\w'@.-]){_LETTER}(?:{_GAP}{_LETTER}){{2,24}}(?![\w'])")
_SIGN = re.compile(
    rf"(?:(?P<repeat>{_REPEAT})[ -])?(?:(?:capital|small|another) )?"
    rf"(?:(?P<letter>[^\W\d_])(?![\w'])|(?P<word>(?:{_WORDS})\b))(?:,? (?:for|"
    rf"as in) [^\W\d_]{{2,15}}\b)?"
)


class Spelling(NamedTuple):
    """Where something is spelled out, and what.

    Attributes:
        start: First character.
        end: One past the last.
        letters: The letters said, in lower case.
        in_words: Some letters were said as words, as "kilo" for K.
    """

    start: int
    end: int
    letters: str
    in_words: bool


def find_spellings(text: str) -> Iterator[Spelling]:
    """Yield every run of three letters or more that are said one by one."""
    for match in _SPELLED.finditer(in_small_letters(text)):
        signs = list(_SIGN.finditer(match.group()))
        letters = "".join(_letters(sign) for sign in signs)
        yield Spelling(
            match.start(), match.end(), letters, any(sign["word"] is not None for sign in signs)
        )


def _letters(sign: re.Match[str]) -> str:
    word = (sign["word"] or "").lower()
    letter = (ALPHABET.get(word) or LETTER_NAMES.get(word) or sign["letter"]).lower()
    return letter * REPEATS.get((sign["repeat"] or "").lower(), 1)
