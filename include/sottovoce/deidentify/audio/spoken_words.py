"""What is said for each word of a transcript: "2019", "GP" and "£5" are not read as written.

Where there are several ways to say something, all are given and the sound decides.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sottovoce.deidentify.audio.numbers import read_digits, read_number, read_ordinal

Reading = tuple[str, ...]
"""Words as they are spoken, in lower case, letters and apostrophes only."""

_WRITTEN = re.compile(r"\S+")
_NOT_SAID = re.compile(r"[\[{<(][^\[\](){}<>]*[\]}>)]")
_PIECE = re.compile(
    r"(?P<ordinal>\d{1,4}(?:st|nd|rd|th)\b)|(?P<number>\d{1,3}(?:,\d{3})+|\d+)"
    r"|(?P<letters>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<sign>[@&%£$€+/.])",
    re.IGNORECASE,
)
_SIGNS = {
    "@": "at", "&": "and", "%": "percent", "£": "pounds", "$": "dollars", "€": "euros",
    "+": "plus", "/": "slash", ".": "dot",
}  # fmt: skip
_READ_OUT = {"/", "."}
"""Signs that are often passed over in silence."""

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})
_SPELLED = re.compile(r"[A-Z]{2,6}s?")
_MOST_READINGS = 6


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One written word of a turn and how it may be said.

    Attributes:
        start_char: First character, counted in the turn's text.
        end_char: One past the last.
        readings: Ways to say it, likeliest first; ``()`` among them when it may go unsaid. Empty
            when nothing is known of how it sounds.
    """

    start_char: int
    end_char: int
    readings: tuple[Reading, ...] = field(repr=False)

    @property
    def is_optional(self) -> bool:
        """Whether the sound may hold nothing, or anything, in its place."""
        return not self.readings or () in self.readings


def read_aloud(text: str, is_known: Callable[[str], bool]) -> list[SpokenWord]:
    """Return the words of a turn and how each may be said, in order.

    Args:
        text: What stands in the transcript. What stands in brackets, as ``[laughs]``, may or may
            not be said.
        is_known: Whether a word, in lower case, is in the pronouncing dictionary.

    Returns:
        One entry for each stretch without white space; together they hold every letter.
    """
    plain = text.translate(_APOSTROPHES)
    asides = [found.span() for found in _NOT_SAID.finditer(plain)]
    spoken = []
    for found in _WRITTEN.finditer(plain):
        readings = _readings(found.group(), is_known)
        if any(start < found.end() and found.start() < end for start, end in asides):
            readings = [*readings, ()]
        spoken.append(SpokenWord(found.start(), found.end(), tuple(dict.fromkeys(readings))))
    return spoken


def _readings(written: str, is_known: Callable[[str], bool]) -> list[Reading]:
    pieces = list(_PIECE.finditer(written.strip(".,;:!?\"'")))
    if not pieces:
        return []
    readings: list[Reading] = [()]
    for piece in pieces:
        ways = _ways(piece, is_known)
        readings = [said + way for said in readings for way in ways][:_MOST_READINGS]
    return readings


def _ways(piece: re.Match[str], is_known: Callable[[str], bool]) -> list[Reading]:
    said = piece.group()
    if piece["ordinal"]:
        return [tuple(read_ordinal(int(said[:-2])))]
    if piece["number"]:
        return _number_ways(said)
    if piece["sign"]:
        return [(), (_SIGNS[said],)] if said in _READ_OUT else [(_SIGNS[said],), ()]
    return _word_ways(said, is_known)


def _number_ways(written: str) -> list[Reading]:
    digits = written.replace(",", "")
    if (len(digits) > 4 and "," not in written) or digits.startswith("0"):
        return [tuple(read_digits(digits, zero)) for zero in ("oh", "zero")]
    ways = [tuple(way) for way in read_number(int(digits))]
    return [*ways, tuple(read_digits(digits, "oh"))] if len(digits) > 1 else ways


def _word_ways(written: str, is_known: Callable[[str], bool]) -> list[Reading]:
    low = written.lower()
    if len(low) == 1 or (is_known(low) and not _SPELLED.fullmatch(written)):
        return [(low,)]
    letters = tuple(letter for letter in low.rstrip("s'") if letter.isascii())
    if _SPELLED.fullmatch(written) or (len(written) < 3 and not is_known(low)):
        return [letters, (low,)] if letters else [(low,)]
    return [(low,)]
