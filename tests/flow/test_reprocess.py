"""A policy or a detector that changes: what was cleaned before is cleaned again, and counted."""

import logging
from contextlib import suppress
from pathlib import Path

import pytest
from tests.flow.builders import TALK, a_manifest, a_row

from sottovoce import steps
from sottovoce.adapters.presidio import TextDetector
from sottovoce.errors import PrivacyStop, StudyConfigError
from sottovoce.model.rosters import Roster
from sottovoce.model.states import State
from sottovoce.review import summarise
from sottovoce.review.decisions import APPROVE
from sottovoce.steps import release as release_step
from sottovoce.steps.reprocess import reprocess
from sottovoce.transcripts import parse_transcript

TALKED = TALK.encode()
RULE = (
    "  - {name: Sayings, type: custom, supported_language: en, supported_entity: OTHER_ID,"
    " patterns: [{name: saying, regex: '%s', score: %s}]}\n"
)
SURE = ("long time", 0.9)
DOUBTFUL = (
    "goes well|what does|day look|try it|peer worker|using the|what was|asked me|would like"
    "|come to|started after|myself",
    0.25,
)
"""What a newer detector finds in TALK, and the score its rule gives: enough to mask it, or only
enough to show it to a person. No names, because what the real rules find changes with them."""
WORDS = ("Maureen", "Pickersgill", "Halifax", "Okonkwo")


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory):
    """Return a detector that also knows some sayings, and the registry that makes it so."""
    made: dict[tuple, tuple[Path, TextDetector]] = {}

    def upgrade(*sayings: tuple[str, float]) -> tuple[Path, TextDetector]:
        if sayings not in made:
            file = tmp_path_factory.mktemp("registry") / "recognizers.yaml"
            file.write_text("recognizers:\n" + "".join(RULE % saying for saying in sayings))
            from sottovoce.config.study import DeidentifyPolicy

            made[sayings] = file, TextDetector(DeidentifyPolicy(), study_registry=file)
        return made[sayings]

    return upgrade


@pytest.fixture
def upgrade(small_study, upgraded):
    """Let the study go on with another detector."""

    def use(*sayings: tuple[str, float]) -> None:
        file, detector = upgraded(*sayings)
        small_study.place.settings = small_study.place.settings.model_copy(
            update={"recognizers_file": file}
        )
        small_study.place.__dict__["detector"] = detector

    return use


def send_and_release(study, **cells: str) -> None:
    study.send(
        "s01", "one", {"talk.txt": TALKED, "interviews.csv": a_manifest(a_row(TALKED, **cells))}
    )
    study.run()


def run_again(*, dry_run: bool = False, sites: tuple[str, ...] = ()) -> dict[str, int]:
    counts: dict[str, int] = {}
    for batch in steps.plan_reprocessing(sites):
        report = steps.reprocess_interviews(batch, dry_run=dry_run)
        assert report["faults"] == []
        counts |= report["counts"]
    return counts


def answer(choice: str = APPROVE) -> str:
    (run,) = steps.reviews_due()
    steps.open_review(run["conf"]["interview_id"], str(run["conf"]["seq"]))
    said = {"chosen_options": [choice], "responded_by_user": {"id": "1", "name": "manager"}}
    return steps.decide(run["conf"]["interview_id"], str(run["conf"]["seq"]), said)


def stored(study) -> str:
    """The words of all interviews in the store."""
    return study.query("SELECT coalesce(string_agg(text, ' '), '') FROM study.turns")[0][0]


def cleaned(study) -> str:
    """Everything in the bucket for clean files."""
    objects = study.place.objects
    return " ".join(
        objects.read("clean", key, max_bytes=10**6).decode() for key in study.keys("clean")
    )


def last_step(study):
    (record,) = study.place.ledger.waiting([*State])
    return study.place.ledger.history(record.interview_id)[-1]


@pytest.fixture
def review_what_is_doubtful(upgraded, detector):
    """Let a study be sure enough of TALK, unless its detector has nearly masked DOUBTFUL."""

    def use(study) -> None:
        policy = study.place.study.deidentify
        transcript = parse_transcript(TALKED, file_name="talk.txt")
        plain, faint = (
            summarise(each.detect(transcript, Roster()), policy).risk
            for each in (detector, upgraded(DOUBTFUL)[1])
        )
        assert plain < faint
        threshold = f"review_threshold: {1 - (plain + faint) / 2:.4f}"
        study.use_policy("review_threshold: 0.0", threshold)

    return use


def an_approved_interview(study) -> None:
    """Everything is doubtful, so a person is asked and agrees; then it is released."""
    study.use_policy("review_threshold: 0.0", "review_threshold: 0.99")
    send_and_release(study)
    assert answer() == "approved"
    study.run()
    assert study.states() == {"released": 1}


def test_where_nothing_changed_nothing_is_done_again(small_study):
    send_and_release(small_study)
    assert steps.plan_reprocessing() == []


def test_a_release_says_which_policy_and_which_detector_made_it(small_study):
    send_and_release(small_study)
    detail = last_step(small_study).detail
    assert detail["policy"] == small_study.place.study.policy_fingerprint
    assert detail["detector"] == small_study.place.detector.fingerprint
    (spans,) = [key for key in small_study.keys("raw") if "spans" in key]
    assert detail["detector"] in spans


def test_what_a_newer_detector_finds_leaves_the_store_and_is_counted(small_study, upgrade):
    send_and_release(small_study)
    assert "long time" in stored(small_study)
    upgrade(SURE)
    counts = run_again()
    assert (counts["released"], counts["added"], counts["removed"]) == (1, 1, 0)
    assert "long time" not in stored(small_study) + cleaned(small_study)
    assert "started after" in stored(small_study)
    step = last_step(small_study)
    assert (step.before, step.after, step.actor) == (State.RELEASED, State.RELEASED, "reprocess")
    assert (step.detail["added"], step.detail["added_other_id"]) == (1, 1)
    assert step.detail["detector"] == small_study.place.detector.fingerprint
    assert len([key for key in small_study.keys("raw") if "spans" in key]) == 1
    assert steps.watch()["faults"] == []


def test_a_second_run_finds_nothing_left_to_do(small_study, upgrade):
    send_and_release(small_study)
    upgrade(SURE)
    run_again()
    length = small_study.place.ledger.verify_chain()
    assert run_again() == {}
    assert small_study.place.ledger.verify_chain() == length


def test_a_batch_that_is_run_twice_is_done_once(small_study, upgrade):
    send_and_release(small_study)
    upgrade(SURE)
    (batch,) = steps.plan_reprocessing()
    steps.reprocess_interviews(batch, dry_run=False)
    assert steps.reprocess_interviews(batch, dry_run=False)["counts"] == {"already done": 1}


def test_a_dry_run_counts_the_same_and_changes_nothing(small_study, upgrade):
    send_and_release(small_study)
    upgrade(SURE)
    before = stored(small_study), cleaned(small_study), small_study.keys("raw")
    length = small_study.place.ledger.verify_chain()
    promised = run_again(dry_run=True)
    assert (stored(small_study), cleaned(small_study), small_study.keys("raw")) == before
    assert small_study.place.ledger.verify_chain() == length
    assert run_again() == promised


def test_only_the_sites_that_are_named_are_done_again(small_study, upgrade):
    send_and_release(small_study)
    upgrade(SURE)
    assert steps.plan_reprocessing(["s02"]) == []
    assert len(steps.plan_reprocessing(["s01"])) == 1
    with pytest.raises(StudyConfigError, match="no site s09"):
        steps.plan_reprocessing(["s09"])


def test_a_policy_that_only_says_otherwise_what_stands_there_searches_nothing(small_study):
    send_and_release(small_study)
    assert "[Place in West Yorkshire]" not in stored(small_study)
    small_study.use_policy(
        "review_threshold: 0.0",
        "review_threshold: 0.0, profiles: {team: {actions: {LOCATION: generalise}}}",
    )
    small_study.place.__dict__["detector"] = None  # searching would need it
    counts = run_again()
    assert (counts["released"], counts["added"], counts["removed"]) == (1, 0, 0)
    assert "[Place in West Yorkshire]" in stored(small_study)
    assert last_step(small_study).detail["policy"] == small_study.place.study.policy_fingerprint
    assert steps.plan_reprocessing() == []


def test_what_is_newly_doubtful_leaves_the_store_and_waits_for_a_person(
    small_study, review_what_is_doubtful, upgrade
):
    review_what_is_doubtful(small_study)
    send_and_release(small_study)
    upgrade(DOUBTFUL)
    assert run_again()["in_review"] == 1
    assert stored(small_study) == ""
    assert small_study.keys("clean") == []
    assert last_step(small_study).detail["newly_doubtful_other_id"] > 1
    assert steps.watch()["faults"] == []
    answer()
    small_study.run()
    assert small_study.states() == {"released": 1}
    assert "started after" in stored(small_study)


def test_an_approved_interview_goes_back_to_review_when_something_is_newly_doubtful(
    small_study, upgrade
):
    an_approved_interview(small_study)
    upgrade(DOUBTFUL)
    assert run_again()["in_review"] == 1
    assert stored(small_study) == ""
    (run,) = steps.reviews_due()
    assert run["conf"]["seq"] == last_step(small_study).seq
    actors = [step.actor for step in small_study.place.ledger.history(run["conf"]["interview_id"])]
    assert "manager" in actors


def test_an_approval_still_counts_where_nothing_is_newly_doubtful(small_study):
    an_approved_interview(small_study)
    small_study.use_policy("review_threshold: 0.99", "review_threshold: 0.98")
    assert run_again()["released"] == 1
    assert small_study.query("SELECT reviewed FROM study.lineage") == [(True,)]


def test_an_approved_interview_that_waits_for_release_keeps_its_approval(small_study):
    small_study.use_policy("review_threshold: 0.0", "review_threshold: 0.99")
    send_and_release(small_study)
    answer()
    small_study.use_policy("review_threshold: 0.99", "review_threshold: 0.98")
    assert run_again()["approved"] == 1
    small_study.run()
    assert small_study.query("SELECT reviewed FROM study.lineage") == [(True,)]


def test_what_is_in_review_is_asked_about_anew(small_study, review_what_is_doubtful, upgrade):
    review_what_is_doubtful(small_study)
    upgrade(DOUBTFUL)
    send_and_release(small_study)
    (first,) = steps.reviews_due()
    steps.open_review(first["conf"]["interview_id"], str(first["conf"]["seq"]))
    upgrade(SURE, DOUBTFUL)
    counts = run_again()
    assert (counts["in_review"], counts["added"]) == (1, 1)
    said = {"chosen_options": [APPROVE], "responded_by_user": None}
    assert (
        steps.decide(first["conf"]["interview_id"], str(first["conf"]["seq"]), said)
        == "already done"
    )
    assert answer() == "approved"
    small_study.run()
    assert "long time" not in stored(small_study)


def test_what_is_not_doubtful_any_more_needs_no_person(
    small_study, review_what_is_doubtful, upgrade
):
    review_what_is_doubtful(small_study)
    upgrade(SURE, DOUBTFUL)
    send_and_release(small_study)
    assert small_study.states() == {"in_review": 1}
    upgrade(SURE)
    counts = run_again()
    assert (counts["deidentified"], counts["newly_doubtful"]) == (1, 0)
    small_study.run()
    assert small_study.states() == {"released": 1}


class Killed(BaseException):
    """The process ends here; nothing catches it."""


@pytest.mark.parametrize(
    ("who", "method"),
    [
        pytest.param("objects", "put", id="before the spans are written"),
        pytest.param("store", "replace_interview", id="before the store"),
        pytest.param("ledger", "move", id="after the store, before the ledger"),
        pytest.param("objects", "delete", id="after the ledger"),
    ],
)
@pytest.mark.parametrize("sayings", [(SURE,), (SURE, DOUBTFUL)], ids=["sure", "doubtful"])
def test_a_run_that_is_killed_half_way_is_finished_by_the_next(
    small_study, review_what_is_doubtful, upgrade, monkeypatch, who, method, sayings
):
    review_what_is_doubtful(small_study)
    send_and_release(small_study)
    upgrade(*sayings)
    (batch,) = steps.plan_reprocessing()

    def die(*_, **__):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(getattr(small_study.place, who), method, die)
        with suppress(Killed):
            steps.reprocess_interviews(batch, dry_run=False)
    run_again()
    if DOUBTFUL in sayings:
        assert small_study.states() == {"in_review": 1}
        assert last_step(small_study).detail["newly_doubtful"] > 1
        answer()
        small_study.run()
    assert small_study.states() == {"released": 1}
    assert "long time" not in stored(small_study) + cleaned(small_study)
    assert "started after" in stored(small_study)
    assert small_study.query("SELECT count(*) FROM study.interviews") == [(1,)]
    assert steps.watch()["faults"] == []


@pytest.mark.parametrize("sayings", [(SURE,), (SURE, DOUBTFUL)], ids=["sure", "doubtful"])
def test_who_withdraws_meanwhile_stays_out(
    small_study, review_what_is_doubtful, upgrade, monkeypatch, sayings
):
    review_what_is_doubtful(small_study)
    send_and_release(small_study)
    upgrade(*sayings)
    (batch,) = steps.plan_reprocessing()
    move = small_study.place.ledger.move

    def withdraw_first(*given, **options):
        if options["actor"] == "reprocess":
            steps.withdraw_participant("s01", "s01-p01", "a data manager")
        return move(*given, **options)

    with monkeypatch.context() as patch:
        patch.setattr(small_study.place.ledger, "move", withdraw_first)
        report = steps.reprocess_interviews(batch, dry_run=False)
    assert report["counts"]["already done"] == 1
    assert small_study.states() == {"withdrawn": 1}
    assert stored(small_study) == ""
    assert small_study.keys("clean") == []
    assert not [key for key in small_study.keys("raw") if "spans" in key]


def test_an_interview_that_somebody_else_is_loading_is_left_for_later(small_study, upgrade):
    send_and_release(small_study)
    upgrade(SURE)
    (record,) = small_study.place.ledger.waiting([State.RELEASED])
    other = type(small_study.place.ledger)(small_study.place.settings.ledger_dsn.get_secret_value())
    with other.exclusively(f"load {record.interview_code}") as is_ours:
        assert is_ours
        assert run_again()["left for later"] == 1
    assert run_again()["released"] == 1


def test_a_newer_version_released_meanwhile_is_not_replaced_by_the_older_one(
    small_study, upgrade, monkeypatch
):
    send_and_release(small_study)
    upgrade(SURE)
    (batch,) = steps.plan_reprocessing()
    later = TALKED + b"[00:01:00] Respondent: I would do it all again, every single day of it.\n"
    files = {"talk.txt": later, "interviews.csv": a_manifest(a_row(later))}
    from sottovoce.steps import reprocess as reprocess_step

    search = reprocess_step.search_again

    def search_slowly(place, interview):
        found = search(place, interview)
        small_study.send("s01", "one", files)
        small_study.run()
        return found

    monkeypatch.setattr(reprocess_step, "search_again", search_slowly)
    assert steps.reprocess_interviews(batch, dry_run=False)["counts"]["already done"] == 1
    assert "all again" in stored(small_study)
    assert small_study.query("SELECT count(*) FROM study.interviews") == [(1,)]


@pytest.mark.parametrize(
    ("sayings", "state", "n_stored"),
    [pytest.param((SURE,), "released", 1), pytest.param((DOUBTFUL,), "quarantined", 0)],
)
def test_an_older_version_that_is_still_in_the_store_is_cleaned_too_or_leaves_it(
    small_study, review_what_is_doubtful, upgrade, sayings, state, n_stored
):
    review_what_is_doubtful(small_study)
    send_and_release(small_study)
    send_and_release(small_study, role="cook")
    upgrade(*sayings)
    assert run_again()[state] == 1
    assert small_study.query("SELECT count(*) FROM study.interviews") == [(n_stored,)]
    assert "long time" not in stored(small_study) or state == "quarantined"
    assert steps.watch()["faults"] == []


def test_a_text_that_can_not_be_shown_to_be_safe_leaves_the_store(
    small_study, upgrade, monkeypatch
):
    send_and_release(small_study)
    upgrade(SURE)

    def stop(*_, **__):
        raise PrivacyStop("An identifier is still in the text.")

    with monkeypatch.context() as patch:
        patch.setattr(release_step, "build_release", stop)
        assert run_again()["in_review"] == 1
    assert stored(small_study) == ""
    assert steps.watch()["faults"] == []


def test_an_interview_that_can_not_be_read_is_a_fault_and_stays_as_it_is(small_study, upgrade):
    send_and_release(small_study)
    upgrade(SURE)
    (key,) = [key for key in small_study.keys("raw") if "transcript" in key]
    small_study.place.objects.put("raw", key, TALKED + b"[00:09:00] Respondent: Zebedee.\n")
    (batch,) = steps.plan_reprocessing()
    (fault,) = steps.reprocess_interviews(batch, dry_run=False)["faults"]
    assert "not what was kept" in fault
    assert small_study.states() == {"released": 1}


@pytest.mark.parametrize("dry_run", [True, False])
def test_the_log_has_counts_and_no_words(small_study, upgrade, caplog, dry_run):
    send_and_release(small_study)
    upgrade(SURE)
    (batch,) = steps.plan_reprocessing()
    with caplog.at_level(logging.INFO, logger="sottovoce"):
        steps.reprocess_interviews(batch, dry_run=dry_run)
        steps.add_up([{"counts": {"released": 1}, "faults": []}, None])
    assert "released to released; added 1 (OTHER_ID 1)" in caplog.text
    assert not any(word in caplog.text for word in (*WORDS, "long time"))


def test_the_sites_receipt_says_that_it_is_released_as_before(small_study, upgrade):
    send_and_release(small_study)
    upgrade(SURE)
    run_again()
    (key,) = [key for key in small_study.keys("site-s01", "receipts/one/") if key.endswith(".json")]
    receipt = small_study.place.objects.read("site-s01", key, max_bytes=10**6).decode()
    assert '"state": "released"' in receipt
    assert receipt.count('"state": "released"') == 3
    assert '"needs_action": false' in receipt


def test_the_command_shows_what_would_change_without_words(small_study, upgrade, capsys):
    import typer

    from sottovoce.cli.reprocess import reprocess as command

    send_and_release(small_study)
    upgrade(SURE)
    with pytest.raises(typer.Exit):
        command()
    shown = capsys.readouterr().out
    assert "added 1 (OTHER_ID 1)" in shown
    assert not any(word in shown for word in (*WORDS, "long time"))
    assert "long time" in stored(small_study)


def test_rows_name_interviews_by_id(small_study, upgrade):
    send_and_release(small_study)
    upgrade(SURE)
    (batch,) = steps.plan_reprocessing()
    _, (row,) = reprocess(batch, dry_run=True)
    assert row.interview_id in batch["interviews"]
    assert (row.before, row.after) == (State.RELEASED, State.RELEASED)
