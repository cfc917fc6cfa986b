"""What the review routes answer: to whom, to which version, and what is said instead."""

import re

import pytest
from tests.desk.conftest import OWN, SCRIPT
from tests.desk.review.builders import INTERVIEW, a_marked_turn, a_text
from tests.desk.review.conftest import PATH
from tests.desk.review.kept_in_memory import that_waits

from sottovoce.errors import DeskRefusal, NotReviewable, RefusedMessage, WouldBeStopped
from sottovoce_airflow.desk import answering
from sottovoce_airflow.desk.answering import NotAnswered

SAID = "Maureen Pickersgill"
MARK = {"turn": 0, "start": 5, "end": 24, "type": "PERSON", "verdict": "mask"}


@pytest.fixture
def reader(log_in, readings):
    readings.text = a_text(
        a_marked_turn(0, f"It is {SAID} here.", masked=SAID, score=0.5),
        a_marked_turn(1, "Then Idris came.", near="Idris"),
    )
    readings.reader = "rowan"
    return log_in("user")


def send(browser, what, **body):
    return browser.post(f"{PATH}/{what}", json={"version": 1, **body}, headers=SCRIPT)


def test_the_queue_has_the_sites_of_the_reviewer_only(log_in, readings):
    readings.waiting = [that_waits(), that_waits("s02-4f1c22ab91-r01", site="s02")]
    html = log_in("user").get("/desk/review").text
    assert INTERVIEW in html
    assert "s02-4f1c22ab91-r01" not in html
    assert "s02-4f1c22ab91-r01" in log_in("op", "manager").get("/desk/review").text


def test_an_empty_queue_says_so(log_in, readings):
    assert "Nothing waits for you." in log_in("user").get("/desk/review").text
    assert "No site is assigned" in log_in("user", "somebody").get("/desk/review").text


def test_the_words_are_shown_to_their_reader_only(log_in, readings, reader):
    assert SAID in reader.get(PATH).text
    other = log_in("op", "manager").get(PATH)
    assert other.status_code == 409
    assert "rowan" in other.text
    assert SAID not in other.text
    readings.reader = ""
    free = log_in("user").get(PATH)
    assert (free.status_code, SAID in free.text) == (200, False)


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        pytest.param(None, "rowan", 401, id="nobody"),
        pytest.param("viewer", "viola", 403, id="viewer"),
        pytest.param("user", "somebody", 403, id="reviewer of another site"),
    ],
)
@pytest.mark.parametrize(
    ("method", "what"),
    [("GET", ""), ("GET", "/done?was=approve")]
    + [("POST", f"/{w}") for w in ("open", "take-over", "mark", "undo", "remember", "finish")],
)
def test_whoever_may_not_read_the_site_gets_nothing(
    log_in, readings, reader, role, name, status, method, what
):
    body = {"json": {"version": 1, "changes": [MARK]}} if method == "POST" else {}
    answer = log_in(role, name).request(method, PATH + what, headers=SCRIPT, **body)
    assert answer.status_code == status
    assert SAID not in answer.text
    assert readings.marks == []


def test_an_interview_that_is_not_there_is_not_found(log_in, readings):
    assert log_in("user").get("/desk/review/s01-0000000000-r01").status_code == 404


def test_opening_claims_and_comes_back_by_get(log_in, readings):
    answer = log_in("user").post(f"{PATH}/open", headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    assert readings.reader == "rowan"


def test_what_somebody_reads_is_not_opened_but_can_be_taken_over(log_in, readings, reader):
    manager = log_in("op", "manager")
    assert manager.post(f"{PATH}/open", headers=OWN).status_code == 409
    assert readings.reader == "rowan"
    assert manager.post(f"{PATH}/take-over", headers=OWN).status_code == 303
    assert readings.reader == "manager"


def test_the_first_reader_is_told_why_there_must_be_another(log_in, readings):
    readings.refusal = NotReviewable(
        "You have read this interview; its second reader must be somebody else.",
        "Leave it to another reviewer.",
    )
    answer = log_in("user").post(f"{PATH}/open", headers=OWN)
    assert answer.status_code == 409
    assert "its second reader must be somebody else" in answer.text
    assert "Leave it to another reviewer." in answer.text


def test_the_second_reader_knows_that_nothing_of_the_first_is_shown(readings, reader):
    readings.place = 2
    assert "You are the second reader" in reader.get(PATH).text


def test_a_decision_comes_back_as_the_turn_that_it_changed(readings, reader):
    answer = send(reader, "mark", changes=[MARK]).json()
    assert (answer["version"], answer["can_undo"]) == (2, True)
    assert list(answer["turns"]) == ["0"]
    assert 'data-state="confirmed"' in answer["turns"]["0"]
    assert 'data-decided="0-6-25"' not in answer["turns"]["0"]  # the mark is one short of the item
    again = send(reader, "undo", version=2).json()
    assert 'data-state="doubtful"' in again["turns"]["0"]
    assert readings.marks == []


def test_a_mask_that_is_removed_needs_no_type(readings, reader):
    show = {**MARK, "start": 6, "end": 25, "verdict": "show"}
    answer = send(reader, "mark", changes=[show]).json()
    assert 'data-state="shown"' in answer["turns"]["0"]
    assert 'data-decided="0-6-25"' in answer["turns"]["0"]
    assert [mark.entity_type for mark in readings.marks] == [None]


def test_words_are_remembered_for_the_site_or_the_study(readings, reader):
    place = {"turn": 1, "start": 5, "end": 10, "type": "PERSON"}
    assert (
        'data-state="added"'
        in send(reader, "remember", kind="roster", **place).json()["turns"]["1"]
    )
    send(reader, "remember", version=2, kind="never", **place)
    assert [kind for kind, _ in readings.remembered] == ["roster", "never"]


@pytest.mark.parametrize("what", ["mark", "undo", "remember", "finish"])
def test_an_old_page_can_not_write(readings, reader, what):
    readings.version = 5
    place = {"turn": 1, "start": 5, "end": 10, "type": "PERSON"}
    bodies = {
        "mark": {"changes": [MARK]},
        "undo": {},
        "remember": {"kind": "roster", **place},
        "finish": {"outcome": "approve"},
    }
    answer = send(reader, what, **bodies[what])
    assert answer.status_code == 409
    assert answer.json().keys() == {"problem", "fix"}
    assert (readings.marks, readings.finished) == ([], [])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"changes": [{**MARK, "type": SAID}]}, id="type"),
        pytest.param({"changes": [{**MARK, "verdict": SAID}]}, id="verdict"),
        pytest.param({"changes": [{**MARK, "start": -1}]}, id="place"),
        pytest.param({"changes": [{**MARK, "words": SAID}]}, id="words"),
        pytest.param({"changes": []}, id="nothing"),
        pytest.param({"changes": [MARK], "version": SAID}, id="version"),
    ],
)
def test_what_the_page_never_sends_is_refused_and_not_repeated(readings, reader, body):
    answer = send(reader, "mark", **body)
    assert answer.status_code == 422
    assert SAID not in answer.text
    assert readings.marks == []


def test_only_the_desks_own_script_may_decide(readings, reader):
    answer = reader.post(f"{PATH}/mark", json={"version": 1, "changes": [MARK]}, headers=OWN)
    assert answer.status_code == 403
    assert readings.marks == []


def test_what_can_not_be_done_is_told_without_ending_the_reading(readings, reader):
    readings.refusal = DeskRefusal("There are no words at this place.", "Load the page again.")
    answer = send(reader, "mark", changes=[MARK])
    assert answer.status_code == 422
    assert answer.json() == {
        "problem": "There are no words at this place.",
        "fix": "Load the page again.",
    }


def test_approving_answers_the_run_of_this_question(readings, reader, answers):
    answer = send(reader, "finish", outcome="approve")
    assert answer.json() == {"next": f"{PATH}/done?was=approve"}
    assert answers == [(f"{INTERVIEW}-17", "Approve")]
    assert readings.answered == [17]


def test_rejecting_tells_the_site_why(readings, reader, answers):
    send(reader, "finish", outcome="reject", message="Turn 12 says where she lives.")
    assert readings.finished == [("reject", "Turn 12 says where she lives.")]
    assert answers == [(f"{INTERVIEW}-17", "Reject")]


def test_nothing_is_answered_while_a_second_reader_is_needed(readings, reader, answers):
    readings.two_readers = True
    answer = send(reader, "finish", outcome="approve")
    assert answer.json()["next"].endswith("was=second")
    assert answers == readings.answered == []


def test_a_release_that_would_be_stopped_is_told_with_its_turns(readings, reader, answers):
    readings.refusal = WouldBeStopped([3, 40])
    answer = send(reader, "finish", outcome="approve")
    assert (answer.status_code, answer.json()["turns"]) == (422, [3, 40])
    assert answers == []


def test_a_message_that_tells_too_much_is_refused_and_not_repeated(readings, reader, answers):
    readings.refusal = RefusedMessage("The message has masked words in it.", "Say where it is.")
    answer = send(reader, "finish", outcome="reject", message=f"{SAID} is in it.")
    assert answer.status_code == 422
    assert SAID not in answer.text


@pytest.mark.parametrize(
    ("status", "told"),
    [
        pytest.param(401, "Log in again", id="logged out"),
        pytest.param(403, "let you answer", id="may not in Airflow"),
        pytest.param(404, "in a minute", id="not asked yet"),
        pytest.param(409, "asked about again", id="answered by somebody"),
        pytest.param(500, "if it happens twice", id="anything else"),
    ],
)
def test_a_reading_that_airflow_does_not_take_is_open_again_and_says_why(
    readings, reader, monkeypatch, status, told
):
    def refuse(request, run_id, option):
        raise NotAnswered(status)

    monkeypatch.setattr(answering, "answer", refuse)
    answer = send(reader, "finish", outcome="approve")
    assert answer.status_code == 422
    assert told in answer.json()["fix"]
    assert "What you decided is saved." in answer.json()["fix"]
    assert readings.answered == []
    assert (readings.n_reopened, answer.json()["version"]) == (1, readings.version)


def test_a_reading_that_counts_with_somebody_elses_answer_is_told_so(readings, reader, monkeypatch):
    def is_faster(request, run_id, option):
        readings.refusal = NotReviewable("It has been answered.", "Look in the list.")
        raise NotAnswered(409)

    monkeypatch.setattr(answering, "answer", is_faster)
    answer = send(reader, "finish", outcome="approve")
    assert answer.status_code == 409
    assert "Somebody else has just answered" in answer.json()["problem"]
    assert "saved and counts" in answer.json()["fix"]
    assert readings.answered == []


def test_a_fault_while_answering_leaves_no_reading_closed(readings, reader, monkeypatch):
    def fail(request, run_id, option):
        raise KeyError(SAID)

    monkeypatch.setattr(answering, "answer", fail)
    answer = send(reader, "finish", outcome="approve")
    assert answer.status_code == 500
    assert SAID not in answer.text
    assert readings.n_reopened == 1


def test_after_the_end_the_next_one_that_is_free_is_offered(readings, reader):
    readings.waiting = [
        that_waits("s01-aaaaaaaaaa-r01", reader="robin"),
        that_waits("s01-bbbbbbbbbb-r01"),
    ]
    html = reader.get(f"{PATH}/done?was=approve").text
    assert "Approved" in html
    assert "Open the next: s01-bbbbbbbbbb-r01" in html
    assert "s01-aaaaaaaaaa-r01" not in html
    readings.waiting = []
    assert "Nothing else waits for you." in reader.get(f"{PATH}/done?was=reject").text


def test_a_page_with_words_has_nothing_inline_and_nothing_personal_in_its_title(readings, reader):
    html = reader.get(PATH).text
    assert re.search(r"<title>Review · Sottovoce</title>", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)
    assert not re.search(r"(?:src|href|action)=\"(?!/desk/|#|data:)", html)


def test_what_was_said_can_not_become_part_of_the_page(log_in, readings):
    readings.text = a_text(
        a_marked_turn(0, "<script>alert(1)</script> & <b>Idris</b>", masked="<b>")
    )
    readings.reader = "rowan"
    html = log_in("user").get(PATH).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
