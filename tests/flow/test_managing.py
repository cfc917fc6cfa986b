"""A data manager sends an interview back, or has one checked again."""

import json

import pytest
from tests.flow.builders import TALK, a_manifest, a_row
from tests.flow.reading_builders import TALKED, answer, finish, mask, newest, send, send_for_review

from sottovoce import steps
from sottovoce.errors import DeskRefusal, RefusedMessage, TransientError
from sottovoce.model.states import State
from sottovoce.steps.desk import managing
from sottovoce.steps.desk import reading as desk

ROSTER = b"kind,value\r\nperson,Zebedee Quill\r\n"


@pytest.fixture
def asked(small_study):
    """An interview in review, of a site that sent a roster."""
    small_study.use_policy("review_threshold: 0.0", "review_threshold: 1.0")
    manifest = a_manifest(a_row(TALKED))
    files = {"talk.txt": TALKED, "roster.csv": ROSTER, "interviews.csv": manifest}
    small_study.send("s01", "one", files)
    small_study.run()
    (record,) = small_study.place.ledger.waiting([State.IN_REVIEW])
    return record.interview_id


def receipt(study, interview) -> dict:
    return json.loads(
        study.place.objects.read("site-s01", f"receipts/one/{interview}.json", max_bytes=99_999)
    )


def test_a_site_reads_the_message_of_what_was_sent_back_and_the_question_is_closed(
    small_study, asked
):
    mask(small_study, asked, "one", "long time")
    assert managing.send_back(small_study.place, "boss", asked, "Turn 12 seems to be cut off.")
    told = receipt(small_study, asked)
    assert (told["state"], told["needs_action"]) == ("quarantined", True)
    assert [each["code"] for each in told["findings"]] == ["sent-back"]
    assert told["findings"][0]["problem"].endswith("They write: Turn 12 seems to be cut off.")
    assert answer(small_study, asked, "one") == "already done"
    assert small_study.place.ledger.history(asked)[-1].actor == "boss"


def test_a_receipt_that_can_not_be_written_yet_is_said_and_logged_and_written_next(
    small_study, asked, monkeypatch, caplog
):
    def away(*_args, **_more):
        raise TransientError("The object store did not answer.")

    with monkeypatch.context() as broken:
        broken.setattr(small_study.place.objects, "put", away)
        is_told = managing.send_back(small_study.place, "boss", asked, "Turn 12 is cut off.")
    assert not is_told
    assert "receipts of s01-" in caplog.text
    assert "The object store did not answer." in caplog.text
    assert small_study.states() == {"quarantined": 1}
    steps.poll()
    assert receipt(small_study, asked)["state"] == "quarantined"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("Maureen's name is in it.", id="a part of a masked name"),
        pytest.param("It says HALIFAX in turn two.", id="a masked place in capitals"),
        pytest.param("Is Zebedee Quill a person?", id="a name of the roster"),
        pytest.param("Write to boss@hospital.example please.", id="an e-mail address"),
        pytest.param("Ring 01422 555 019 please.", id="a telephone number"),
        pytest.param("x" * 501, id="too long"),
        pytest.param(" ", id="nothing"),
        pytest.param("one\nline too many", id="two lines"),
    ],
)
def test_a_message_that_may_tell_something_is_refused_without_quoting_it(
    small_study, asked, message
):
    with pytest.raises(RefusedMessage) as refused:
        managing.send_back(small_study.place, "boss", asked, message)
    told = str(refused.value)
    assert not any(word in told for word in ("Maureen", "HALIFAX", "Zebedee", "boss@", "01422"))
    assert small_study.states() == {"in_review": 1}


def reject(study, interview, who: str, message: str | None) -> None:
    version = desk.open_reading(study.place, interview, who).version
    desk.finish(study.place, interview, who, version, "reject", message)


def send_back(study, interview, who: str, message: str) -> None:
    managing.send_back(study.place, who, interview, message)


@pytest.mark.parametrize("tell", [reject, send_back])
def test_a_message_must_not_tell_what_a_reader_has_just_masked(small_study, asked, tell):
    """Nothing of it is in effect before the question is answered; the message would be at once."""
    mask(small_study, asked, "one", "peer worker")
    with pytest.raises(RefusedMessage) as refused:
        tell(small_study, asked, "one", "Peer worker still stands in turn 1.")
    assert "peer worker" not in str(refused.value).lower()
    assert small_study.query_ledger("SELECT message FROM readings") == [(None,)]
    assert small_study.states() == {"in_review": 1}


def test_what_the_first_of_two_readers_masked_is_not_told_by_the_second(small_study, asked):
    small_study.use_policy(
        "intake: {grace: 0}", "intake: {grace: 0}\nreview: {second_reader: true}"
    )
    mask(small_study, asked, "one", "peer worker")
    finish(small_study, asked, "one")
    with pytest.raises(RefusedMessage):
        reject(small_study, asked, "two", "Peer worker still stands in turn 1.")
    reject(small_study, asked, "two", "Some names still stand in turn 1.")


def test_what_was_masked_before_a_rejection_is_not_told_when_it_is_on_its_way_again(
    small_study, asked
):
    mask(small_study, asked, "one", "peer worker")
    assert finish(small_study, asked, "one", "reject") == "quarantined"
    managing.requeue(small_study.place, "boss", asked)
    with pytest.raises(RefusedMessage):
        managing.send_back(small_study.place, "boss", asked, "Peer worker still stands in turn 1.")
    assert small_study.states() == {"received": 1}


def test_what_a_reader_masked_and_took_back_may_be_told(small_study, asked):
    version = mask(small_study, asked, "one", "peer worker")
    desk.undo(small_study.place, asked, "one", version)
    managing.send_back(small_study.place, "boss", asked, "Is the peer worker the one who speaks?")
    assert small_study.states() == {"quarantined": 1}


def lose_the_spans(study) -> None:
    (key,) = [key for key in study.keys("raw") if "/spans-" in key]
    study.place.objects.delete("raw", key)


def spoil_the_roster(study) -> None:
    (key,) = [key for key in study.keys("raw") if key.endswith("/roster.csv")]
    study.place.objects.put("raw", key, b"\x00\x01 no table")


def read_the_words_otherwise(study) -> None:
    """As a parser does that was upgraded after somebody marked them."""
    mask(study, newest(study), "one", "peer worker")
    study.query_ledger("UPDATE readings SET words_sha256 = repeat('0', 64) RETURNING 1")


@pytest.mark.parametrize(
    ("tell", "spoil"),
    [
        pytest.param(reject, lose_the_spans, id="rejects, nothing found is kept"),
        pytest.param(reject, spoil_the_roster, id="rejects, the roster is no table"),
        pytest.param(send_back, lose_the_spans, id="sends back, nothing found is kept"),
        pytest.param(send_back, spoil_the_roster, id="sends back, the roster is no table"),
        pytest.param(send_back, read_the_words_otherwise, id="sends back, marks in other words"),
    ],
)
def test_a_message_that_can_not_be_checked_is_not_sent(small_study, asked, tell, spoil):
    desk.open_reading(small_study.place, asked, "one")
    spoil(small_study)
    with pytest.raises(RefusedMessage, match=r"can't be checked.*under Review without a reason"):
        tell(small_study, asked, "one", "Turn 12 seems to be cut off.")
    assert small_study.states() == {"in_review": 1}


def test_who_rejects_without_a_message_needs_no_check_of_it(small_study, asked):
    desk.open_reading(small_study.place, asked, "one")
    lose_the_spans(small_study)
    reject(small_study, asked, "one", None)
    assert small_study.query_ledger("SELECT outcome FROM readings") == [("reject",)]


def test_what_is_released_is_not_sent_back(small_study):
    interview = send(small_study)
    with pytest.raises(DeskRefusal):
        managing.send_back(small_study.place, "boss", interview, "Too late.")


def test_what_was_kept_out_goes_all_the_way_again_and_its_receipt_forgets_why(small_study, asked):
    managing.send_back(small_study.place, "boss", asked, "Sent back by mistake.")
    mine = small_study.place
    managing.requeue(mine, "boss", asked)
    assert receipt(small_study, asked)["state"] == "received"
    assert receipt(small_study, asked)["findings"] == []
    small_study.run()
    assert small_study.states() == {"in_review": 1}


def test_marks_made_before_it_was_sent_back_are_there_when_it_comes_back(small_study, asked):
    mask(small_study, asked, "one", "day look")
    managing.send_back(small_study.place, "boss", asked, "Sent back by mistake.")
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.0")
    managing.requeue(small_study.place, "boss", asked)
    small_study.run()
    assert small_study.states() == {"in_review": 1}
    counts = small_study.query_ledger("SELECT count(*) FROM marks WHERE undone_at IS NULL")
    assert counts == [(1,)]


def test_what_was_sent_again_or_withdrawn_is_not_checked_again(small_study):
    interview = send_for_review(small_study)
    with pytest.raises(DeskRefusal):
        managing.requeue(small_study.place, "boss", interview)
    managing.send_back(small_study.place, "boss", interview, "Please correct the role.")
    other = TALK.replace("Halifax", "Hexham").encode()
    newer = send(small_study, talk=other)
    with pytest.raises(DeskRefusal, match="sent this folder again"):
        managing.requeue(small_study.place, "boss", interview)
    steps.withdraw_participant("s01", "s01-p01", "boss")
    with pytest.raises(DeskRefusal):
        managing.requeue(small_study.place, "boss", newer)
