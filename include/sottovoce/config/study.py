"""The study file: what a data manager decides, in one validated object."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from sottovoce.config.audio import AudioPolicy
from sottovoce.config.frozen import Frozen
from sottovoce.config.policy import TEAM, Action, Profile, ProfileName, fingerprint_of, with_team
from sottovoce.config.review import ReviewPolicy
from sottovoce.errors import StudyConfigError
from sottovoce.model.spans import EntityType

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,30}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=10_000)]


class Site(Frozen):
    """One study site."""

    name: str = Field(repr=False)
    """What people call it. Shown to data managers only."""

    bucket: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{2,62}$")
    """The site's own bucket."""

    participants: tuple[Code, ...] = ()
    """Codes of the people this site may send interviews of."""

    targets: dict[Code, Count] = Field(default_factory=dict)
    """How many interviews of a role are wanted of this site, where the study's number is not it."""


class DeidentifyPolicy(Frozen):
    """What counts as an identifier, and what stands in for it."""

    entity_types: tuple[EntityType, ...] = tuple(EntityType)
    """Types that are taken out."""

    detect_threshold: Share = 0.05
    """Spans scored lower than this are left alone. Lower finds more, and masks more."""

    review_threshold: Share = 0.7
    """How sure it has to be that nothing is left in an interview before nobody needs to look at it.

    Masked spans scored lower are called doubtful."""

    pseudonym_scope: Literal["interview", "site", "study"] = "site"
    """How far one name means one person. The same first name at two sites is two people."""

    profiles: dict[ProfileName, Profile] = Field(default_factory=lambda: {TEAM: Profile()})
    """What becomes of what is found, by name of the profile; ``team`` is always there."""

    @field_validator("profiles")
    @classmethod
    def _team_is_always_there(cls, profiles: dict[str, Profile]) -> dict[str, Profile]:
        return with_team(profiles)

    @model_validator(mode="after")
    def _actions_are_for_types_that_are_found(self) -> Self:
        for name, profile in self.profiles.items():
            for kind, action in profile.actions.items():
                if kind not in self.entity_types and action is not Action.KEEP:
                    raise ValueError(
                        f"profiles.{name}.actions.{kind} says {action}, but {kind} is not among "
                        "entity_types, so it would stay as it is; add it there, or say keep"
                    )
        return self


class Intake(Frozen):
    """How uploads are awaited and how large they may be."""

    grace: timedelta = timedelta(hours=1)
    """How long files that a manifest lists may still be under way."""

    max_transcript_bytes: int = Field(20_000_000, gt=0)
    """A larger transcript is refused unread."""

    max_recording_bytes: int = Field(4_000_000_000, gt=0)
    """A larger recording is not taken."""

    max_manifest_bytes: int = Field(5_000_000, gt=0)
    """A larger manifest or roster is refused unread."""


class StudyConfig(Frozen):
    """One study, as declared in ``study.yaml``."""

    study: Code
    """Short name of the study."""

    title: str
    """Its name as people say it."""

    sites: dict[Code, Site] = Field(min_length=1)
    """Sites by code."""

    roles: tuple[Code, ...] = Field(min_length=1)
    """Roles that are interviewed, written as in the manifest, e.g. ``peer_worker``."""

    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = ("en",)
    """ISO 639-1 codes of the languages that can be de-identified."""

    intake: Intake = Intake()
    deidentify: DeidentifyPolicy = DeidentifyPolicy()
    audio: AudioPolicy = AudioPolicy()
    review: ReviewPolicy = ReviewPolicy()

    targets: dict[Code, Count] = Field(default_factory=dict)
    """How many interviews of each role are wanted of each site; a role that is left out has none.
    The pages of the Desk show what came against it; nothing else depends on it."""

    small_cell: int = Field(3, ge=0, le=100)
    """At the Desk a site and role with fewer people than this is marked, and so is a figure about
    fewer interviews: it may tell of one person. Shown, not enforced."""

    @model_validator(mode="after")
    def _no_two_sites_share_a_bucket(self) -> Self:
        buckets = [site.bucket for site in self.sites.values()]
        if len(set(buckets)) < len(buckets):
            raise ValueError("two sites have the same bucket; each needs its own")
        return self

    @model_validator(mode="after")
    def _what_is_named_elsewhere_is_declared(self) -> Self:
        _check_roles(self.targets, self.roles, "targets")
        for code, site in self.sites.items():
            _check_roles(site.targets, self.roles, f"sites.{code}.targets")
        for user, sites in self.review.reviewers.items():
            unknown = sorted({*sites} - {*self.sites}) if sites != "all" else []
            if unknown:
                raise ValueError(
                    f"review.reviewers.{user} names site {unknown[0]}, which is not among sites; "
                    "correct the code, or add the site"
                )
        return self

    def targets_for(self, site: str) -> dict[str, int]:
        """Return how many interviews of each role are wanted of a site, in the order of roles.

        Args:
            site: Its code.

        Returns:
            The roles that have a target; what the site says counts before what the study says.
        """
        wanted = {**self.targets, **self.sites[site].targets}
        return {role: wanted[role] for role in self.roles if role in wanted}

    @property
    def policy_fingerprint(self) -> str:
        """Twelve hex digits that change when the de-identification policy does."""
        found = self.deidentify.model_dump_json(exclude={"profiles"}) + self.audio.fingerprinted
        return fingerprint_of(found, self.deidentify.profiles)


def _check_roles(targets: Mapping[str, int], roles: tuple[str, ...], where: str) -> None:
    unknown = sorted({*targets} - {*roles})
    if unknown:
        raise ValueError(
            f"{where} names {unknown[0]}, which is not among roles; correct it, or add the role"
        )


def load_study(path: Path) -> StudyConfig:
    """Return the study declared in a YAML file.

    Raises:
        StudyConfigError: The file is missing, is not YAML, or breaks a rule.
    """
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
        return StudyConfig.model_validate(declared)
    except OSError as error:
        raise StudyConfigError(
            f"The study file {path} can't be read. Set SOTTOVOCE_STUDY_FILE to where it is."
        ) from error
    except (yaml.YAMLError, ValidationError) as error:
        raise StudyConfigError(f"The study file {path} is wrong: {error}") from error
