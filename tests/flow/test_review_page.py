"""The review page over real servers: from the queue to the answer, and who is shown what."""

import re

import pytest
from tests.desk.conftest import OWN, SCRIPT, answers, desk, log_in  # noqa: F401 - fixtures
from tests.flow.test_reading import send_for_review

from sottovoce.adapters.postgres.desk.views import RawViews
from sottovoce.model.ids import InterviewId
from sottovoce_airflow.desk.pages import review, review_decisions

NAME = "Maureen Pickersgill"
MARK = re.compile(r'data-start="(\d+)" data-end="(\d+)" data-type="(\w+)" data-state="(\w+)"')


@pytest.fixture
def interview(small_study, monkeypatch) -> InterviewId:
    for page in (review, review_decisions):
        monkeypatch.setattr(page, "workplace", lambda: small_study.place)
    return send_for_review(small_study)


def send(browser, interview, what, version, **body):
    address = f"/desk/review/{interview}/{what}"
    return browser.post(address, json={"version": version, **body}, headers=SCRIPT)


def open_by(browser, interview) -> str:
    opened = browser.post(f"/desk/review/{interview}/open", headers=OWN)
    assert opened.status_code == 303
    return browser.get(opened.headers["location"]).text


def version_of(html: str) -> int:
    return int(re.search(r'data-version="(\d+)"', html)[1])


def test_an_interview_goes_from_the_queue_to_its_answer(small_study, interview, log_in, answers):  # noqa: F811
    reader = log_in("user")
    assert f"/desk/review/{interview}/open" in reader.get("/desk/review").text
    html = open_by(reader, interview)
    assert NAME in html.replace("</span>", "")
    turn = html.partition('id="t1"')[2]
    start, end, kind, state = MARK.search(turn.partition('data-words="text"')[2]).groups()
    assert state in {"certain", "doubtful"}
    change = {"turn": 1, "start": int(start), "end": int(end), "type": kind, "verdict": "mask"}
    saved = send(reader, interview, "mark", version_of(html), changes=[change]).json()
    assert f'data-end="{end}" data-type="{kind}" data-state="confirmed"' in saved["turns"]["1"]
    ended = send(reader, interview, "finish", saved["version"], outcome="approve").json()
    assert ended["next"] == f"/desk/review/{interview}/done?was=approve"
    seq = small_study.place.ledger.history(interview)[-1].seq
    assert answers == [(f"{interview}-{seq}", "Approve")]
    assert interview not in reader.get("/desk/review").text


def test_what_is_remembered_comes_back_with_every_turn_that_it_changed(interview, log_in):  # noqa: F811
    reader = log_in("user")
    html = open_by(reader, interview)
    place = {"turn": 1, "start": 11, "end": 18, "type": "PERSON"}  # Maureen
    saved = send(reader, interview, "remember", version_of(html), kind="roster", **place).json()
    assert {"1", "2"} <= saved["turns"].keys()


def test_only_whoever_is_shown_words_is_written_down(small_study, interview, log_in):  # noqa: F811
    views = RawViews(small_study.place.settings.ledger_dsn.get_secret_value())
    reader = log_in("user")
    assert NAME not in reader.get(f"/desk/review/{interview}").text
    assert views.of_interview(interview, limit=9) == []
    open_by(reader, interview)
    assert len(views.of_interview(interview, limit=9)) == 1
    other = log_in("op", "manager").get(f"/desk/review/{interview}")
    assert (other.status_code, NAME in other.text) == (409, False)
    seen = views.of_interview(interview, limit=9)
    assert [view.who for view in seen] == ["rowan"]


def test_whoever_takes_over_goes_on_and_the_other_page_is_told(interview, log_in):  # noqa: F811
    html = open_by(log_in("user"), interview)
    manager = log_in("op", "manager")
    assert manager.post(f"/desk/review/{interview}/take-over", headers=OWN).status_code == 303
    assert NAME in manager.get(f"/desk/review/{interview}").text.replace("</span>", "")
    change = {"turn": 0, "start": 0, "end": 3, "type": "OTHER_ID", "verdict": "mask"}
    late = send(log_in("user"), interview, "mark", version_of(html), changes=[change])
    assert late.status_code == 409
    assert late.json()["problem"] == "manager has taken this interview over."


def test_a_message_with_a_masked_name_is_refused_and_not_repeated(interview, log_in, answers):  # noqa: F811
    reader = log_in("user")
    html = open_by(reader, interview)
    refused = send(
        reader, interview, "finish", version_of(html),
        outcome="reject", message="Take Pickersgill out of it.",
    )  # fmt: skip
    assert refused.status_code == 422
    assert "Pickersgill" not in refused.text
    assert answers == []
