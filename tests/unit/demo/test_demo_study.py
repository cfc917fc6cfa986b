"""What the demo study sends, checked against the files that lie on disk."""

import csv
import hashlib
import io
from collections import Counter
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from sottovoce.errors import StudyConfigError
from sottovoce.model.manifests import MANIFEST_COLUMNS, MANIFEST_NAME, ROSTER_NAME
from sottovoce_demo.study import build_demo_study
from sottovoce_demo.study.faults import ManifestFault, RowFault
from sottovoce_demo.study.plan import PLAN

ROW_FAULTS = get_args(RowFault)
MANIFEST_FAULTS = get_args(ManifestFault)
IN_THE_CELLS = {
    "no-consent",
    "consent-after-interview",
    "unknown-role",
    "wrong-site",
    "unknown-participant",
}


def read_rows(submission):
    text = (submission.path / MANIFEST_NAME).read_bytes().decode()
    return dict(enumerate(csv.DictReader(io.StringIO(text)), start=2))


def rows_with_expectations(demo):
    """Every row of every manifest that can be read."""
    for submission in demo.submissions:
        if [each.row for each in submission.expected] != [0]:
            rows = read_rows(submission)
            for each in submission.expected:
                yield submission, rows[each.row], each


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def broken_rules(submission, row, study):
    interviewed, signed = (date.fromisoformat(row[f"{c}_date"]) for c in ("interview", "consent"))
    rules = {
        "wrong-site": row["site_code"] == submission.site,
        "unknown-participant": row["participant_code"] in study.sites[submission.site].participants,
        "unknown-role": row["role"] in study.roles,
        "no-consent": row["consent_transcript"] == "yes",
        "consent-after-interview": signed <= interviewed,
        "language-outside-study": row["language"] in study.languages,
    }
    return {code for code, is_kept in rules.items() if not is_kept}


def test_every_site_sends_its_two_gold_interviews_and_they_pass(demo, study_config):
    passing = Counter(s.site for s in demo.submissions for e in s.expected if e.outcome == "pass")
    spoken = Counter(f.site for f in PLAN for each in f.interviews if each.spoken)
    assert passing - spoken == dict.fromkeys(study_config.sites, 2)
    assert spoken.total() == 2
    assert len(study_config.sites) == 10


@pytest.mark.parametrize("fault", [*ROW_FAULTS, *MANIFEST_FAULTS])
def test_every_fault_is_there_once_and_its_interview_is_to_be_quarantined(demo, fault):
    (found,) = [each for each in demo.expected if each.fault == fault]
    assert (found.outcome, found.finding_code) == ("quarantined", fault)
    assert (found.row == 0) == (fault in MANIFEST_FAULTS)


def test_what_passes_has_no_fault(demo):
    sound = [each for each in demo.expected if each.outcome == "pass"]
    assert {each.fault for each in sound} == {""}
    assert {e.finding_code for e in sound if e.sound in (None, "released")} == {None}
    assert all(e.finding_code for e in sound if e.sound in ("kept back", "refused"))
    assert len(demo.expected) - len(sound) == len(ROW_FAULTS) + len(MANIFEST_FAULTS)


def test_some_faults_travel_with_sound_interviews_and_some_alone(demo):
    mixed = [
        s for s in demo.submissions if {e.outcome for e in s.expected} == {"pass", "quarantined"}
    ]
    alone = [s for s in demo.submissions if {e.outcome for e in s.expected} == {"quarantined"}]
    assert len(mixed) >= 3
    assert len(alone) >= 3


def test_only_folders_without_a_fault_are_left_to_the_command_that_checks_them(demo):
    for submission in demo.submissions:
        has_fault = any(each.fault for each in submission.expected)
        assert submission.raw_manifest == has_fault
    assert sum(not s.raw_manifest for s in demo.submissions) >= 6


def test_each_row_breaks_the_one_rule_that_its_fault_names(demo, study_config):
    for submission, row, each in rows_with_expectations(demo):
        expected = {each.fault} & IN_THE_CELLS
        assert broken_rules(submission, row, study_config) == expected
        assert tuple(row) == MANIFEST_COLUMNS


def test_sizes_and_digests_are_true_except_where_the_fault_is_that_they_are_not(demo):
    for submission, row, each in rows_with_expectations(demo):
        path = submission.path / row["transcript_file"]
        assert path.exists() == (each.fault != "file-not-sent")
        if path.exists():
            is_true = row["transcript_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
            assert is_true == (each.fault != "checksum-mismatch")
            # A wrong size would give the mismatch away without reading.
            assert int(row["transcript_bytes"]) == path.stat().st_size


def test_each_manifest_vouches_for_the_roster_beside_it(demo):
    with_roster = 0
    for submission, row, _ in rows_with_expectations(demo):
        path = submission.path / ROSTER_NAME
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
        assert row["roster_sha256"] == digest
        with_roster += path.exists()
    assert 0 < with_roster < len(demo.expected)


def test_a_roster_lists_each_name_of_its_interviews_once(demo, gold):
    whole = next(s for s in demo.submissions if s.site == "s08")
    lines = (whole.path / ROSTER_NAME).read_text(encoding="utf-8").splitlines()
    names = {
        f"{kind},{value}" for g in gold.values() if g.site == "s08" for kind, value in g.roster
    }
    assert lines[0] == "kind,value"
    assert sorted(lines[1:]) == sorted(names)


def test_one_interview_is_sent_twice_and_all_others_once(demo):
    seen = {}
    for submission, row, each in rows_with_expectations(demo):
        who = (submission.site, row["participant_code"], row["role"], row["interview_date"])
        assert (who in seen) == (each.fault == "duplicate-interview")
        if who in seen:
            # Also for a listing, which is in the order of keys.
            assert f"{seen[who]}/" < f"{submission.folder}/"
        seen.setdefault(who, submission.folder)


def test_nothing_lies_in_a_folder_that_its_manifest_does_not_list(demo):
    for submission in demo.submissions:
        if [each.row for each in submission.expected] != [0]:
            rows = read_rows(submission).values()
            listed = {row[f"{kind}_file"] for row in rows for kind in ("transcript", "recording")}
            lying = {path.name for path in submission.path.iterdir()}
            assert lying <= listed | {MANIFEST_NAME, ROSTER_NAME}


def test_nothing_is_written_outside_the_folder(demo, out_dir):
    assert list(out_dir.parent.iterdir()) == [out_dir]
    assert {path.relative_to(out_dir).parts[0] for path in out_dir.rglob("*")} == {
        submission.site for submission in demo.submissions
    }


def test_building_again_into_the_same_folder_changes_no_byte(demo, gold_dir, out_dir, study_config):
    before = contents(out_dir)
    assert build_demo_study(gold_dir, out_dir, study_config) == demo
    assert contents(out_dir) == before


def test_two_builds_differ_in_nothing_but_the_salt_of_the_locked_document(
    demo, gold_dir, out_dir, study_config, tmp_path
):
    build_demo_study(gold_dir, tmp_path, study_config)
    one, other = contents(out_dir), contents(tmp_path)
    differing = {path for path in one | other if one.get(path) != other.get(path)}
    (locked,) = [
        s.path for s in demo.submissions if "password-protected" in {e.fault for e in s.expected}
    ]
    assert {out_dir / path.parent for path in differing} == {locked}
    assert {path.suffix for path in differing} == {".docx", ".csv"}


def test_a_different_seed_gives_different_dates_and_the_same_words(
    demo, gold_dir, out_dir, study_config, tmp_path
):
    build_demo_study(gold_dir, tmp_path, study_config, seed=8)
    whole = Path("s08") / "Biscuit Town Peers"
    one, other = contents(out_dir / whole), contents(tmp_path / whole)
    assert {path.name for path in one if one[path] != other[path]} == {MANIFEST_NAME}


def test_a_study_with_too_few_participants_is_refused_by_site(gold_dir, study_config, tmp_path):
    site = study_config.sites["s03"].model_copy(update={"participants": ("s03-p01",)})
    short = study_config.model_copy(update={"sites": study_config.sites | {"s03": site}})
    with pytest.raises(StudyConfigError, match="site s03 with 4 participants"):
        build_demo_study(gold_dir, tmp_path, short)
    assert list(tmp_path.iterdir()) == []
