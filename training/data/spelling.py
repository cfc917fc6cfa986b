"""Names said letter by letter, misheard, and in another case."""

import re
from random import Random

from training.data.names import listed, plain

NATO = listed(
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar "
    "papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu"
)
HOUSEHOLD = listed(
    "apple bertie charlie dog egg freddie george harry indigo jug king lemon mother nobody orange "
    "peter queen robert sugar tommy umbrella victor william xylophone yellow zebra"
)
_REPEAT = {"double": 2, "treble": 3, "triple": 3}
_LETTERS = re.compile(r"(?:(double|treble|triple)[ ,-]+)?\b([^\W\d_])\b", re.IGNORECASE)
_SPELLED = re.compile(
    r"(?:(?:double|treble|triple) )?[^\W\d_]"
    r"(?:(?:[,.]? |-|\.|, and | for \w+,? | as in \w+,? )(?:(?:double|treble|triple) )?[^\W\d_])+"
    r"(?: for \w+| as in \w+)?\.?",
    re.IGNORECASE,
)


def is_spelled(text: str) -> bool:
    """Whether ``text`` is single letters in a row, as in ``n i a m h`` or ``S-A-M``."""
    return _SPELLED.fullmatch(text) is not None


def letters_of(text: str) -> str:
    """Return the word that a spelled text spells, in small letters."""
    bare = re.sub(r" (?:for|as in) \w+", "", text)
    found = _LETTERS.finditer(bare)
    return "".join(m[2].lower() * _REPEAT.get((m[1] or "").lower(), 1) for m in found)


def spell(word: str, rng: Random, habit: str | None = None) -> str:
    """Return ``word`` letter by letter.

    Args:
        word: A name.
        rng: Chooses the habit, and whether a pair of letters is said as a double.
        habit: What stands between two letters, or ``for`` or ``as in``; drawn if None.
    """
    habit = habit or rng.choice((" ", " ", ", ", ", ", "-", ". ", "for", "as in"))
    letters = [letter for letter in word if letter.isalpha()]
    if habit in {"for", "as in"}:
        return _by_words(letters, habit, rng)
    says_double = rng.random() < 0.5
    parts: list[str] = []
    for letter in letters:
        doubled = says_double and parts and parts[-1].lower() == letter.lower()
        if doubled:
            parts[-1] = f"double {letter.upper()}"
        else:
            parts.append(letter.upper())
    return habit.join(parts)


def spell_like(source: str, word: str, rng: Random) -> str:
    """Return ``word`` spelled in the habit in which ``source`` is."""
    for habit in ("as in", "for"):
        if f" {habit} " in source:
            return matched_case(source, spell(word, rng, habit))
    separator = next((s for s in (", ", "-", ". ", " ", ".") if s in source), " ")
    spelled = spell(word, rng, separator)
    return spelled.lower() if source == source.lower() else spelled


def matched_case(source: str, word: str) -> str:
    """Return ``word`` in small letters or capitals if ``source`` is, else as it is."""
    if source == source.lower():
        return word.lower()
    is_capitals = source == source.upper() and sum(map(str.isalpha, source)) > 1
    return word.upper() if is_capitals else word


_SOUNDS = (
    ("ph", "f"), ("f", "ph"), ("ee", "ea"), ("ie", "y"), ("y", "ie"), ("k", "c"), ("c", "k"),
    ("ck", "k"), ("sh", "ch"), ("s", "z"), ("z", "s"), ("v", "b"), ("b", "v"), ("th", "t"),
    ("t", "th"), ("w", "v"), ("j", "y"), ("a", "er"), ("er", "a"), ("o", "or"), ("i", "ee"),
    ("u", "oo"), ("oo", "u"), ("ai", "ay"), ("ei", "ay"), ("h", ""), ("gh", "g"), ("dh", "d"),
    ("kh", "k"), ("x", "sh"), ("q", "k"), ("qu", "kw"), ("mb", "m"), ("ng", "n"), ("n", "m"),
    ("d", "t"), ("p", "b"), ("g", "k"), ("e", "i"), ("a", "u"), ("l", "ll"), ("sz", "sh"),
    ("cz", "ch"), ("w", "oo"), ("bh", "v"), ("mh", "v"), ("ao", "ee"), ("dd", "th"), ("ff", "v"),
)  # fmt: skip
_SOUND_WORDS = listed(
    "a an are bar bear bee boo car core day dee door ear easy fair far for go hair hay high in "
    "key law lay lee lie low may me mow new nor now on or our pay per poor ray rue say see shy so "
    "sue tar tea tie too tour way we why you"
)


def mishear(name: str, rng: Random) -> str:
    """Return what a recogniser might write for ``name``: other letters, or other words."""
    word = plain(name) or name.lower()
    drawn = rng.random()
    if drawn < 0.25 and len(word) >= 5:
        at = rng.randint(2, len(word) - 2)
        return f"{word[:at]} {word[at:]}"
    if drawn < 0.4 and len(word) >= 5:
        at = rng.randint(2, len(word) - 3)
        begin, end = word[:at], rng.choice(_SOUND_WORDS)
        return f"{begin} {end}" if rng.random() < 0.5 else f"{rng.choice(_SOUND_WORDS)} {word[at:]}"
    for _ in range(1 if drawn < 0.75 else 2):
        word = _one_sound(word, rng)
    return word


def mistype(name: str, rng: Random) -> str:
    """Return ``name`` with one letter dropped, doubled or swapped with the next."""
    if len(name) < 4:
        return name
    at = rng.randint(1, len(name) - 2)
    made = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return rng.choice(made)


def _one_sound(word: str, rng: Random) -> str:
    fitting = [(old, new) for old, new in _SOUNDS if old in word[1:] or word.startswith(old)]
    if not fitting:
        return word
    old, new = rng.choice(fitting)
    at = rng.choice([m.start() for m in re.finditer(old, word)])
    changed = word[:at] + new + word[at + len(old) :]
    return changed if len(changed) > 1 else word


def _by_words(letters: list[str], habit: str, rng: Random) -> str:
    alphabet = rng.choice((NATO, HOUSEHOLD))
    between = rng.choice((" ", ", "))
    said = []
    for letter in letters:
        index = ord((plain(letter) or "a")[0]) - ord("a")
        said.append(f"{letter.upper()} {habit} {alphabet[index].capitalize()}")
    return between.join(said)
