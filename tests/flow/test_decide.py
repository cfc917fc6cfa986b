"""What a reviewer decides at the Desk is what is released, whatever happens in between."""

import pytest
from tests.flow.builders import TALK
from tests.flow.reading_builders import (
    answer,
    finish,
    last_seq,
    mask,
    opened,
    place_of,
    released,
    send,
    send_for_review,
    show,
)

from sottovoce import steps
from sottovoce.adapters.kept_spans import KeptSpans
from sottovoce.adapters.postgres.desk.readings import Readings
from sottovoce.adapters.postgres.ledger import Ledger
from sottovoce.adapters.postgres.vault_lists import ListedWords
from sottovoce.adapters.postgres.vault_memory import VaultMemory
from sottovoce.adapters.presidio import TextDetector
from sottovoce.errors import NotReviewable, PrivacyStop
from sottovoce.model.spans import EntityType
from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE, REJECT
from sottovoce.review.marks import Verdict
from sottovoce.steps import release as release_step
from sottovoce.steps import review
from sottovoce.steps.desk import reading as desk


def test_what_a_reviewer_masked_and_showed_is_exactly_what_is_released(small_study):
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "long time")
    show(small_study, interview, "one", "Halifax")
    assert finish(small_study, interview, "one") == "approved"
    small_study.run()
    text = released(small_study)
    assert small_study.states() == {"released": 1}
    assert "[Reference 1]" in text
    assert "long time" not in text
    assert "I live in Halifax" in text
    assert "Maureen" not in text
    (step,) = [s for s in small_study.place.ledger.history(interview) if s.after == "approved"]
    assert (step.actor, step.detail["readers"], step.detail["marks"]) == ("one", 1, 2)


def test_a_decision_that_died_anywhere_is_done_again_to_the_same_end(small_study, monkeypatch):
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "long time")
    version = show(small_study, interview, "one", "Halifax")
    desk.finish(small_study.place, interview, "one", version, "approve")
    for where, name in (
        (KeptSpans, "write"),
        (type(small_study.place.vault.memory), "remember"),
        (type(small_study.place.vault.lists), "add"),
        (Readings, "mark_applied"),
        (Ledger, "move"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(where, name, _dies)
            with pytest.raises(_Death):
                answer(small_study, interview, "one")
    assert answer(small_study, interview, "one") == "approved"
    small_study.run()
    assert "I live in Halifax" in released(small_study)
    assert "long time" not in released(small_study)


def test_a_decision_that_died_before_it_was_told_counts_when_the_question_is_asked_again(
    small_study, monkeypatch
):
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "day look")
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "move", _dies)
        with pytest.raises(_Death):
            finish(small_study, interview, "one")
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.99")
    for batch in steps.plan_reprocessing(()):
        steps.reprocess_interviews(batch, dry_run=False)
    assert small_study.states() == {"in_review": 1}
    assert finish(small_study, interview, "two") == "approved"
    small_study.run()
    assert "day look" not in released(small_study)


def test_what_is_masked_while_a_search_is_under_way_is_masked_after_it(small_study, monkeypatch):
    """The search began before the decision, which died before it was told, and ended after it."""
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "day look")
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.99")
    write = KeptSpans.write

    def decided_first(*spans, **more):
        with monkeypatch.context() as inner:
            inner.setattr(KeptSpans, "write", write)
            inner.setattr(Ledger, "move", _dies)
            with pytest.raises(_Death):
                finish(small_study, interview, "one")
        write(*spans, **more)

    with monkeypatch.context() as patch:
        patch.setattr(KeptSpans, "write", decided_first)
        for batch in steps.plan_reprocessing(()):
            steps.reprocess_interviews(batch, dry_run=False)
    assert small_study.states() == {"in_review": 1}
    assert finish(small_study, interview, "two") == "approved"
    small_study.run()
    assert "day look" not in released(small_study)


def test_a_run_that_is_cleared_after_its_answer_lets_the_reader_answer_anew(
    small_study, time_passes
):
    interview = send_for_review(small_study)
    version = mask(small_study, interview, "one", "day look")
    done = desk.finish(small_study.place, interview, "one", version, "approve")
    desk.answer_taken(small_study.place, done)
    time_passes()
    with pytest.raises(NotReviewable, match="answered"):
        desk.look(small_study.place, interview, "one")
    steps.open_review(interview, str(done.seq))
    reading = desk.look(small_study.place, interview, "one")
    assert reading.can_undo
    assert finish(small_study, interview, "one") == "approved"
    small_study.run()
    assert "day look" not in released(small_study)


@pytest.mark.parametrize("dies_after", ["its names are remembered", "its words are listed"])
def test_who_withdraws_while_a_decision_dies_leaves_no_words_behind(
    small_study, monkeypatch, dies_after
):
    interview, place = send_for_review(small_study), small_study.place
    reading, seq = opened(small_study, interview, "one"), str(last_seq(small_study, interview))
    name = place_of(reading, "Maureen Pickersgill", Verdict.MASK, EntityType.PERSON)
    version = desk.remember(place, interview, "one", reading.version, name, "roster").version
    desk.finish(place, interview, "one", version, "approve")
    remember = VaultMemory.remember

    def withdrawn_first(*names):
        _withdraw(small_study, "s01-p01")
        remember(*names)
        if dies_after == "its names are remembered":
            raise _Death

    with monkeypatch.context() as patch:
        patch.setattr(VaultMemory, "remember", withdrawn_first)
        patch.setattr(Readings, "mark_applied", _dies)
        with pytest.raises(_Death):
            answer(small_study, interview, "one")
    assert in_the_vault(place, interview)
    said = {"chosen_options": [APPROVE], "responded_by_user": {"id": "one", "name": "one"}}
    assert steps.decide(interview, seq, said) == "already done"
    assert not in_the_vault(place, interview)


def in_the_vault(place, interview) -> int:
    """Return how much the vault knows of an interview's words."""
    names = place.vault.memory.names("s01", of=[interview])
    return len(names.kinds) + len(place.vault.lists.roster("s01"))


class _Death(Exception):
    pass


def _dies(*_, **__):
    raise _Death


def test_two_readers_mask_what_either_masks_and_are_two_people(small_study):
    small_study.use_policy("roles:", "review: {second_reader: true}\nroles:")
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "long time")
    show(small_study, interview, "one", "Halifax")
    assert finish(small_study, interview, "one") == "second reader"
    with pytest.raises(NotReviewable):
        desk.open_reading(small_study.place, interview, "one")
    assert answer(small_study, interview, "one") == "asked again"
    first = opened(small_study, interview, "one")
    assert "added" in {span.state for turn in first.turns for span in turn.spans}
    assert finish(small_study, interview, "one") == "second reader"
    second = opened(small_study, interview, "two")
    assert second.place == 2
    assert {s.state for t in second.turns for s in t.spans} <= {"certain", "doubtful", "near_miss"}
    mask(small_study, interview, "two", "day look")
    assert finish(small_study, interview, "two") == "approved"
    counts = small_study.place.ledger.history(interview)[-1].detail
    assert (counts["only_first"], counts["only_second"]) == (2, 3)
    small_study.run()
    text = released(small_study)
    assert all(words not in text for words in ("long time", "day look", "Halifax"))


@pytest.mark.parametrize(
    ("review", "who"),
    [
        pytest.param("only_at_desk: true", "manager", id="outside the Desk"),
        pytest.param("reviewers: {other: [s02]}", "other", id="a reviewer of another site"),
    ],
)
def test_an_answer_that_does_not_count_releases_nothing_and_is_asked_again(
    small_study, review, who
):
    small_study.use_policy("roles:", f"review: {{{review}}}\nroles:")
    interview = send_for_review(small_study)
    (run,) = steps.reviews_due()
    steps.open_review(interview, str(run["conf"]["seq"]))
    assert answer(small_study, interview, who) == "asked again"
    small_study.run()
    assert small_study.states() == {"in_review": 1}
    (again,) = steps.reviews_due()
    assert again["trigger_run_id"] != run["trigger_run_id"]
    assert {k: v for k, v in again["conf"].items() if k != "seq"} == {
        k: v for k, v in run["conf"].items() if k != "seq"
    }


def test_who_is_reading_is_not_overtaken_by_an_answer_elsewhere(small_study):
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "long time")
    assert answer(small_study, interview, "manager") == "asked again"
    assert finish(small_study, interview, "one") == "approved"
    small_study.run()
    assert "long time" not in released(small_study)


def test_who_has_not_noticed_that_it_was_asked_again_is_not_overtaken_either(small_study):
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "long time")
    for _ in range(2):
        assert answer(small_study, interview, "manager") == "asked again"
    assert finish(small_study, interview, "one") == "approved"
    small_study.run()
    assert "long time" not in released(small_study)


def test_what_a_reader_was_told_is_approved_stays_closed_until_airflow_comes_to_it(
    small_study, time_passes
):
    interview = send_for_review(small_study)
    version = mask(small_study, interview, "one", "long time")
    done = desk.finish(small_study.place, interview, "one", version, "approve")
    desk.answer_taken(small_study.place, done)
    time_passes()
    for who in ("one", "two"):
        with pytest.raises(NotReviewable):
            desk.look(small_study.place, interview, who)
    assert answer(small_study, interview, "one") == "approved"


def test_a_reading_that_is_opened_again_while_it_is_acted_on_is_not_released_past_its_reader(
    small_study, monkeypatch, time_passes
):
    """The reader's page was told that Airflow had not taken the answer; it had."""
    interview = send_for_review(small_study)
    version = mask(small_study, interview, "one", "long time")
    desk.finish(small_study.place, interview, "one", version, "approve")
    time_passes()
    rulings = review.objection

    def meanwhile(*said):
        for open_it in (desk.reopen, desk.look):
            with pytest.raises(NotReviewable):
                open_it(small_study.place, interview, "one")
        return rulings(*said)

    monkeypatch.setattr(review, "objection", meanwhile)
    assert answer(small_study, interview, "one") == "approved"
    small_study.run()
    assert "long time" not in released(small_study)


def test_an_answer_counts_for_the_question_that_was_asked_and_for_none_after_it(
    small_study, monkeypatch
):
    """It is searched again while the answer is acted on, and something new is doubtful."""
    interview = send_for_review(small_study)
    asked = last_seq(small_study, interview)
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.99")
    rulings = review.objection

    def meanwhile(*said):
        for batch in steps.plan_reprocessing(()):
            steps.reprocess_interviews(batch, dry_run=False)
        return rulings(*said)

    monkeypatch.setattr(review, "objection", meanwhile)
    assert answer(small_study, interview, "one") == "already done"
    assert small_study.states() == {"in_review": 1}
    assert last_seq(small_study, interview) > asked


@pytest.fixture
def time_passes(small_study):
    """Let what was finished lie for longer than an answer takes."""
    query = "UPDATE readings SET closed_at = closed_at - interval '1 hour' RETURNING 1"
    return lambda: small_study.query_ledger(query)


def test_a_reviewer_who_finished_and_is_none_any_more_does_not_count(small_study):
    small_study.use_policy("roles:", "review: {reviewers: {one: all, two: all}}\nroles:")
    interview = send_for_review(small_study)
    version = mask(small_study, interview, "one", "long time")
    desk.finish(small_study.place, interview, "one", version, "approve")
    small_study.use_policy("{one: all, two: all}", "{two: all}")
    assert answer(small_study, interview, "manager") == "asked again"
    desk.take_over(small_study.place, interview, "two")
    assert finish(small_study, interview, "two") == "approved"


def test_an_interview_that_somebody_rejects_elsewhere_stays_out(small_study):
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "long time")
    assert answer(small_study, interview, "manager", REJECT) == "quarantined"


def test_a_rejection_at_the_desk_tells_the_site_what_the_reader_writes(small_study):
    interview = send_for_review(small_study)
    message = "The second half is a transcript of another conversation."
    assert finish(small_study, interview, "one", "reject", message) == "quarantined"
    (finding,) = small_study.place.ledger.findings(interview)
    assert finding.problem.endswith(f"They write: {message}")


def test_a_name_added_to_the_roster_is_found_in_the_site_s_next_interview_only(small_study):
    small_study.use_policy("roles:", "review: {}\nroles:")
    talk = TALK.replace("be a peer worker", "be in a support group")
    first = send_for_review(small_study, talk=talk.encode())
    place = small_study.place
    reading = opened(small_study, first, "one")
    change = place_of(reading, "support group", Verdict.MASK, EntityType.FACILITY)
    desk.remember(place, first, "one", reading.version, change, "roster")
    assert finish(small_study, first, "one") == "approved"
    other = talk.replace("Halifax", "Hexham").encode()
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.0")
    send(small_study, talk=other, folder="two", participant_code="s01-p02")
    elsewhere = talk.replace("Halifax", "Hull").encode()
    send(small_study, talk=elsewhere, site_code="s02", participant_code="s02-p01")
    texts = small_study.query(
        "SELECT site, string_agg(text, ' ') FROM study.turns JOIN study.interviews"
        " USING (interview_code) GROUP BY site, interview_code"
    )
    in_view = sorted((site, "support group" in text) for site, text in texts)
    assert in_view == [("s01", False), ("s01", False), ("s02", True)]
    _withdraw(small_study, "s01-p01")
    assert place.vault.lists.roster("s01") == ()


def _withdraw(study, participant: str) -> None:
    steps.withdraw_participant("s01", participant, "manager")


def test_a_phrase_that_is_never_to_be_masked_stays_in_the_next_interview(small_study):
    first = send_for_review(small_study)
    place = small_study.place
    reading = opened(small_study, first, "one")
    change = place_of(reading, "Halifax", Verdict.SHOW)
    desk.remember(place, first, "one", reading.version, change, "never")
    assert finish(small_study, first, "one") == "approved"
    assert place.vault.lists.never() == {"halifax"}
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.0")
    other = TALK.replace("a long time", "some time").encode()
    second = send(small_study, talk=other, folder="two", participant_code="s01-p02")
    assert place.ledger.interview(second).state is State.RELEASED
    small_study.run()  # the first one was searched again, because of the other threshold
    assert small_study.states() == {"released": 2}
    assert released(small_study).count("Halifax") == 2


@pytest.fixture
def newer_detector(small_study, tmp_path):
    """Let the study go on with a detector that also takes some words for an identifier."""

    def use(words: str) -> None:
        file = tmp_path / "recognizers.yaml"
        file.write_text(
            "recognizers:\n  - {name: Sayings, type: custom, supported_language: en,"
            f" supported_entity: OTHER_ID, patterns: [{{name: saying, regex: '{words}',"
            " score: 0.9}]}\n"
        )
        place = small_study.place
        place.settings = place.settings.model_copy(update={"recognizers_file": file})
        place.__dict__["detector"] = TextDetector(place.study.deidentify, study_registry=file)

    return use


def test_what_a_person_decided_outlives_a_newer_detector(small_study, newer_detector):
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "day look")
    show(small_study, interview, "one", "Halifax")
    finish(small_study, interview, "one")
    small_study.run()
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.0")
    newer_detector("long time|live in Halifax")
    for batch in steps.plan_reprocessing(()):
        steps.reprocess_interviews(batch, dry_run=False)
    assert small_study.states() == {"released": 1}
    text = released(small_study)
    assert "day look" not in text
    assert "long time" not in text
    assert "Halifax" in text


def test_what_a_reader_marked_and_did_not_finish_is_not_released_past_them(
    small_study, newer_detector
):
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "day look")
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.0")
    newer_detector("long time")
    for batch in steps.plan_reprocessing(()):
        steps.reprocess_interviews(batch, dry_run=False)
    assert small_study.states() == {"in_review": 1}
    assert finish(small_study, interview, "one") == "approved"
    small_study.run()
    assert "day look" not in released(small_study)
    assert "long time" not in released(small_study)


def test_a_newer_version_of_the_folder_keeps_what_was_decided_about_the_same_words(small_study):
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "day look")
    finish(small_study, interview, "one")
    small_study.run()
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.0")
    send(small_study, interview_date="2026-03-06")
    assert small_study.states() == {"withdrawn": 1, "released": 1}
    assert "day look" not in released(small_study)


def test_what_was_shown_in_an_interview_that_was_kept_out_is_masked_in_its_newer_version(
    small_study,
):
    small_study.use_policy("roles:", "review: {second_reader: true}\nroles:")
    interview = send_for_review(small_study)
    show(small_study, interview, "one", "Halifax")
    assert finish(small_study, interview, "one") == "second reader"
    assert answer(small_study, interview, "manager", REJECT) == "quarantined"
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.0")
    send(small_study, interview_date="2026-03-06")
    assert small_study.states() == {"quarantined": 1, "released": 1}
    assert "Halifax" not in released(small_study)


def test_a_newer_version_of_the_folder_waits_for_a_person_once_where_marks_were_left_unfinished(
    small_study, newer_detector
):
    mask(small_study, send_for_review(small_study), "one", "day look")
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.0")
    newer = send(small_study, interview_date="2026-03-06")
    assert small_study.states() == {"quarantined": 1, "in_review": 1}
    assert finish(small_study, newer, "two") == "approved"
    small_study.run()
    newer_detector("long time")
    for batch in steps.plan_reprocessing(()):
        steps.reprocess_interviews(batch, dry_run=False)
    assert small_study.states() == {"quarantined": 1, "released": 1}


def test_a_name_that_is_learnt_after_an_approval_is_masked_instead_of_keeping_it_out(small_study):
    first = send_for_review(small_study)
    show(small_study, first, "one", "Halifax")
    finish(small_study, first, "one")
    place = small_study.place
    place.vault.lists.add("s01", first, [ListedWords("roster", EntityType.LOCATION, "Halifax")])
    small_study.run()
    assert small_study.states() == {"checked": 1}
    small_study.run()
    assert small_study.states() == {"in_review": 1}
    assert finish(small_study, first, "one") == "approved"
    small_study.run()
    assert small_study.states() == {"released": 1}
    assert "Halifax" not in released(small_study)


def test_what_is_stopped_after_two_approvals_is_kept_out(small_study, monkeypatch):
    def stop(*_, **__):
        raise PrivacyStop("An identifier is still in the text.")

    monkeypatch.setattr(release_step, "load", stop)
    interview = send_for_review(small_study)
    for end in ("checked", "quarantined"):
        assert finish(small_study, interview, "one") == "approved"
        small_study.run()
        assert small_study.states() == {end: 1}
        for batch in steps.plan_deidentification():
            steps.deidentify_interviews(batch)
    assert small_study.codes() == {"not-provably-safe"}
