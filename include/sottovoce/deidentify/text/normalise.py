"""Text as the recognizers see it, and the way back to the characters of the file.

Invisible characters and look-alike letters would let a name slip past every rule, so they are
taken out or replaced before anything is searched. Offsets always come back exact.
"""

import re
import unicodedata
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sottovoce.deidentify.text.look_alikes import LETTERS, SIGNS, latinise

_IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
INVISIBLE = frozenset(chr(code) for first, last in _IGNORABLE for code in range(first, last + 1))
"""Characters shown as nothing at all: Default_Ignorable_Code_Point, and what stands for objects."""

_ODD_ASCII = re.compile(r"[\x00-\x08\x0e-\x1f\x7f`]")
_HIDDEN_KINDS = frozenset({"Cc", "Cf", "Cs"})
_UNREADABLE = "\ufffd"
_UNREADABLE_LETTER = re.compile(rf"(?<=[^\W\d_]){_UNREADABLE}(?=[^\W\d_])")
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]{3,}")
"""Two of these are a flag; more spell a word."""
_LETTER_SIGNS = (0x1F150, 0x1F170)
"""First of 26 letters in a disc, and in a square; they decompose to nothing."""
_FIRST_FLAG_LETTER = 0x1F1E6
_TRADE_MARKS = "\u2122\u2120"
_FRACTION = "\u2044"


@dataclass(frozen=True, slots=True)
class Normalised:
    """Searchable text and, for each of its characters, where it stood.

    Attributes:
        text: What is searched.
        starts: Position in the original of each character, never descending; two are equal where
            one character, as a ligature, became several. None if nothing moved.
        original_length: Characters in the original.
    """

    text: str = field(repr=False)
    starts: Sequence[int] | None = field(repr=False)
    original_length: int

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that ``text[start:end]`` came from.

        What was invisible behind its last character belongs to it, and a ligature does as a whole.

        Args:
            start: First character, less than ``end``.
            end: One past the last.
        """
        if self.starts is None:
            return start, end
        while end < len(self.starts) and self.starts[end] == self.starts[end - 1]:
            end += 1
        last = self.starts[end] if end < len(self.starts) else self.original_length
        return self.starts[start], last


def normalise(text: str) -> Normalised:
    """Return ``text`` without invisible characters, look-alikes and composable accents.

    Digits of other scripts, full-width, mathematical and circled letters become plain ones, and
    ligatures their letters. The common case, where no character is removed or becomes several,
    keeps every offset.
    """
    if text.isascii() and not _ODD_ASCII.search(text):
        return Normalised(text, None, len(text))
    odd = (char for char in set(text) if not char.isascii() or _ODD_ASCII.match(char))
    meant = {char: _meant(char) for char in odd}
    spelled = _FLAG_LETTERS.sub(_spelled_by_flags, text)
    if all(len(new) == 1 and not _may_join(char) for char, new in meant.items()):
        plain = spelled.translate({ord(char): new for char, new in meant.items()})
        return Normalised(_readable(plain), None, len(text))
    kept, starts = _rewritten(spelled, meant)
    return Normalised(_readable("".join(kept)), starts, len(text))


def _rewritten(text: str, meant: Mapping[str, str]) -> tuple[list[str], Sequence[int]]:
    kept: list[str] = []
    starts = array("I")
    joining = {char for char in meant if _may_join(char)}
    for position, char in enumerate(text):
        if char in joining and kept and _joins(kept, char):
            continue
        for new in meant.get(char, char):
            kept.append(new)
            starts.append(position)
    return kept, starts


def _joins(kept: list[str], mark: str) -> bool:
    """Whether ``mark`` is part of the last character kept, which then carries it if it can."""
    if mark == _UNREADABLE:
        return kept[-1] == mark
    composed = unicodedata.normalize("NFC", kept[-1] + mark)
    if len(composed) == 1:
        kept[-1] = composed
    return True


def _readable(text: str) -> str:
    """Return ``text``, of the same length, as a reader makes sense of it.

    What could not be decoded inside a word was an apostrophe or a letter; an apostrophe keeps the
    word together in both cases.
    """
    return latinise(_UNREADABLE_LETTER.sub("'", text))


def _may_join(char: str) -> bool:
    """Whether ``char`` is written over or around the one before, as accents and keycaps are.

    Bytes of one letter that could not be decoded count as written over each other, too.
    """
    is_mark = unicodedata.combining(char) != 0 or unicodedata.category(char) == "Me"
    return is_mark or char == _UNREADABLE


@lru_cache(maxsize=8192)
def _meant(char: str) -> str:
    """Return what a reader takes ``char`` for; nothing if it could stand in a name unnoticed."""
    if char in SIGNS:
        return SIGNS[char]
    if char.isspace() and not _ODD_ASCII.match(char):
        return " "
    code = ord(char)
    is_no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    if char in INVISIBLE or is_no_character or unicodedata.category(char) in _HIDDEN_KINDS:
        return ""
    digit = unicodedata.digit(char, None)
    return _letters(char) if digit is None else str(digit)


def _letters(char: str) -> str:
    for first in _LETTER_SIGNS:
        if first <= ord(char) < first + 26:
            return chr(ord("A") + ord(char) - first)
    # Some look-alikes decompose to a letter that looks like none, as the lunate sigma does.
    compatible = char if ord(char) in LETTERS else unicodedata.normalize("NFKC", char)
    if len(compatible) == 1:
        return compatible
    letters = "".join(filter(str.isalnum, compatible))
    is_word = letters and _FRACTION not in compatible and char not in _TRADE_MARKS
    return letters if is_word else char


def _spelled_by_flags(match: re.Match[str]) -> str:
    return "".join(chr(ord("A") + ord(char) - _FIRST_FLAG_LETTER) for char in match.group())
