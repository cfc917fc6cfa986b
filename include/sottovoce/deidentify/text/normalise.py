"""Text as the recognizers see it, and the way back to the characters of the file.

Invisible characters and look-alike letters would let a name slip past every rule, so they are
taken out or replaced before anything is searched. Offsets always come back exact.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field

INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХЅІЈаеорсухѕіјԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"  # noqa: RUF001 - the point of this table
    "\u2018\u2019\u201b\u02bc\u2032\u201c\u201d\u2010\u2011\u2012\u2013\u2014\u2212",
    "ABEKMHOPCTYXSIJaeopcyxsijdhABEZHIKMNOPTYXo'''''\"\"------",
)


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
"""Control characters that are ASCII; line ends and tabs are none of them."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """Searchable text and, for each of its characters, where it stood.

    Attributes:
        text: What is searched.
        starts: Position in the original of each character, ascending; None if nothing moved.
        original_length: Characters in the original.
    """

    text: str = field(repr=False)
    starts: tuple[int, ...] | None
    original_length: int

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that ``text[start:end]`` came from."""
        if self.starts is None:
            return start, end
        last = self.starts[end] if end < len(self.starts) else self.original_length
        return self.starts[start], last

    def from_original(self, position: int) -> int:
        """Return the first searchable position at or after one of the original."""
        return position if self.starts is None else bisect_left(self.starts, position)


def normalise(text: str) -> Normalised:
    """Return ``text`` without invisible characters, look-alikes and composable accents.

    Digits of other scripts and full-width letters become plain ones. The common case, where
    no character is removed, keeps every offset.
    """
    if text.isascii() and not _CONTROL.search(text):
        return Normalised(text, None, len(text))
    kept: list[str] = []
    starts: list[int] = []
    for position, char in enumerate(text):
        if _is_hidden(char):
            continue
        if kept and unicodedata.combining(char):
            joined = unicodedata.normalize("NFC", kept[-1] + char)
            if len(joined) == 1:
                kept[-1] = joined
            if len(joined) == 1 or kept[-1].isalnum():
                continue
        kept.append(_plain(char))
        starts.append(position)
    moved = len(kept) < len(text)
    return Normalised("".join(kept), tuple(starts) if moved else None, len(text))


def _is_hidden(char: str) -> bool:
    """Whether a reader sees nothing of ``char``: it could stand inside a name unnoticed."""
    if char in INVISIBLE or _CONTROL.match(char):
        return True
    return not char.isascii() and (
        unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"
    )


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if char.isspace() and char not in "\n\r":
        return " "
    replaced = char.translate(_LOOK_ALIKE)
    if replaced != char:
        return replaced
    compatible = unicodedata.normalize("NFKC", char)
    return compatible if len(compatible) == 1 else char
