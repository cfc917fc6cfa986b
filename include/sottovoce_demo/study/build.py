"""Write the whole demo study to disk: folders as sites would send them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sottovoce.config.study import StudyConfig
from sottovoce.model.manifests import MANIFEST_NAME, ROSTER_NAME
from sottovoce_demo.study.drafts import DraftWriter
from sottovoce_demo.study.faults import Draft, break_manifest
from sottovoce_demo.study.gold import GoldInterview, read_gold, read_rare_names
from sottovoce_demo.study.identifiers import all_identifiers, distinctive_identifiers
from sottovoce_demo.study.model import DemoStudy, DemoSubmission, ExpectedInterview
from sottovoce_demo.study.plan import PLAN, PlannedFolder, PlannedInterview
from sottovoce_demo.study.spoken import CONVERSATIONS
from sottovoce_demo.study.tables import manifest_csv, roster_csv
from sottovoce_demo.study.words import CANARY_ROSTER

FIRST_ROW = 2  # the header is row 1


def build_demo_study(
    gold_dir: Path, out_dir: Path, study: StudyConfig, *, seed: int = 7
) -> DemoStudy:
    """Return the study of uploads that it has written below a folder.

    The same arguments give the same bytes, except for the one document with a password, which
    is salted. Building again into the same folder leaves that one alone, so it changes nothing.

    Args:
        gold_dir: The gold set: ``transcripts``, ``rosters``, ``names.csv``, ``gold_io.py``.
        out_dir: Where to write; made if missing. Submissions lie at ``<site>/<folder>``.
        study: The study; needs the sites of the gold set and participants enough for each.
        seed: Decides dates and interviewers.

    Raises:
        StudyConfigError: The study file lacks a site or has too few participants.
        OSError: The gold set can't be read, or the folder can't be written.
    """
    gold = read_gold(gold_dir)
    writer = DraftWriter(PLAN, gold, study, seed=seed)
    return DemoStudy(
        tuple(_write_folder(planned, out_dir, gold, writer) for planned in PLAN),
        all_identifiers(gold.values(), PLAN),
        distinctive_identifiers(gold.values(), PLAN, read_rare_names(gold_dir)),
    )


def _write_folder(
    planned: PlannedFolder, out_dir: Path, gold: dict[str, GoldInterview], writer: DraftWriter
) -> DemoSubmission:
    path = out_dir / planned.site / planned.folder
    path.mkdir(parents=True, exist_ok=True)
    rows = [
        (each.file_name, _write_transcript(each, writer.draft(planned.site, each), path))
        for each in planned.interviews
    ]
    roster = _write_roster(planned, gold, path)
    # Last, as a site does it: a submission counts once its manifest is there.
    (path / MANIFEST_NAME).write_bytes(_manifest_bytes(planned, manifest_csv(rows, roster)))
    return DemoSubmission(
        planned.site, planned.folder, path, planned.is_faulty, tuple(_expected(planned))
    )


def _write_transcript(planned: PlannedInterview, draft: Draft, folder: Path) -> Draft:
    path = folder / planned.file_name
    if planned.fault == "password-protected" and path.exists():
        locked = path.read_bytes()  # salted: a new one would be another upload
        return replace(draft, listed=locked, sent=locked)
    if draft.sent is not None:
        path.write_bytes(draft.sent)
    if draft.recording is not None:
        name, sound = draft.recording
        (folder / name).write_bytes(sound)
    return draft


def _write_roster(
    planned: PlannedFolder, gold: dict[str, GoldInterview], folder: Path
) -> bytes | None:
    if not planned.has_roster:
        return None
    roster = roster_csv(_known_beforehand(each, gold) for each in planned.interviews)
    (folder / ROSTER_NAME).write_bytes(roster)
    return roster


def _known_beforehand(
    planned: PlannedInterview, gold: dict[str, GoldInterview]
) -> tuple[tuple[str, str], ...]:
    if planned.gold:
        return gold[planned.gold].roster
    return CONVERSATIONS[planned.spoken].roster if planned.spoken else CANARY_ROSTER


def _manifest_bytes(planned: PlannedFolder, manifest: str) -> bytes:
    if planned.manifest_fault is None:
        return manifest.encode()
    return break_manifest(manifest, planned.manifest_fault)


def _expected(planned: PlannedFolder) -> Iterator[ExpectedInterview]:
    if planned.manifest_fault:
        fault = planned.manifest_fault
        yield ExpectedInterview(0, "quarantined", fault, fault)
        return
    for row, each in enumerate(planned.interviews, start=FIRST_ROW):
        if each.fault:
            yield ExpectedInterview(row, "quarantined", each.fault, each.fault)
        else:
            yield _passing(row, each)


def _passing(row: int, planned: PlannedInterview) -> ExpectedInterview:
    if planned.recording is None:
        return ExpectedInterview(row, "pass")
    sound = planned.recording
    return ExpectedInterview(row, "pass", sound.finding_code, sound=sound.outcome)
