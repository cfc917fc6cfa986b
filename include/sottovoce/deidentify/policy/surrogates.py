"""Other names for people: which may stand in, and how each mention is said with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sottovoce.deidentify.policy.names import Gender, NameLists, name_parts
from sottovoce.deidentify.text.lexicon import TITLES
from sottovoce.deidentify.text.mentions import Entity, Mention, normalised_key
from sottovoce.deidentify.text.normalise import normalise
from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import MarkedTranscript

_MIN_PREFIX = 3
_MEN = frozenset({"mr", "sir", "uncle", "father", "brother", "grandad", "imam", "lord"})
_WOMEN = frozenset(
    {"mrs", "ms", "miss", "auntie", "aunty", "aunt", "dame", "lady", "nan", "nana", "granny",
     "gran", "grandma", "matron"}
)  # fmt: skip
_FORMAL = frozenset({"mr", "mrs", "ms", "miss", "dr", "doctor", "prof", "professor", "cllr"})


@dataclass(frozen=True, slots=True)
class Surrogate:
    """The name that stands in for a person, everywhere in its scope.

    Attributes:
        first: Given name; None for a person who is known by a family name only.
        last: Family name; None for a person who is known by a given name only.
    """

    first: str | None
    last: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Its names, one or two."""
        return tuple(name for name in (self.first, self.last) if name)


@dataclass(frozen=True, slots=True)
class Pool:
    """The names of which a person may get one each; empty where none is wanted.

    Attributes:
        firsts: Given names of like origin and gender.
        lasts: Family names of like origin.
    """

    firsts: tuple[str, ...]
    lasts: tuple[str, ...]


class ForbiddenNames:
    """Names that no surrogate may have, look like, or be short for."""

    def __init__(self, names: Iterable[str], spoken: Iterable[str] = ()) -> None:
        """Forbid names.

        Args:
            names: Names of rosters, and what was found in the interview. Their short and long
                forms are forbidden too: who reads "Kevin" may know a Kev.
            spoken: Everything that was said: forbidden as it is.
        """
        self._whole = {part for text in spoken for part in name_parts(text)}
        self._names = {part for name in names for part in name_parts(name)}
        self._starts = {part[:n] for part in self._names for n in range(_MIN_PREFIX, len(part) + 1)}

    def allow(self, name: str) -> bool:
        """Whether a surrogate may have this name."""
        return not any(self._has(part) for part in name_parts(name))

    def _has(self, part: str) -> bool:
        if part in self._whole or part in self._names or part in self._starts:
            return True
        return any(part[:n] in self._names for n in range(_MIN_PREFIX, len(part)))


def pool_for(
    entity: Entity, marked: MarkedTranscript, lists: NameLists, forbidden: ForbiddenNames
) -> Pool:
    """Return the names that may stand in for a person.

    Args:
        entity: The person.
        marked: The interview: a title before a mention tells gender and kind of name.
        lists: Names by origin and gender.
        forbidden: Names that may not be used.
    """
    words = entity.key.split() or [entity.key]
    titles = _titles_before(entity, marked)
    origin = lists.guess_origin(words)
    own = lists.by_origin[origin]
    is_family = lists.is_family_name(words[0]) or bool(titles & _FORMAL)
    wants_first = len(words) > 1 or not is_family
    gender = _gender(titles) or (lists.guess_gender(words[0], origin) if wants_first else None)
    return Pool(
        tuple(n for n in own.given(gender) if forbidden.allow(n)) if wants_first else (),
        tuple(n for n in own.families if forbidden.allow(n))
        if len(words) > 1 or not wants_first
        else (),
    )


def say_surrogate(said: str, entity: Entity, surrogate: Surrogate) -> str:
    """Return how a mention is said with a surrogate: as much of the name, in as many capitals.

    "Kev" of "Kevin Smith" becomes the given name alone, "Smith" the family name, anything else
    the whole.
    """
    words, key = normalised_key(said, EntityType.PERSON).split(), entity.key.split()
    chosen = surrogate.names
    if len(words) == 1 and len(key) > 1 and surrogate.first and surrogate.last:
        chosen = (surrogate.last,) if words[0] == key[-1] else (surrogate.first,)
    name = " ".join(chosen)
    return name.lower() if said.islower() else name


def _gender(titles: Iterable[str]) -> Gender | None:
    genders: set[Gender] = {"m" for t in titles if t in _MEN}
    genders |= {"f" for t in titles if t in _WOMEN}
    return genders.pop() if len(genders) == 1 else None


def _titles_before(entity: Entity, marked: MarkedTranscript) -> frozenset[str]:
    turns = {turn.turn.index: turn.turn for turn in marked.turns}
    found: set[str] = set()
    for mention in entity.mentions:
        turn = turns[mention.turn_index]
        text = (turn.speaker or "") if mention.in_speaker else turn.text
        found.update(_word_before(text, mention))
    return frozenset(found) & TITLES


def _word_before(text: str, mention: Mention) -> Sequence[str]:
    words = (
        normalise(text[max(0, mention.span.start - 24) : mention.span.start]).text.lower().split()
    )
    return [words[-1].rstrip(".")] if words else []
