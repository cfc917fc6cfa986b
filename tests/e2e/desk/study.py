"""The study of these tests: its study file, and its interviews as three sites would send them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

import yaml
from tests.e2e.desk.interviews import KEPT_QUIET, Interview, interviews

from sottovoce.intake.discovery import folder_hash
from sottovoce.model.manifests import MANIFEST_NAME
from sottovoce_demo.outcomes import Whereabouts, place_of, read_whereabouts
from sottovoce_demo.stack import Project
from sottovoce_demo.study import DemoStudy, DemoSubmission, ExpectedInterview
from sottovoce_demo.study.faults import Draft
from sottovoce_demo.study.formats import write_plainly
from sottovoce_demo.study.tables import manifest_csv
from sottovoce_demo.study.writers import write_vtt

SITES = {"s01": "Alderbrook", "s02": "Brackwater", "s03": "Copperfell"}
REVIEWERS = {"reviewer": ["s01", "s02"], "reviewer2": ["s02", "s03"]}
ROLES = ("service_user", "peer_worker", "colleague", "manager", "commissioner")
FIRST_ROW = 2  # the header is row 1
BORROWED = ("dags", "plugins", "expectations")
CHECKOUT = Path(__file__).resolve().parents[3]


def make_project(folder: Path) -> Project:
    """Return the checkout as Airflow sees it, but with a study file of these tests."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in BORROWED:
        if not (folder / name).exists():
            (folder / name).symlink_to(CHECKOUT / name)
    project = Project(folder, poll_seconds=10)
    declare(project)
    return project


def declare(project: Project, *, second_reader: bool = False) -> None:
    """Write the study file. What runs reads it again when it has changed."""
    declared = {
        "study": "desk-tests",
        "title": "Three services",
        "sites": {code: _site(code, name) for code, name in SITES.items()},
        "roles": list(ROLES),
        "intake": {"grace": "PT20S"},
        # So high that somebody is asked about every interview, and much in it is doubtful.
        "deidentify": {"review_threshold": 0.99},
        "review": {"second_reader": second_reader, "reviewers": REVIEWERS},
        "targets": {"service_user": 2, "peer_worker": 2, "manager": 1},
    }
    draft = project.study_file.with_suffix(".new")
    draft.write_text(yaml.safe_dump(declared, sort_keys=False))
    draft.replace(project.study_file)


def _site(code: str, name: str) -> dict[str, object]:
    participants = [f"{code}-p{n:02}" for n in range(1, 6)]
    return {"name": name, "bucket": f"site-{code}", "participants": participants}


@dataclass(frozen=True, slots=True)
class SentStudy:
    """The study on disk, and where each of its interviews is found in the ledger.

    Attributes:
        uploads: What has to be sent.
        rows: Submission and row of each interview, by its key.
    """

    uploads: DemoStudy
    rows: Mapping[str, tuple[DemoSubmission, ExpectedInterview]]

    def whereabouts(self, ledger_dsn: str) -> dict[str, Whereabouts]:
        """Return where each interview is, by its key; those that nobody saw yet are left out."""
        seen = read_whereabouts(ledger_dsn)
        found = {key: seen.get(place_of(*row), []) for key, row in self.rows.items()}
        return {key: each[0] for key, each in found.items() if each}

    @property
    def folder_hashes(self) -> set[str]:
        """What the ledger calls the folders."""
        return {folder_hash(each.site, each.folder) for each, _ in self.rows.values()}


def write_study(project: Project, folder: Path, wave: str) -> SentStudy:
    """Return the study that it has written below a folder: one submission a site."""
    told = interviews(wave)
    made = {site: _write_folder(site, told, folder, wave) for site in project.study().sites}
    rows = {key: (sent, row) for sent, by_key in made.values() for key, row in by_key.items()}
    uploads = DemoStudy(
        tuple(sent for sent, _ in made.values()), frozenset(KEPT_QUIET), frozenset(KEPT_QUIET)
    )
    return SentStudy(uploads, rows)


def _write_folder(
    site: str, told: tuple[Interview, ...], folder: Path, wave: str
) -> tuple[DemoSubmission, dict[str, ExpectedInterview]]:
    name = f"{wave} batch"
    path = folder / site / name
    path.mkdir(parents=True, exist_ok=True)
    mine = [each for each in told if each.site == site]
    drafts = [(each.file_name, _draft(each, n, wave)) for n, each in enumerate(mine, start=1)]
    for file_name, draft in drafts:
        (path / file_name).write_bytes(draft.listed)
        if draft.recording:
            (path / draft.recording[0]).write_bytes(draft.recording[1])
    (path / MANIFEST_NAME).write_text(manifest_csv(drafts, None), newline="")
    rows = {each.key: ExpectedInterview(n, "pass") for n, each in enumerate(mine, FIRST_ROW)}
    return DemoSubmission(site, name, path, False, tuple(rows.values())), rows


def _draft(interview: Interview, nth: int, wave: str) -> Draft:
    if interview.recording:  # its words are spoken already, so that the wave is told beside them
        content = write_vtt(interview.transcript, note=f"of the {wave} conversations")
    else:
        content = write_plainly(interview.transcript, interview.file_name)
    # A person who is interviewed twice on one day is a duplicate; waves are of different days.
    day = date(2025, 1, 1) + timedelta(days=crc32(wave.encode()) % 300 + nth)
    fields = {
        "site_code": interview.site,
        "participant_code": f"{interview.site}-p{nth:02}",
        "role": interview.role,
        "interview_date": day.isoformat(),
        "interviewer_code": f"{interview.site}-int1",
        "language": "en",
        "consent_transcript": "yes",
        "consent_audio": "yes" if interview.recording else "no",
        "consent_date": day.isoformat(),
    }
    return Draft(fields, listed=content, sent=content, recording=interview.recording)
