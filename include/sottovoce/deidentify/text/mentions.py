"""Which spans of an interview name the same person, place or number.

Stand-ins are given by key, so that ``Kev``, ``Kevin`` and ``K, E, V, I, N`` become one person.
A key holds the words themselves: it goes to the vault and nowhere else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sottovoce.deidentify.text.lexicon import TITLES, WORD
from sottovoce.deidentify.text.normalise import normalise
from sottovoce.deidentify.text.spoken import find_runs
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript

_NUMBERED = frozenset(
    {EntityType.NHS_NUMBER, EntityType.NINO, EntityType.PHONE, EntityType.POSTCODE}
)
_NAMED = frozenset({EntityType.PERSON, EntityType.ORGANISATION, EntityType.FACILITY})
_SPELLED = re.compile(
    r"[^\W\d_](?:[\s,.-]+(?:and then )?(?:(?:double|treble) )?[^\W\d_]\b)+\.?", re.I
)
_SAID = (
    (re.compile(r"(?<!\s)\s++at\s+"), "@"),
    (re.compile(r"(?<!\s)\s++dot\s+"), "."),
    (re.compile(r"(?<!\s)\s++underscore\s+"), "_"),
    (re.compile(r"(?<!\s)\s++(?:dash|hyphen)\s+"), "-"),
    (re.compile(r"(?<!\s)\s++slash\s+"), "/"),
    (re.compile(r",?(?<!\s)\s*+all one word,?"), ""),
    (re.compile(r"[\s,]+"), ""),
)


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """One place where an identifier stands.

    Attributes:
        turn_index: The turn.
        in_speaker: In the speaker label rather than the words.
        span: Where, and what.
    """

    turn_index: int
    in_speaker: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Entity:
    """Everything in one interview that names one thing.

    Attributes:
        entity_type: What the thing is.
        key: The fullest form of its name, normalised; confidential.
        mentions: Where it is named, in order; at least one.
    """

    entity_type: EntityType
    key: str = field(repr=False)
    mentions: tuple[Mention, ...]


Entities = tuple[Entity, ...]
"""All entities of an interview, in the order of their first mention."""


def group_mentions(marked: MarkedTranscript) -> Entities:
    """Return the entities of an interview, each with a key that is stable over interviews.

    A part of a name ("Kev", "Smith") counts as the whole name when only one whole name of the
    interview has that part; else it stays its own entity.
    """
    mentions = list(_mentions(marked))
    keys = _joined_keys({(m.span.entity_type, key) for m, key in mentions})
    grouped: dict[tuple[EntityType, str], list[Mention]] = defaultdict(list)
    for mention, key in mentions:
        kind = mention.span.entity_type
        grouped[kind, keys.get((kind, key), key)].append(mention)
    return tuple(Entity(kind, key, tuple(found)) for (kind, key), found in grouped.items())


def normalised_key(surface: str, entity_type: EntityType) -> str:
    """Return the form under which the vault knows a surface, however it was said or typed."""
    plain = normalise(surface).text.casefold().strip()
    if entity_type in _NUMBERED:
        return _number_key(plain)
    if entity_type in (EntityType.EMAIL, EntityType.URL_HANDLE):
        return _address_key(plain)
    if entity_type is EntityType.PERSON:
        return _person_key(plain)
    return " ".join(plain.removesuffix("'s").split())


def _mentions(marked: MarkedTranscript) -> Iterator[tuple[Mention, str]]:
    for turn in marked.turns:
        places = ((turn.turn.speaker or "", turn.speaker_spans), (turn.turn.text, turn.spans))
        for in_speaker, (text, spans) in zip((True, False), places, strict=True):
            for span in spans:
                key = normalised_key(text[span.start : span.end], span.entity_type)
                yield Mention(turn.turn.index, in_speaker, span), key


def _number_key(plain: str) -> str:
    runs = find_runs(plain)
    is_spoken = any(run.is_spoken for run in runs)
    said = "".join(run.value for run in runs) if is_spoken else plain
    key = re.sub(r"[^a-z\d]", "", said.casefold())
    return re.sub(r"^(?:00)?440?(?=\d{9,10}$)", "0", key)


def _address_key(plain: str) -> str:
    key = re.sub(r"^at\s+", "@", plain)
    for pattern, sign in _SAID:
        key = pattern.sub(sign, key)
    return key


def _person_key(plain: str) -> str:
    if _SPELLED.fullmatch(plain):
        said = re.sub(r"(double|treble) (\w)", _repeat, plain)
        return re.sub(r"and then|[^\w]", "", said)
    family, comma, given = plain.partition(",")
    ordered = f"{given} {family}" if comma else plain
    words = [w.removesuffix("'s") for w in WORD.findall(ordered)]
    words = [w for w in words if w not in TITLES] or words
    return " ".join(words)


def _repeat(match: re.Match[str]) -> str:
    return match[2] * (2 if match[1] == "double" else 3)


def _joined_keys(
    keys: Iterable[tuple[EntityType, str]],
) -> dict[tuple[EntityType, str], str]:
    """Map each part of a name to the one whole name that has it."""
    by_type: dict[EntityType, list[str]] = defaultdict(list)
    for kind, key in keys:
        if kind in _NAMED:
            by_type[kind].append(key)
    joined = {}
    for kind, names in by_type.items():
        for part in names:
            wholes = [whole for whole in names if _is_part(part, whole, kind)]
            if len(wholes) == 1:
                joined[kind, part] = wholes[0]
    return joined


def _is_part(part: str, whole: str, kind: EntityType) -> bool:
    words, all_words = part.split(), whole.split()
    if part == whole or len(all_words) < 2 or len(words) >= len(all_words):
        return False
    if all(word in all_words for word in words):
        return True
    first, *rest = words or [""]
    if kind is not EntityType.PERSON or not all_words[0].startswith(first) or len(first) < 3:
        return False
    return not rest or all(all_words[-1].startswith(word) for word in rest)
