"""The list that leak searches use is complete, and holds nothing that stands about by chance."""

import re

import pytest

from sottovoce_demo.study.model import DemoSubmission
from sottovoce_demo.study.words import (
    CANARIES,
    CAPTION_NOTE,
    TRACES,
    polish_interview,
    short_interview,
)


def test_every_marked_surface_and_every_name_of_a_roster_is_listed(demo, gold_dir):
    # Read here by other means than the product reads it.
    transcripts = "".join(
        p.read_text(encoding="utf-8") for p in (gold_dir / "transcripts").iterdir()
    )
    marked = set(re.findall(r"\{\{[A-Z_]+\|([^}]*)\}\}", transcripts))
    lines = [
        p.read_text(encoding="utf-8").splitlines()[1:] for p in (gold_dir / "rosters").iterdir()
    ]
    rosters = {line.split(",", 1)[1] for file in lines for line in file}
    assert len(marked) > 700
    assert marked | rosters <= demo.identifiers


def test_names_of_files_and_folders_and_what_is_buried_in_files_are_listed(demo):
    planted = CANARIES | {text.strip() for text in TRACES.texts}
    folders = {submission.folder for submission in demo.submissions}
    files = {p.name for s in demo.submissions for p in s.path.iterdir()} - {
        "interviews.csv",
        "roster.csv",
    }
    assert planted | folders | files <= demo.identifiers
    assert planted | folders | files <= demo.distinctive_identifiers


@pytest.mark.parametrize("canary", sorted(CANARIES))
def test_every_canary_is_really_somewhere(canary):
    spoken = short_interview("no-consent").text + polish_interview().text
    assert canary in " ".join((spoken, *TRACES.texts, CAPTION_NOTE))


@pytest.mark.parametrize(
    ("text", "is_distinctive"),
    [
        pytest.param("Philippa Lane", True, id="a full name"),
        pytest.param("Selamawit", True, id="a rare first name"),
        pytest.param("Tyne Marches Integrated Care Board", True, id="an organisation"),
        pytest.param("Will", False, id="a name that is a word"),
        pytest.param("41", False, id="an age"),
        pytest.param("March 2021", False, id="a month, as in a log"),
        pytest.param("Reading", False, id="a town that is a word"),
        pytest.param("GR", False, id="initials"),
    ],
)
def test_only_what_stands_nowhere_by_chance_is_distinctive(demo, text, is_distinctive):
    assert text in demo.identifiers
    assert (text in demo.distinctive_identifiers) == is_distinctive


def test_distinctive_identifiers_are_some_of_all(demo):
    assert demo.distinctive_identifiers < demo.identifiers
    assert len(demo.distinctive_identifiers) > 500


def test_the_study_file_names_nobody(demo, study_file):
    declared = study_file.read_text(encoding="utf-8")
    assert [text for text in demo.distinctive_identifiers if text in declared] == []


def test_the_repr_of_a_submission_says_which_site_and_no_name(tmp_path):
    submission = DemoSubmission("s01", "Philippa Lane", tmp_path / "Philippa Lane", False, ())
    assert "Philippa" not in repr(submission)
    assert "s01" in repr(submission)


def test_the_repr_of_the_study_names_nobody(demo, gold):
    shown = repr(demo) + repr(gold)
    assert [text for text in demo.distinctive_identifiers if text in shown] == []
