"""Each interview of the plan with its manifest cells and its transcript."""

import random
from collections.abc import Iterable
from datetime import date, timedelta

from sottovoce.config.study import StudyConfig
from sottovoce.errors import StudyConfigError
from sottovoce_demo.study.faults import Draft, break_row
from sottovoce_demo.study.formats import write_gold, write_plainly
from sottovoce_demo.study.gold import GoldInterview
from sottovoce_demo.study.plan import PlannedFolder, PlannedInterview
from sottovoce_demo.study.spoken import recorded_conversation, recording
from sottovoce_demo.study.words import short_interview

FIRST_DAY = date(2026, 2, 2)
N_WEEKS = 12


class DraftWriter:
    """Writes the interviews of one study; the same plan and seed give the same drafts."""

    def __init__(
        self,
        plan: Iterable[PlannedFolder],
        gold: dict[str, GoldInterview],
        study: StudyConfig,
        *,
        seed: int,
    ) -> None:
        """Give every person of the plan a participant code and every gold interview its file.

        Raises:
            StudyConfigError: The study lacks a site, or participants at one.
        """
        self._gold = gold
        self._gold_files = write_gold(gold)
        self._study = study
        self._seed = seed
        self._participants = _assign_participants(plan, gold, study)

    def draft(self, site: str, planned: PlannedInterview) -> Draft:
        """Return one interview, with its fault if it has one."""
        content = self._content(planned)
        fields = self._fields(site, planned)
        sound = Draft(fields, listed=content, sent=content, recording=_recording(planned))
        if planned.fault is None:
            return sound
        return break_row(sound, planned.fault, tuple(self._study.sites))

    def _content(self, planned: PlannedInterview) -> bytes:
        if planned.gold is not None:
            return self._gold_files[planned.gold]
        if planned.spoken is not None:
            return write_plainly(recorded_conversation(planned.spoken), planned.file_name)
        return write_plainly(short_interview(planned.fault or "late one"), planned.file_name)

    def _fields(self, site: str, planned: PlannedInterview) -> dict[str, str]:
        # Seeded by the conversation and not drawn in sequence: one sent twice stays the same.
        chance = random.Random(f"{self._seed} {site} {planned.who}")  # noqa: S311
        role = chance.choice(self._study.roles)
        interviewed = _some_working_day(chance)
        return {
            "site_code": site,
            "participant_code": self._participants[site, planned.who],
            "role": self._gold[planned.gold].role if planned.gold else role,
            "interview_date": interviewed.isoformat(),
            "interviewer_code": f"{site}-int{chance.randint(1, 3)}",
            "language": self._study.languages[0],
            "consent_transcript": "yes",
            "consent_audio": _consent_to_audio(planned),
            "consent_date": (interviewed - timedelta(days=chance.randint(0, 10))).isoformat(),
        }


def _recording(planned: PlannedInterview) -> tuple[str, bytes] | None:
    if planned.recording is None:
        return None
    return planned.recording.file_name, recording(planned.recording.made)


def _consent_to_audio(planned: PlannedInterview) -> str:
    return "yes" if planned.recording and planned.recording.is_agreed else "no"


def _some_working_day(chance: random.Random) -> date:
    return FIRST_DAY + timedelta(weeks=chance.randrange(N_WEEKS), days=chance.randrange(5))


def _assign_participants(
    plan: Iterable[PlannedFolder], gold: dict[str, GoldInterview], study: StudyConfig
) -> dict[tuple[str, str], str]:
    # Gold interviews first, by name, so that a new fault in the plan renumbers nobody.
    people: dict[str, dict[str, None]] = {}
    for name, interview in gold.items():
        people.setdefault(interview.site, {})[name] = None
    for folder in plan:
        people.setdefault(folder.site, {}).update((each.who, None) for each in folder.interviews)
    return {
        (site, who): code
        for site, everyone in people.items()
        for who, code in zip(everyone, _codes(site, len(everyone), study), strict=True)
    }


def _codes(site: str, n_people: int, study: StudyConfig) -> tuple[str, ...]:
    if site not in study.sites or len(study.sites[site].participants) < n_people:
        raise StudyConfigError(
            f"The demo study needs site {site} with {n_people} participants in the study file."
        )
    return study.sites[site].participants[:n_people]
