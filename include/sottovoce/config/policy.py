"""What becomes of each type of identifier, in each profile of a study."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sottovoce.config.frozen import Frozen
from sottovoce.model.spans import EntityType

TEAM = "team"
"""The profile that every study has: what the store's own tables hold."""

RULES_VERSION = 1
"""Raised whenever the same profile would say something else, so that fingerprints change."""

_DATA = (("gazetteer", "places.txt"), ("surrogate_names", "names.txt"))

ProfileName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
RoleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,62}$")]


class Action(StrEnum):
    """What becomes of an identifier."""

    KEEP = "keep"
    """It stays as it was said."""
    GENERALISE = "generalise"
    """Something wider takes its place: ``[Age 40-49]``."""
    SHIFT = "shift"
    """Another date takes its place, as far off as all dates of that participant."""
    REPLACE = "replace"
    """A numbered stand-in takes its place: ``[Person 3]``."""
    SURROGATE = "surrogate"
    """Another name of like origin and gender takes its place."""


_ALWAYS = frozenset({Action.KEEP, Action.REPLACE})
POSSIBLE: Mapping[EntityType, frozenset[Action]] = {
    **dict.fromkeys(EntityType, _ALWAYS),
    **dict.fromkeys(
        (EntityType.AGE, EntityType.POSTCODE, EntityType.LOCATION), _ALWAYS | {Action.GENERALISE}
    ),
    EntityType.DATE: _ALWAYS | {Action.GENERALISE, Action.SHIFT},
    EntityType.PERSON: _ALWAYS | {Action.SURROGATE},
}
"""What a study may decide, by type."""


class Profile(Frozen):
    """One of the forms in which a study gives its interviews away."""

    readers: tuple[RoleName, ...] = ()
    """Roles of the store's server that may read it. ``team`` has none: its tables are the store's
    own."""

    actions: dict[EntityType, Action] = Field(default_factory=dict)
    """What becomes of each type; ``replace`` where nothing is said."""

    age_band_years: Literal[5, 10, 20] = 10
    """Years in a band of ages."""

    date_detail: Literal["month", "year"] = "month"
    """What is left of a generalised date: month and year, or the year."""

    shift_up_to_days: int = Field(180, ge=60, le=182)
    """How far a participant's dates may be shifted. At least 31 days always, so that no date
    becomes itself, and less than half a year, so that no season comes round."""

    place_detail: Literal["county", "region"] = "county"
    """What is left of a generalised place."""

    def action(self, entity_type: EntityType) -> Action:
        """Return what becomes of identifiers of a type."""
        return self.actions.get(entity_type, Action.REPLACE)

    @model_validator(mode="after")
    def _says_what_is_possible(self) -> Self:
        for kind, action in self.actions.items():
            if action not in POSSIBLE[kind]:
                choices = ", ".join(sorted(POSSIBLE[kind]))
                raise ValueError(f"actions.{kind} can't be {action}; say one of {choices}")
        return self


def with_team(profiles: Mapping[str, Profile]) -> dict[str, Profile]:
    """Return the profiles, ``team`` first; it replaces everything unless the study says otherwise.

    Raises:
        ValueError: The team's profile names readers.
    """
    team = profiles.get(TEAM, Profile())
    if team.readers:
        raise ValueError(
            "team has no readers of its own: it is what the role analyst reads. Give other people "
            "a profile of their own, or make them members of analyst on the server"
        )
    return {TEAM: team, **{name: each for name, each in profiles.items() if name != TEAM}}


def fingerprint_of(found: str, profiles: Mapping[str, Profile]) -> str:
    """Return twelve hex digits that change when any text of the study would.

    Who may read a profile does not count. Of a study with the default profile alone they are those
    of what is found, so that an upgrade does not make it do everything again.

    Args:
        found: What decides which identifiers are found, as JSON.
        profiles: The study's profiles.
    """
    said = found
    if profiles != {TEAM: Profile()}:
        declared = [f"{name}={_declared(each)}" for name, each in sorted(profiles.items())]
        said += "\n".join(["", str(RULES_VERSION), *declared, *_data_digests()])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _declared(profile: Profile) -> str:
    actions = sorted((kind, profile.action(kind)) for kind in EntityType)
    rest = profile.model_dump_json(exclude={"readers", "actions"})
    return f"{rest} {' '.join(f'{kind}:{action}' for kind, action in actions)}"


def _data_digests() -> list[str]:
    """A name or a place that is added to the lists changes what the profiles say."""
    adapters = files("sottovoce.adapters")
    return [hashlib.sha256(adapters.joinpath(*path).read_bytes()).hexdigest() for path in _DATA]
