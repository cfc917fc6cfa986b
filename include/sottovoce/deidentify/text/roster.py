"""Names that the site knows beforehand, found in whatever form they were said or typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import DamerauLevenshtein

from sottovoce.deidentify.text.lexicon import WORD, Lexicon
from sottovoce.deidentify.text.misheard import SoundIndex, find_misheard, index_sounds
from sottovoce.deidentify.text.propagation import KnownName, find_mentions
from sottovoce.deidentify.text.roster_forms import (
    acronyms,
    initials,
    joined_forms,
    name_words,
    shorter_forms,
)
from sottovoce.deidentify.text.spellings import find_spellings
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType, Span

EXACT, TYPO, INITIALS = 0.95, 0.7, 0.6
_IN_CAPITALS = re.compile(r"\b[^\W\d_](?:\.? ?[^\W\d_]\b){1,5}\.?|\b[^\W\d_]{2,6}\b")


@dataclass(frozen=True, slots=True)
class RosterIndex:
    """A roster made ready for searching.

    Attributes:
        names: Whole names and their distinctive parts.
        spellings: Long distinctive words, for typos, by first letter.
        letters: What may be spelled out, letter by letter.
        sounds: Names in one word, for words that were joined, split or misheard.
        capitals: Initials of people and of services, in capitals.
    """

    names: dict[tuple[str, ...], KnownName] = field(repr=False)
    spellings: dict[str, tuple[tuple[str, EntityType], ...]] = field(repr=False)
    letters: dict[str, EntityType] = field(repr=False)
    sounds: SoundIndex = field(default_factory=SoundIndex, repr=False)
    capitals: dict[str, EntityType] = field(default_factory=dict, repr=False)


def index_roster(roster: Roster, lexicon: Lexicon) -> RosterIndex:
    """Return what to look for, for every entry: the whole name, its parts, its nicknames."""
    index, joined = RosterIndex({}, {}, {}), dict[str, EntityType]()
    for entry in roster.entries:
        kind = entry.entity_type
        for form in shorter_forms(entry, lexicon):
            index.names.setdefault(form, KnownName(kind, EXACT, form))
            if len(form) == 1 and len(form[0]) >= 5 and not lexicon.is_common(form[0]):
                known = index.spellings.get(form[0][0], ())
                index.spellings[form[0][0]] = (*known, (form[0], kind))
        for letters in (*name_words(entry.value), *joined_forms(entry), *acronyms(entry)):
            index.letters.setdefault(letters, kind)
        for word in joined_forms(entry):
            joined.setdefault(word, kind)
        for capitals in (*initials(entry), *(a.upper() for a in acronyms(entry))):
            index.capitals.setdefault(capitals, kind)
    return replace(index, sounds=index_sounds(joined))


def find_roster_names(
    text: str, index: RosterIndex, lexicon: Lexicon, *, is_small: bool
) -> list[Span]:
    """Return every mention of the roster: exact, in part, mistyped, misheard, spelled out.

    Args:
        text: What is searched.
        index: What the site listed.
        lexicon: Which words are ordinary.
        is_small: The text has no capitals, so that the words around a name must tell.
    """
    if not index.names:
        return []
    found = [
        Span(s.start, s.end, s.entity_type, s.score, "roster")
        for s in find_mentions(text, index.names, lexicon, is_small=is_small)
    ]
    return [
        *found,
        *_typos(text, index, lexicon),
        *_spelled(text, index),
        *_capitals(text, index, lexicon, is_small=is_small),
        *find_misheard(text, index.sounds, lexicon, is_small=is_small),
    ]


def _typos(text: str, index: RosterIndex, lexicon: Lexicon) -> Iterator[Span]:
    seen: dict[str, EntityType | None] = {}
    for match in WORD.finditer(text):
        word = match.group().lower().removesuffix("'s")
        if len(word) < 5:
            continue
        if word not in seen:
            seen[word] = None if lexicon.is_common(word) else _nearest(word, index)
        kind = seen[word]
        if kind is not None:
            yield Span(match.start(), match.start() + len(word), kind, TYPO, "roster-typo")


def _nearest(word: str, index: RosterIndex) -> EntityType | None:
    bare = word.removesuffix("ish").removesuffix("s")
    for known, kind in index.spellings.get(word[0], ()):
        allowed = 1 if len(known) < 8 else 2
        if abs(len(known) - len(word)) <= allowed or bare == known:
            distance = DamerauLevenshtein.distance(word, known, score_cutoff=allowed)
            if bare == known or 0 < distance <= allowed:
                return kind
    return None


def _spelled(text: str, index: RosterIndex) -> Iterator[Span]:
    for spelling in find_spellings(text):
        kind = _spelled_kind(spelling.letters, index)
        if kind is not None:
            yield Span(spelling.start, spelling.end, kind, EXACT, "roster-spelled")


def _spelled_kind(letters: str, index: RosterIndex) -> EntityType | None:
    """Return what the letters name: whole, begun, with a slip, or with more around it."""
    if letters in index.letters:
        return index.letters[letters]
    for name, kind in index.letters.items():
        is_begun = len(letters) > 3 and name.startswith(letters)
        is_within = len(name) > 3 and name in letters
        slip = DamerauLevenshtein.distance(letters, name, score_cutoff=1) <= 1 < len(name) - 3
        if is_begun or is_within or slip:
            return kind
    return None


def _capitals(text: str, index: RosterIndex, lexicon: Lexicon, *, is_small: bool) -> Iterator[Span]:
    if not index.capitals:
        return
    for match in _IN_CAPITALS.finditer(text):
        said = match.group()
        if not said.isalpha():
            said = re.sub(r"[^\w]", "", said)
        kind = index.capitals.get(said.upper())
        if kind is None or (len(said) == 2 and (is_small or not said.isupper())):
            continue
        if said.isupper() or (is_small and not lexicon.is_common(said)):
            yield Span(match.start(), match.end(), kind, INITIALS, "roster-initials")
