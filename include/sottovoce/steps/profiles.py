"""The words of one interview as each profile of the study gives them away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sottovoce.adapters.gazetteer import load_gazetteer
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.vault import VaultKey
from sottovoce.adapters.surrogate_names import load_names
from sottovoce.config.policy import TEAM, Action, Profile
from sottovoce.deidentify.policy.profiles import Interview, Means, ProfileText
from sottovoce.deidentify.policy.surrogates import ForbiddenNames, Surrogate, pool_for
from sottovoce.deidentify.text.mentions import group_mentions
from sottovoce.deidentify.text.second_look import find_survivors
from sottovoce.errors import PrivacyStop, UnreadableUpload
from sottovoce.model.ids import InterviewCode, SubmissionId
from sottovoce.model.releases import CleanTranscript
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.steps.deidentify import kept_roster
from sottovoce.steps.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Words:
    """What was said in an interview, and what is known of it.

    Attributes:
        marked: The words and every identifier in them.
        roster: What the site listed.
        participant: The site's code for who was interviewed.
        year: In which it was held.
    """

    marked: MarkedTranscript
    roster: Roster
    participant: str
    year: int


class Profiles:
    """Makes every profile's text of interviews, one after the other, for one task."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._profiles = place.study.deidentify.profiles

    def set_readers(self) -> None:
        """Let the store know who may read which profile."""
        self._place.store.set_readers(
            {name: each.readers for name, each in self._profiles.items() if name != TEAM}
        )

    def clean(self, site: str, code: InterviewCode, words: Words) -> dict[str, CleanTranscript]:
        """Return the words by each profile of the study, ``team`` among them.

        Raises:
            PrivacyStop: By one of them, something that was taken out would still stand there.
        """
        entities = group_mentions(words.marked)
        keys = [
            VaultKey(self._scope(site, code, e.entity_type), e.entity_type, e.key) for e in entities
        ]
        numbers = self._place.vault.numbers(keys)
        interview = Interview(words.marked, entities, numbers, words.roster.entries, words.year)
        forbidden = self._forbidden(interview)
        surrogates = self._surrogates(interview, keys, forbidden)
        return {
            name: self._by(
                profile, interview, self._means(profile, site, words, surrogates, forbidden)
            )
            for name, profile in self._profiles.items()
        }

    def _by(self, profile: Profile, interview: Interview, means: Means) -> CleanTranscript:
        text = ProfileText(profile, interview)
        clean = text.clean(means)
        surfaces = text.surfaces_to_hide
        survivors = find_survivors(clean, surfaces, is_common=self._place.is_ordinary)
        if survivors:
            raise PrivacyStop(
                f"{len(survivors)} identifiers are still in the text after they were replaced."
            )
        return clean

    def _scope(self, site: str, code: InterviewCode, entity_type: EntityType) -> str:
        """A place is the same place everywhere; a first name is somebody else at the next site."""
        how_far = self._place.study.deidentify.pseudonym_scope
        if entity_type is not EntityType.PERSON or how_far == "study":
            return "study"
        return site if how_far == "site" else code

    def _means(
        self,
        profile: Profile,
        site: str,
        words: Words,
        surrogates: Mapping[str, Surrogate],
        forbidden: ForbiddenNames,
    ) -> Means:
        shift_days = self._place.vault.shift_days(site, words.participant, profile.shift_up_to_days)
        return Means(load_gazetteer(), shift_days, surrogates, forbidden)

    @cached_property
    def _gives_surrogates(self) -> bool:
        actions = (profile.action(EntityType.PERSON) for profile in self._profiles.values())
        return Action.SURROGATE in actions

    def _forbidden(self, interview: Interview) -> ForbiddenNames:
        """Forbid every name of every roster, whatever was found, and every word that was said."""
        if not self._gives_surrogates:
            return ForbiddenNames(())
        said = [
            text for t in interview.marked.turns for text in (t.turn.text, t.turn.speaker or "")
        ]
        found = [e.key for e in interview.entities]
        return ForbiddenNames([*self._rostered_names, *found], said)

    def _surrogates(
        self, interview: Interview, keys: Sequence[VaultKey], forbidden: ForbiddenNames
    ) -> dict[str, Surrogate]:
        if not self._gives_surrogates:
            return {}
        names = load_names()
        people = [
            (key, pool_for(entity, interview.marked, names, forbidden))
            for entity, key in zip(interview.entities, keys, strict=True)
            if entity.entity_type is EntityType.PERSON
        ]
        given = self._place.vault.surrogates(people)
        return {key.key: name for (key, _), name in zip(people, given, strict=True) if name}

    @cached_property
    def _rostered_names(self) -> list[str]:
        listed = [entry.value for roster in self._rosters() for entry in roster.entries]
        return [*listed, *(entry.value for entry in self._place.vault.lists.roster())]

    def _rosters(self) -> Iterator[Roster]:
        originals = Originals(self._place.objects, self._place.settings.raw_bucket)
        registered = self._place.ledger.submissions()
        for submission, _ in originals.submissions():
            if submission in registered:
                yield self._roster(originals, submission)

    def _roster(self, originals: Originals, submission: SubmissionId) -> Roster:
        try:
            return kept_roster(self._place, originals, originals.record(submission))
        except UnreadableUpload:  # its submission is quarantined for it, and nobody knows its names
            return Roster()
