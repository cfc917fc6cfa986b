"""How a name that is in no dictionary may sound, from its letters.

An aligner needs a rough reading only: it knows where the words before and after are. So a name
gets two readings, one by the habits of English spelling and one with the vowels of most other
languages (``Olamide``: "ola-mide" and "o-la-mee-day"), and the sound decides between them.

Sounds are those of the CMU pronouncing dictionary, without stress.
"""

import re
import unicodedata
from typing import NamedTuple

from sottovoce.deidentify.audio.letter_rules import ELSEWHERE, ENGLISH

_VOWELS = "aeiouy"


class _Rule(NamedTuple):
    letters: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    sounds: tuple[str, ...]


_CLASSES = {"V!": "[eiy]", "V": f"[{_VOWELS}]", "C": f"(?![{_VOWELS}])[a-z]", "-": ""}


def _read_rules(table: str) -> dict[str, list[_Rule]]:
    """Return the rules by the letter they begin with, longest letters first."""
    rules: dict[str, list[_Rule]] = {}
    for line in table.strip().splitlines():
        before, letters, after, *sounds = line.split()
        rule = _Rule(
            letters,
            re.compile(f"(?:{_pattern(before)})\\Z"),
            re.compile(_pattern(after)),
            tuple(sound for sound in sounds if sound != "-"),
        )
        rules.setdefault(letters[0], []).append(rule)
    return {first: sorted(some, key=lambda r: -len(r.letters)) for first, some in rules.items()}


def _pattern(context: str) -> str:
    parts = re.findall(r"V!|[VC^$-]|[a-z]", context)
    return "".join(_CLASSES.get(part, part.replace("$", r"\Z")) for part in parts)


_ENGLISH_RULES = _read_rules(ENGLISH)
_OTHER_RULES = _read_rules(ELSEWHERE)


def spell_out_sounds(word: str) -> list[tuple[str, ...]]:
    """Return how ``word`` may be read aloud, likeliest first, each reading once.

    Args:
        word: Letters of any alphabet and case; accents are taken off, other signs passed over.

    Returns:
        One or two readings, each a sequence of sounds; empty when no Latin letter is left.
    """
    bare = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS))
    letters = re.sub("[^a-z]", "", bare)
    readings = [_read(letters, _ENGLISH_RULES), _read(letters, _with_english(_OTHER_RULES))]
    return [reading for reading in dict.fromkeys(readings) if reading]


_LETTERS = str.maketrans({"ł": "w", "ø": "o", "ß": "ss", "đ": "d", "ð": "th", "þ": "th", "æ": "ae"})


def _with_english(rules: dict[str, list[_Rule]]) -> dict[str, list[_Rule]]:
    """Vowels as elsewhere, consonants as in English."""
    return {**_ENGLISH_RULES, **rules}


def _read(letters: str, rules: dict[str, list[_Rule]]) -> tuple[str, ...]:
    sounds: list[str] = []
    at = 0
    while at < len(letters):
        rule = _first_fitting(letters, at, rules[letters[at]])
        sounds += rule.sounds
        at += len(rule.letters)
    return tuple(sounds)


def _first_fitting(letters: str, at: int, rules: list[_Rule]) -> _Rule:
    """Return the rule for the letters at ``at``; each table ends in one that always fits."""
    return next(
        rule
        for rule in rules
        if letters.startswith(rule.letters, at)
        and rule.before.search(letters[:at])
        and rule.after.match(letters[at + len(rule.letters) :])
    )
