"""A data manager sends an interview back, or has one checked again."""

import json

import pytest
from tests.flow.builders import TALK, a_manifest, a_row
from tests.flow.reading_builders import TALKED, answer, mask, send, send_for_review

from sottovoce import steps
from sottovoce.errors import DeskRefusal, RefusedMessage
from sottovoce.model.states import State
from sottovoce.steps.desk import managing

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
    managing.send_back(small_study.place, "boss", asked, "Turn 12 seems to be cut off.")
    told = receipt(small_study, asked)
    assert (told["state"], told["needs_action"]) == ("quarantined", True)
    assert [each["code"] for each in told["findings"]] == ["sent-back"]
    assert told["findings"][0]["problem"].endswith("They write: Turn 12 seems to be cut off.")
    assert answer(small_study, asked, "one") == "already done"
    assert small_study.place.ledger.history(asked)[-1].actor == "boss"


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
