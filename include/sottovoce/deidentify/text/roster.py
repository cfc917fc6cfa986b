"""Names that the site knows beforehand, found in whatever form they were said or typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from sottovoce.deidentify.text.lexicon import NAMES_THAT_ARE_WORDS, TITLES, WORD, Lexicon
from sottovoce.deidentify.text.propagation import KnownName, find_mentions
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.rosters import Roster, RosterEntry
from sottovoce.model.spans import EntityType, Span

EXACT, TYPO = 0.95, 0.7
_PLAIN = words(
    """
    team ward trust house centre hub unit nhs and of the for community recovery foundation
    service services board care lodge court hospital road street lane st clinic peers group
    icb outreach
    """
)
_SPELLED = re.compile(r"(?<![\w'])[^\W\d_](?:(?:, ?| ?- ?| |\.)[^\W\d_](?![\w'])){2,20}")


@dataclass(frozen=True, slots=True)
class RosterIndex:
    """A roster made ready for searching.

    Attributes:
        names: Whole names and their distinctive parts.
        spellings: Long distinctive words, for typos, by first letter.
        letters: Every word of a person's name, for names that are spelled out.
    """

    names: dict[tuple[str, ...], KnownName] = field(repr=False)
    spellings: dict[str, tuple[tuple[str, EntityType], ...]] = field(repr=False)
    letters: frozenset[str] = field(repr=False)


def index_roster(roster: Roster, lexicon: Lexicon) -> RosterIndex:
    """Return what to look for, for every entry: the whole name, its parts, its nicknames."""
    names: dict[tuple[str, ...], KnownName] = {}
    spellings: dict[str, list[tuple[str, EntityType]]] = {}
    letters: set[str] = set()
    for entry in roster.entries:
        for form in _forms(entry, lexicon):
            names.setdefault(form, KnownName(entry.entity_type, EXACT, form))
            if len(form) == 1 and len(form[0]) >= 5 and not lexicon.is_common(form[0]):
                spellings.setdefault(form[0][0], []).append((form[0], entry.entity_type))
        if entry.entity_type is EntityType.PERSON:
            letters.update(_words(entry.value))
    return RosterIndex(names, {k: tuple(v) for k, v in spellings.items()}, frozenset(letters))


def find_roster_names(
    text: str, index: RosterIndex, lexicon: Lexicon, *, is_small: bool
) -> list[Span]:
    """Return every mention of the roster: exact, in part, mistyped, or spelled out."""
    if not index.names:
        return []
    found = [
        Span(s.start, s.end, s.entity_type, s.score, "roster")
        for s in find_mentions(text, index.names, lexicon, is_small=is_small)
    ]
    return [*found, *_typos(text, index, lexicon), *_spelled(text, index)]


def _forms(entry: RosterEntry, lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    parts = _words(entry.value)
    if not parts:
        return
    yield parts
    if entry.entity_type is EntityType.LOCATION:
        return
    for position, word in enumerate(parts):
        is_distinctive = word not in _PLAIN and word not in TITLES and len(word) > 2
        if entry.entity_type is EntityType.PERSON or position == 0:
            if is_distinctive:
                yield (word,)
        elif is_distinctive and not lexicon.is_common(word):
            yield (word,)
    if entry.entity_type is EntityType.PERSON:
        yield from ((short,) for short in _short_forms(parts[0], lexicon))


def _short_forms(first_name: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield "Theo" for "Theodosia": the beginning of a long first name, and its -y form."""
    for length in (3, 4, 5):
        stem = first_name[:length]
        if len(first_name) >= length + 2:
            for form in (stem, f"{stem}y", f"{stem}ie", f"{stem}i"):
                if not lexicon.is_common(form) and form not in NAMES_THAT_ARE_WORDS:
                    yield form


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(value))


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
    for known, kind in index.spellings.get(word[0], ()):
        allowed = 1 if len(known) < 8 else 2
        if abs(len(known) - len(word)) <= allowed:
            distance = DamerauLevenshtein.distance(word, known, score_cutoff=allowed)
            if 0 < distance <= allowed:
                return kind
    return None


def _spelled(text: str, index: RosterIndex) -> Iterator[Span]:
    for match in _SPELLED.finditer(text):
        if re.sub(r"[^\w]", "", match.group()).lower() in index.letters:
            yield Span(match.start(), match.end(), EntityType.PERSON, EXACT, "roster-spelled")
