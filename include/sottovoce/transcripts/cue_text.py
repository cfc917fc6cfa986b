"""The text of one cue: tags dropped, entities read, voices told apart."""

import html
import re
from dataclasses import dataclass, field

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
    """

    speaker: str | None = field(repr=False)
    text: str = field(repr=False)


def read_voices(payload: str) -> list[Voice]:
    """Return the voices of a cue, in order; those without visible text are left out."""
    voices: list[Voice] = []
    speaker: str | None = None
    said: list[str] = []
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
        elif name == "v":
            voices.append(_voice(speaker, said))
            said = []
            speaker = None if tag[1] else _unescape((tag[4] or "").strip()) or None
    voices.append(_voice(speaker, [*said, plain[at:]]))
    return [voice for voice in voices if voice.text]


def _voice(speaker: str | None, said: list[str]) -> Voice:
    return Voice(speaker, _unescape("".join(said)).strip())


def _is_markup(tag: re.Match[str]) -> bool:
    return tag[2].lower() in _MARKUP or tag[2][0].isdigit()


def _unescape(text: str) -> str:
    """Read entities that end in a semicolon; ``R&D`` and ``&c`` stay as they are."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text).replace("\r", "\n")
