import hashlib
import re
from pathlib import Path

import pytest
import yaml

from sottovoce.config import StudyConfig, load_study
from sottovoce.config.policy import POSSIBLE, TEAM, Action
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.errors import StudyConfigError
from sottovoce.model.spans import EntityType

STUDY = """
study: small
title: A small study
sites: {s01: {name: Northford, bucket: site-s01}}
roles: [peer_worker]
deidentify: {%s}
"""


def a_study(tmp_path: Path, deidentify: str = "") -> StudyConfig:
    file = tmp_path / "study.yaml"
    file.write_text(STUDY % deidentify)
    return load_study(file)


def profiles(tmp_path: Path, declared: str) -> StudyConfig:
    return a_study(tmp_path, f"profiles: {{{declared}}}")


def test_a_study_that_says_nothing_has_the_teams_profile_which_replaces_everything(tmp_path):
    (name, profile), *others = a_study(tmp_path).deidentify.profiles.items()
    assert (name, others) == (TEAM, [])
    assert {profile.action(kind) for kind in EntityType} == {Action.REPLACE}


def test_the_teams_profile_is_there_whatever_else_is(tmp_path):
    study = profiles(tmp_path, "workshop: {readers: [facilitators], actions: {AGE: generalise}}")
    assert list(study.deidentify.profiles) == [TEAM, "workshop"]


@pytest.mark.parametrize("kind", list(EntityType))
@pytest.mark.parametrize("action", list(Action))
def test_an_action_is_taken_for_the_types_it_can_do(tmp_path, kind, action):
    declared = f"workshop: {{actions: {{{kind}: {action}}}}}"
    if action in POSSIBLE[kind]:
        profile = profiles(tmp_path, declared).deidentify.profiles["workshop"]
        assert profile.action(kind) is action
    else:
        with pytest.raises(StudyConfigError, match=f"{kind} can't be {action}; say one of"):
            profiles(tmp_path, declared)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        pytest.param("workshop: {action: {}}", "action", id="a mistyped key"),
        pytest.param("workshop: {actions: {NAME: replace}}", "NAME", id="no type"),
        pytest.param("workshop: {actions: {AGE: hide}}", "AGE", id="no action"),
        pytest.param("Workshop: {}", "profiles.Workshop", id="a name with a capital"),
        pytest.param("team: {readers: [analyst]}", "what the role analyst reads", id="readers"),
        pytest.param("workshop: {readers: ['x; DROP']}", "readers", id="no name of a role"),
        pytest.param("workshop: {age_band_years: 7}", "age_band_years", id="an odd band"),
        pytest.param("workshop: {shift_up_to_days: 30}", "shift_up_to_days", id="too near"),
        pytest.param("workshop: {shift_up_to_days: 365}", "shift_up_to_days", id="a year"),
        pytest.param("workshop: {place_detail: street}", "place_detail", id="too near a place"),
    ],
)
def test_a_profile_that_can_not_be_says_where_it_is_wrong(tmp_path, declared, said):
    with pytest.raises(StudyConfigError, match=re.escape(said)) as wrong:
        profiles(tmp_path, declared)
    assert "study.yaml" in str(wrong.value)


def test_an_action_for_a_type_that_is_not_looked_for_is_an_error(tmp_path):
    with pytest.raises(StudyConfigError, match="AGE is not among entity_types"):
        a_study(
            tmp_path, "entity_types: [PERSON], profiles: {workshop: {actions: {AGE: generalise}}}"
        )


def test_a_study_with_the_default_profile_has_the_fingerprint_it_had_without_profiles(tmp_path):
    study = profiles(tmp_path, "team: {}")
    without = study.deidentify.model_dump_json(exclude={"profiles"})
    assert study.policy_fingerprint == hashlib.sha256(without.encode()).hexdigest()[:12]
    assert study.policy_fingerprint == a_study(tmp_path).policy_fingerprint


FINGERPRINTED = [
    pytest.param("workshop: {actions: {AGE: generalise}}", id="an action"),
    pytest.param("team: {actions: {AGE: generalise}}", id="of the team"),
    pytest.param("workshop: {}", id="another profile"),
    pytest.param("archive: {}", id="its name"),
    pytest.param("workshop: {age_band_years: 5}", id="the band"),
    pytest.param("workshop: {date_detail: year}", id="detail of dates"),
    pytest.param("workshop: {place_detail: region}", id="detail of places"),
    pytest.param("workshop: {shift_up_to_days: 90}", id="how far"),
    pytest.param("", id="nothing"),
]


def test_everything_that_changes_a_text_changes_the_fingerprint(tmp_path):
    seen = {profiles(tmp_path, each.values[0]).policy_fingerprint for each in FINGERPRINTED}
    assert len(seen) == len(FINGERPRINTED)


def test_saying_the_default_and_who_may_read_changes_no_fingerprint(tmp_path):
    said = profiles(tmp_path, "workshop: {readers: [a_role], actions: {AGE: replace}}")
    assert said.policy_fingerprint == profiles(tmp_path, "workshop: {}").policy_fingerprint


@pytest.mark.parametrize("table", [("gazetteer", "places.txt"), ("surrogate_names", "names.txt")])
def test_the_fingerprint_covers_the_tables(tmp_path, monkeypatch, table):
    from sottovoce.config import policy

    before = profiles(tmp_path, "workshop: {}").policy_fingerprint
    monkeypatch.setattr(policy, "_DATA", tuple(each for each in policy._DATA if each != table))
    assert profiles(tmp_path, "workshop: {}").policy_fingerprint != before


def test_the_profiles_that_the_study_file_shows_can_be_used(tmp_path):
    shown = Path("study.yaml").read_text().partition("\n  # profiles:\n")[2]
    lines = ["profiles:", *(line.removeprefix("  # ") for line in shown.splitlines() if line)]
    policy = DeidentifyPolicy.model_validate(yaml.safe_load("\n".join(lines)))
    assert list(policy.profiles) == [TEAM, "workshop", "archive"]
