"""Who looks at interviews, what is wanted of each site, and settings that the Desk lacks."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from sottovoce.config import Settings, StudyConfig, load_study
from sottovoce.errors import StudyConfigError
from sottovoce.steps.workplace import Workplace

STUDY = """
study: small
title: A small study
sites:
  s01: {name: Northford, bucket: site-s01}
  s02: {name: Southwick, bucket: site-s02, targets: {manager: 3, peer_worker: 0}}
roles: [peer_worker, manager, service_user]
"""


def a_study(tmp_path: Path, more: str = "") -> StudyConfig:
    file = tmp_path / "study.yaml"
    file.write_text(STUDY + more)
    return load_study(file)


def test_a_study_that_says_nothing_has_one_reader_and_takes_answers_anywhere(tmp_path):
    review = a_study(tmp_path).review
    assert not review.second_reader
    assert not review.needs_desk
    assert review.sites_of("anybody") == frozenset()


def test_a_reviewer_reads_the_sites_that_are_listed_and_no_other(tmp_path):
    review = a_study(tmp_path, "review: {reviewers: {one: [s01], two: all, three: []}}").review
    assert review.sites_of("one") == {"s01"}
    assert review.sites_of("two") is None
    assert review.sites_of("three") == frozenset()
    assert review.sites_of("four") == frozenset()


def test_two_readers_read_at_the_desk(tmp_path):
    assert a_study(tmp_path, "review: {second_reader: true}").review.needs_desk


@pytest.mark.parametrize(
    ("more", "named"),
    [
        pytest.param("review: {reviewers: {one: [s03]}}", "s03", id="a site that is not there"),
        pytest.param("review: {reviewers: {one: some}}", "reviewers", id="neither codes nor all"),
        pytest.param("review: {reviewers: {'o ne': all}}", "reviewers", id="no user name"),
        pytest.param("review: {readers: 2}", "readers", id="a mistyped key"),
        pytest.param(
            "review: {second_reader: true, only_at_desk: false}", "only_at_desk", id="contradiction"
        ),
        pytest.param("targets: {receptionist: 2}", "receptionist", id="a role that is not there"),
        pytest.param("targets: {manager: -1}", "targets", id="fewer than none"),
        pytest.param("small_cell: -1", "small_cell", id="a cell of fewer than none"),
    ],
)
def test_what_can_not_be_is_refused_by_its_name(tmp_path, more, named):
    with pytest.raises(StudyConfigError, match=named):
        a_study(tmp_path, more)


def test_a_site_s_own_target_has_to_be_of_a_role_too(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(STUDY.replace("manager: 3", "receptionist: 3"))
    with pytest.raises(StudyConfigError, match=r"sites\.s02\.targets names receptionist"):
        load_study(file)


def test_what_a_site_says_of_its_targets_counts_before_what_the_study_says(tmp_path):
    study = a_study(tmp_path, "targets: {manager: 1, peer_worker: 2}")
    assert study.targets_for("s01") == {"peer_worker": 2, "manager": 1}
    assert study.targets_for("s02") == {"peer_worker": 0, "manager": 3}


@pytest.mark.parametrize(
    "more",
    [
        "review: {second_reader: true, reviewers: {one: all}}",
        "review: {only_at_desk: true}",
        "targets: {manager: 4}",
        "small_cell: 9",
    ],
)
def test_who_looks_and_what_is_wanted_is_no_other_policy(tmp_path, more):
    assert a_study(tmp_path).policy_fingerprint == a_study(tmp_path, more).policy_fingerprint


def a_desk_s_place(tmp_path: Path) -> Workplace:
    a_study(tmp_path)
    return Workplace(
        Settings(
            study_file=tmp_path / "study.yaml",
            s3_access_key=SecretStr("unused"),
            s3_secret_key=SecretStr("unused"),
            ledger_dsn=SecretStr("host=nowhere"),
            vault_dsn=None,
            vault_key=None,
            store_dsn=None,
        )
    )


@pytest.mark.parametrize(
    ("which", "setting"),
    [("vault", "SOTTOVOCE_VAULT_DSN"), ("store", "SOTTOVOCE_STORE_DSN")],
)
def test_who_lacks_the_vault_or_the_store_is_told_which_setting_it_is(tmp_path, which, setting):
    with pytest.raises(StudyConfigError, match=setting):
        getattr(a_desk_s_place(tmp_path), which)


def test_a_process_that_lives_on_reads_a_study_file_that_was_changed(tmp_path):
    place = a_desk_s_place(tmp_path)
    before = place.study_now()
    assert place.study_now() is before
    (tmp_path / "study.yaml").write_text(STUDY.replace("A small study", "A large study"))
    assert place.study_now().title == "A large study"
    assert place.study.title == "A large study"


def test_a_study_file_that_was_broken_is_an_error_and_not_the_study_of_before(tmp_path):
    place = a_desk_s_place(tmp_path)
    place.study_now()
    (tmp_path / "study.yaml").write_text("study: [")
    for _ in range(2):
        with pytest.raises(StudyConfigError, match="study file"):
            place.study_now()


def test_a_task_keeps_to_the_study_it_began_with(tmp_path):
    place = a_desk_s_place(tmp_path)
    assert place.study.title == "A small study"
    (tmp_path / "study.yaml").write_text(STUDY.replace("A small study", "A large study"))
    os.utime(tmp_path / "study.yaml", (1, 1))
    assert place.study.title == "A small study"
