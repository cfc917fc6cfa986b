"""Who is named in one interview, and the names they are given instead."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from random import Random

from sottovoce.deidentify.text.vocabulary import words
from training.data.names import FAMILY, GIVEN, Names, plain
from training.data.spelling import (
    is_spelled,
    letters_of,
    matched_case,
    mishear,
    spell_like,
)

WORD = re.compile(r"[^\W\d_]+(?:['\u2019](?!s\b)[^\W\d_]+)?")
KEPT = words(
    """
    de da do dos van von der den bin binti ibn ben el al la le big wee little young old tiny
    canny fat mad long lanky papa umm abu mama auntie uncle aunty the and of or one two
    three st saint nan nana granny grandma dr mr mrs miss ms baba um er erm uh
    """
)
"""Words in a marked name that are no name."""

_TITLED = re.compile(r"\b(?:dr|mr|mrs|ms|miss|prof|professor|doctor|councillor)\.? $", re.I)


@dataclass(slots=True)
class People:
    """The names of one interview and their replacements.

    Attributes:
        names: The name lists.
        rng: Draws the replacements.
        taken: Words in small letters that no replacement may contain: the names of the source.
        new: Replacements, by the source's word in small letters.
        kinds: Whether a word in small letters is a given or a family name.
    """

    names: Names
    rng: Random
    taken: frozenset[str]
    new: dict[str, str] = field(default_factory=dict, repr=False)
    kinds: dict[str, str] = field(default_factory=dict, repr=False)
    _origins: dict[str, str] = field(default_factory=dict, repr=False)
    _letters: dict[str, str] = field(default_factory=dict, repr=False)

    def meet(self, mentions: Iterable[tuple[str, str]]) -> None:
        """Choose a replacement for every word of the mentions.

        Args:
            mentions: Each name as it stands, and the text before it.
        """
        plain_mentions = [(name, before) for name, before in mentions if not is_code(name)]
        full = [name for name, _ in plain_mentions if len(name_words(name)) > 1]
        for name in full:
            self._meet_full(name)
        singles = {w: before for name, before in plain_mentions for w in name_words(name)}
        by_length = sorted(singles, key=lambda word: (-len(word), word))
        for word in by_length:
            before = singles[word]
            kind = self.kinds.get(word) or self._guess_kind(word, before)
            self._give(word, kind, self._origin_of([word]))

    def replace(self, name: str) -> str:
        """Return what stands instead of a marked name, in its case and its habit of spelling."""
        if is_spelled(name):
            return self._spelled(name)
        if is_code(name):
            return matched_case(name, WORD.sub(lambda word: self._initials(word[0]), name))
        return WORD.sub(self._replace_word, name)

    def word(self, word: str) -> str | None:
        """Return what stands instead of one word, or None if it is nobody's name here."""
        return self.new.get(word.casefold())

    def _replace_word(self, match: re.Match[str]) -> str:
        word = match[0]
        if word.casefold() in KEPT:
            return word
        if len(word) == 1:
            return matched_case(word, self._initials(word))
        replacement = self.new.get(word.casefold())
        if replacement is None:
            replacement = self._give(word.casefold(), GIVEN, self._origin_of([word.casefold()]))
        return matched_case(word, replacement)

    def _meet_full(self, name: str) -> None:
        words = name_words(name)
        is_reversed = "," in name
        family = words[0] if is_reversed else words[-1]
        origin = self._origin_of(words)
        for word in words:
            self.kinds.setdefault(word, FAMILY if word == family else GIVEN)
            self._origins.setdefault(word, origin)

    def _origin_of(self, words: list[str]) -> str:
        known = next((self._origins[word] for word in words if word in self._origins), None)
        return known or self.names.an_origin(self.rng)

    def _guess_kind(self, word: str, before: str) -> str:
        if _TITLED.search(before):
            return FAMILY
        known = self.names.known
        return FAMILY if word in known[FAMILY] and word not in known[GIVEN] else GIVEN

    def _give(self, word: str, kind: str, origin: str) -> str:
        if word not in self.new:
            self.new[word] = self._short_for(word) or self._draw(word, kind, origin)
            self.kinds[word] = kind
        return self.new[word]

    def _short_for(self, word: str) -> str | None:
        """Return the short form or mishearing that answers to one in the source, if it is one."""
        longs = [long for long in self.names.longs.get(word, ()) if long in self.new]
        longs += [long for long in self.new if len(word) >= 3 and long.startswith(word[:4])]
        if longs and len(word) < len(longs[0]):
            return self._shortened(self.new[longs[0]])
        limit = 0.9 if word in self.names.known[GIVEN] else 0.7
        alike = (long for long in self.new if _sounds_like(word, long, limit))
        heard = next(alike, None) if len(word) >= 4 else None
        return self._fresh(lambda: mishear(self.new[heard], self.rng)) if heard else None

    def _shortened(self, long: str) -> str | None:
        shorts = self.names.shorts.get(long.casefold())
        first = long.split(" ")[0]
        cut = first[: self.rng.randint(3, 4)].rstrip("aeiou'-")
        if len(cut) < 3:
            cut = first[:4]
        choices = shorts or (cut.capitalize(),)
        short = self.rng.choice(choices)
        return short if short.casefold() not in self.taken else None

    def _draw(self, word: str, kind: str, origin: str) -> str:
        names, rng = self.names, self.rng
        share = 0.6 if names.is_word(word) else 0.08
        known = names.known[GIVEN].get(word)
        genders = sorted(known.genders) if known else []
        gender = genders[0] if len(genders) == 1 else rng.choice("mf")
        if kind == FAMILY:
            if rng.random() < share:
                return self._fresh(lambda: rng.choice(names.word_family))
            return self._fresh(lambda: names.a_family(rng, origin))
        if rng.random() < share:
            return self._fresh(lambda: rng.choice(names.word_given[gender]))
        return self._fresh(lambda: self._given_with_short(word, origin, gender))

    def _given_with_short(self, word: str, origin: str, gender: str) -> str:
        """Return a given name, more often one with short forms if the source's has one."""
        drawn = self.names.a_given(self.rng, origin, gender)
        wants_short = self._has_short(word)
        for _ in range(12 if wants_short else 0):
            if len(drawn) > 5 and " " not in drawn:
                break
            drawn = self.names.a_given(self.rng, origin, gender)
        return drawn

    def _has_short(self, word: str) -> bool:
        """Whether the interview also uses a short form of ``word``."""
        others = [name for name in self.taken if 3 <= len(name) < len(word)]
        shorts = {short.casefold() for short in self.names.shorts.get(word, ())}
        return any(name in shorts or word.startswith(name[:4]) for name in others)

    def _fresh(self, draw: Callable[[], str]) -> str:
        """Return the first of several draws that is neither a source's name nor given already."""
        used = {name.casefold() for name in self.new.values()}
        for attempt in range(60):
            made = draw()
            words = {part.casefold() for part in WORD.findall(made)}
            if not words & self.taken and (attempt > 30 or made.casefold() not in used):
                return made
        return "".join(self.rng.choice("bdfgklmnprst") + self.rng.choice("aeiou") for _ in "xyz")

    def _spelled(self, name: str) -> str:
        letters = letters_of(name)
        answering = (word for word in self.new if plain(word) == letters)
        source = next(answering, None) or self._whole_that_starts(letters)
        if source is None:
            made = self._initials(letters) if len(letters) <= 2 else None
            made = made or self.names.a_given(self.rng, self.names.an_origin(self.rng))
            return spell_like(name, made, self.rng)
        target = self.new[source].replace(" ", "")
        is_whole = len(plain(source)) == len(letters)
        return spell_like(name, target if is_whole else target[: len(letters)], self.rng)

    def _whole_that_starts(self, letters: str) -> str | None:
        starts = (w for w in self.new if len(letters) >= 2 and plain(w).startswith(letters))
        near = (w for w in self.new if len(letters) >= 4 and _sounds_like(letters, w))
        return next(starts, None) or next(near, None)

    def _initials(self, letters: str) -> str:
        return "".join(self._initial(letter.upper()) for letter in letters)

    def _initial(self, letter: str) -> str:
        if letter not in self._letters:
            answering = [w for w in self.new if plain(w)[:1].upper() == letter]
            source = self.new[answering[0]] if answering else self.rng.choice("ABCDEFGHJKLMNPRST")
            self._letters[letter] = (plain(source) or "s")[0].upper()
        return self._letters[letter]


def is_code(name: str) -> bool:
    """Whether a marked name is spelled out, or initials."""
    bare = re.sub(r"[^\w]", "", name)
    return is_spelled(name) or len(bare) <= 1 or (bare.isupper() and len(bare) <= 3)


def name_words(name: str) -> list[str]:
    """Return the words of a marked name that are names, in small letters."""
    words = [word.casefold() for word in WORD.findall(name)]
    return [word for word in words if word not in KEPT and len(word) > 1]


def _sounds_like(heard: str, name: str, limit: float = 0.7) -> bool:
    if heard == name or abs(len(heard) - len(name)) > 3 or heard[0] != name[0]:
        return False
    return SequenceMatcher(None, plain(heard), plain(name)).ratio() > limit
