"""One interview as one profile gives it away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sottovoce.config.policy import Action, Profile
from sottovoce.deidentify.policy.ages import age_band
from sottovoce.deidentify.policy.contained import ContainedNames
from sottovoce.deidentify.policy.dates import shift_date, widen_date
from sottovoce.deidentify.policy.places import Gazetteer, wider_place
from sottovoce.deidentify.policy.postcodes import postcode_area
from sottovoce.deidentify.policy.surrogates import ForbiddenNames, Surrogate, say_surrogate
from sottovoce.deidentify.text.mentions import Entities, Entity, Mention
from sottovoce.deidentify.text.redact import redact, stand_in
from sottovoce.model.releases import CleanTranscript
from sottovoce.model.rosters import RosterEntry
from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import MarkedTranscript

_SAID_BY_MANY = frozenset({EntityType.AGE, EntityType.DATE})
"""Their words stand in every interview: they give nobody away inside another name."""


@dataclass(frozen=True, slots=True)
class Interview:
    """What was found in one interview, and the numbers of what was found.

    Attributes:
        marked: The words and every identifier in them.
        entities: The identifiers, grouped by what they name.
        numbers: The number of each entity's stand-in, in the same order; the vault's.
        roster: What the site listed.
        year: In which the interview was held.
    """

    marked: MarkedTranscript
    entities: Entities
    numbers: Sequence[int]
    roster: Sequence[RosterEntry] = field(repr=False)
    year: int


@dataclass(frozen=True, slots=True)
class Means:
    """What a profile's actions work with.

    Attributes:
        gazetteer: Where places lie.
        shift_days: How far this participant's dates are shifted; secret, and never 0.
        surrogates: Names that stand in, by the key of the person; who has none gets a number.
        forbidden: Names that no surrogate may have in this interview.
    """

    gazetteer: Gazetteer
    shift_days: int = field(repr=False)
    surrogates: Mapping[str, Surrogate] = field(repr=False)
    forbidden: ForbiddenNames = field(repr=False)


class ProfileText:
    """One interview under one profile."""

    def __init__(self, profile: Profile, interview: Interview) -> None:
        self._profile = profile
        self._interview = interview
        turns = {turn.turn.index: turn.turn for turn in interview.marked.turns}
        self._said: dict[Mention, str] = {}
        for mention in (m for entity in interview.entities for m in entity.mentions):
            turn = turns[mention.turn_index]
            text = (turn.speaker or "") if mention.in_speaker else turn.text
            self._said[mention] = text[mention.span.start : mention.span.end]

    def clean(self, means: Means) -> CleanTranscript:
        """Return the interview without what the profile takes out; all else is unchanged.

        What can't be generalised, shifted or given another name gets its numbered stand-in.

        Raises:
            PrivacyStop: Identifiers overlap, so that words would stay.
        """
        stand_ins = {}
        numbered = zip(self._interview.entities, self._interview.numbers, strict=True)
        for entity, number in numbered:
            for mention in entity.mentions:
                other = self._instead(mention, entity, means)
                stand_ins[mention] = other or stand_in(entity.entity_type, number)
        kept = frozenset(mention for entity in self.kept for mention in entity.mentions)
        return redact(self._interview.marked, stand_ins, kept=kept)

    @cached_property
    def kept(self) -> frozenset[Entity]:
        """What stays as it was said: of a type that is kept, and without any other identifier.

        A place that is kept gives a person away when it is called after one who is not.
        """
        kept = frozenset(
            entity
            for entity in self._interview.entities
            if self._profile.action(entity.entity_type) is Action.KEEP
        )
        while exposing := self._exposing(kept):
            kept -= exposing
        return kept

    @property
    def surfaces_to_hide(self) -> set[str]:
        """Every text that may not stand in what the profile gives away. Holds raw words.

        They are those of all identifiers and of the roster, but for what the profile keeps.
        """
        return {said for said, _ in self._hidden(self.kept)}

    def _exposing(self, kept: frozenset[Entity]) -> frozenset[Entity]:
        names = ContainedNames(s for s, kind in self._hidden(kept) if kind not in _SAID_BY_MANY)
        return frozenset(
            entity
            for entity in kept
            if any(names.stand_in(self._said[mention]) for mention in entity.mentions)
        )

    def _hidden(self, kept: frozenset[Entity]) -> set[tuple[str, EntityType]]:
        found = {
            (self._said[mention], entity.entity_type)
            for entity in self._interview.entities
            if entity not in kept
            for mention in entity.mentions
        }
        return found | self._listed

    @cached_property
    def _listed(self) -> set[tuple[str, EntityType]]:
        return {
            (entry.value, entry.entity_type)
            for entry in self._interview.roster
            if self._profile.action(entry.entity_type) is not Action.KEEP
        }

    @cached_property
    def _names(self) -> ContainedNames:
        """What no wider term may say: names that the site listed, or a person or service has."""
        places = (*_SAID_BY_MANY, EntityType.LOCATION)
        found = {said for said, kind in self._hidden(frozenset()) if kind not in places}
        return ContainedNames(found | {said for said, _ in self._listed})

    def _instead(self, mention: Mention, entity: Entity, means: Means) -> str | None:
        """Return what stands there instead of a number; None for the number."""
        action = self._profile.action(entity.entity_type)
        if action is Action.SURROGATE:
            return self._surrogate(mention, entity, means)
        if action not in (Action.GENERALISE, Action.SHIFT) or mention.in_speaker:
            return None
        wider = self._wider(self._said[mention], entity.entity_type, means)
        return None if wider is None or self._names.stand_in(wider) else wider

    def _surrogate(self, mention: Mention, entity: Entity, means: Means) -> str | None:
        surrogate = means.surrogates.get(entity.key)
        if surrogate is None or not all(map(means.forbidden.allow, surrogate.names)):
            return None
        return say_surrogate(self._said[mention], entity, surrogate)

    def _wider(self, said: str, kind: EntityType, means: Means) -> str | None:
        year = self._interview.year
        if kind is EntityType.DATE and self._profile.action(kind) is Action.SHIFT:
            return shift_date(said, means.shift_days, latest_year=year)
        if kind is EntityType.DATE:
            return widen_date(said, self._profile.date_detail, latest_year=year)
        if kind is EntityType.AGE:
            return age_band(said, self._profile.age_band_years)
        if kind is EntityType.LOCATION:
            return wider_place(said, means.gazetteer, self._profile.place_detail)
        return postcode_area(said)
