"""Interviews under profiles, without a vault."""

from sottovoce.adapters.gazetteer import load_gazetteer
from sottovoce.config.policy import Profile
from sottovoce.deidentify.policy.profiles import Interview, Means, ProfileText
from sottovoce.deidentify.policy.surrogates import ForbiddenNames, Surrogate
from sottovoce.deidentify.text.mentions import group_mentions
from sottovoce.model.rosters import RosterEntry
from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import MarkedTranscript


def an_interview(marked: MarkedTranscript, *roster: tuple[EntityType, str]) -> Interview:
    entities = group_mentions(marked)
    entries = tuple(RosterEntry(kind, value) for kind, value in roster)
    return Interview(marked, entities, range(1, len(entities) + 1), entries, 2026)


def means(
    surrogates: dict[str, Surrogate] | None = None, forbidden: ForbiddenNames | None = None
) -> Means:
    return Means(load_gazetteer(), 80, surrogates or {}, forbidden or ForbiddenNames(()))


def under(profile: Profile, interview: Interview, tools: Means | None = None) -> list[str]:
    """Return the clean text of each turn."""
    clean = ProfileText(profile, interview).clean(tools or means())
    return [turn.text for turn in clean.turns]


def a_profile(**actions: str) -> Profile:
    return Profile.model_validate({"actions": actions})
