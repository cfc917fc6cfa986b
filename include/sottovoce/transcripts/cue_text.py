"""The text of one cue: tags dropped, entities read, voices told apart."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sottovoce.transcripts.stamps import parse_clock

_TAG = re.compile(
    r"<(/?)([a-zA-Z]{1,10}|\d[\d:.,]{3,20})((?:\.[^\s<>]{0,60})?)(\s[^<>]{0,300})?/?>"
)
_OVERRIDE = re.compile(r"\{\\[^{}]{0,60}\}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_MARKUP = frozenset(
    {"v", "c", "i", "b", "u", "s", "em", "strong", "font", "span", "lang", "ruby", "rt", "br"}
)
"""Tags that are dropped. Others, such as ``<laughs>``, are words somebody typed."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one speaker says in a cue.

    Attributes:
        speaker: The name in the voice tag; None outside of any.
        text: The visible text, white space at its ends removed.
        stamps: Times that stand between its words: the character that each stands before, and
            the seconds, None if they can't be read.
    """

    speaker: str | None = field(repr=False)
    text: str = field(repr=False)
    stamps: tuple[tuple[int, float | None], ...] = ()


def read_voices(payload: str) -> list[Voice]:
    """Return the voices of a cue, in order; those without visible text are left out."""
    voices: list[Voice] = []
    speaker: str | None = None
    said: list[str | _Stamp] = []
    at = 0
    plain = _OVERRIDE.sub("", payload)
    for tag in _TAG.finditer(plain):
        if not _is_markup(tag):
            continue
        said.append(plain[at : tag.start()])
        at = tag.end()
        name = tag[2].lower()
        if name == "br":
            said.append("\n")
        elif name[0].isdigit():
            said.append(_Stamp(parse_clock(name)))
        elif name == "v":
            voices.append(_voice(speaker, said))
            said = []
            speaker = None if tag[1] else _unescape((tag[4] or "").strip()) or None
    voices.append(_voice(speaker, [*said, plain[at:]]))
    return [voice for voice in voices if voice.text]


class _Stamp(NamedTuple):
    seconds: float | None


def _voice(speaker: str | None, said: Sequence[str | _Stamp]) -> Voice:
    whole = _unescape("".join(part for part in said if isinstance(part, str)))
    text = whole.strip()
    n_dropped = len(whole) - len(whole.lstrip())
    stamps: list[tuple[int, float | None]] = []
    n_chars = 0
    for part in said:
        if isinstance(part, _Stamp):
            at = min(max(0, n_chars - n_dropped), len(text))
            stamps.append((at, part.seconds))
        else:
            n_chars += len(_unescape(part))
    # An entity that a tag cuts in two is only read once its halves are joined.
    return Voice(speaker, text, tuple(stamps) if n_chars == len(whole) else ())


def _is_markup(tag: re.Match[str]) -> bool:
    return tag[2].lower() in _MARKUP or tag[2][0].isdigit()


def _unescape(text: str) -> str:
    """Read entities that end in a semicolon; ``R&D`` and ``&c`` stay as they are."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text).replace("\r", "\n")
