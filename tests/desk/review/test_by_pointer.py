"""The review page in a real browser, with a mouse or a finger."""

import io
import wave

import pytest
from playwright.sync_api import expect
from tests.desk.conftest import begin_context, until
from tests.desk.review.builders import a_marked_turn, a_text
from tests.desk.review.conftest import saved

from sottovoce.steps.desk.clip_sounds import REASONS, NoClip
from sottovoce_airflow.desk.pages import clips

SELECT = """
([turn, from, to, last = turn]) => {
    const words = n => document.querySelector(`#t${n} .words`).firstChild;
    getSelection().setBaseAndExtent(words(turn), from, words(last), to);
}
"""


@pytest.fixture
def talk(page, served, readings):
    readings.text = a_text(
        a_marked_turn(0, "We met Marta there.", masked="Marta", score=0.5),
        a_marked_turn(1, "Nobody else came to Haverbrook on that day."),
        a_marked_turn(2, "No."),
    )
    page.goto(served())
    return page


def test_a_click_chooses_and_the_buttons_at_hand_decide(talk, readings):
    talk.locator("#t0 .mark").click()
    talk.get_by_role("button", name="Remove the mask").click()
    saved(talk)
    assert [mark.verdict for mark in readings.marks] == ["show"]
    expect(talk.get_by_role("button", name="Leave in view")).to_be_visible()
    talk.get_by_role("button", name="Undo").click()
    saved(talk)
    assert readings.marks == []


def test_a_selection_is_widened_to_whole_words(talk, readings):
    talk.evaluate(SELECT, [1, 23, 26])
    talk.get_by_role("button", name="Mask as").click()
    talk.get_by_role("option", name="Place").click()
    saved(talk)
    (mark,) = readings.marks
    assert "Nobody else came to Haverbrook"[mark.start : mark.end] == "Haverbrook"


def test_of_a_selection_over_several_turns_the_first_one_counts(talk, readings):
    talk.evaluate(SELECT, [1, 36, 2, 2])
    talk.get_by_role("button", name="Mask everywhere as").click()
    talk.get_by_role("option", name="Date").click()
    saved(talk)
    assert {mark.turn for mark in readings.marks} == {1}


def test_a_selection_that_is_given_up_offers_nothing(talk):
    talk.evaluate(SELECT, [1, 20, 30])
    expect(talk.get_by_role("toolbar", name="Selected words")).to_be_visible()
    talk.evaluate("getSelection().removeAllRanges()")
    expect(talk.get_by_role("toolbar", name="Selected words")).to_be_hidden()


def test_a_long_press_of_a_finger_selects(served, readings, browser):
    readings.text = a_text(a_marked_turn(0, "We met at Haverbrook."))
    readings.reader = "rowan"
    context = begin_context(browser, viewport={"width": 768, "height": 1024}, has_touch=True)
    try:
        tablet = context.new_page()
        tablet.goto(served())
        tablet.evaluate(SELECT, [0, 10, 20])
        tablet.get_by_role("button", name="Mask as").tap()
        tablet.get_by_role("option", name="Place").tap()
        saved(tablet)
    finally:
        context.close()
    assert len(readings.marks) == 1


def test_there_is_nothing_to_play_without_a_recording(page, served, readings):
    readings.text = a_text(a_marked_turn(0, "We met Marta.", masked="Marta"), has_recording=False)
    page.goto(served())
    page.locator("#t0 .mark").click()
    assert page.get_by_role("button", name="Play").count() == 0


def a_silence(*_):
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, 16_000, 0, "NONE", ""))
        writer.writeframes(bytes(64_000))
    return file.getvalue()


def test_a_turn_is_played_muted_or_raw(talk, monkeypatch):
    monkeypatch.setattr(clips, "turn_clip", a_silence)
    asked = []
    talk.on(
        "request", lambda request: asked.append(request.url) if "/clip/" in request.url else None
    )
    talk.locator("#t1").get_by_role("button", name="Play this turn, muted").click()
    expect(talk.get_by_role("region", name="Recording")).to_be_visible()
    talk.locator("#t0 .mark").click()
    talk.get_by_role("button", name="Play raw").click()
    expect(talk.locator("#clip-says")).to_contain_text("Raw, as it was recorded")
    wanted = ["1?sound=muted", "0?sound=raw"]
    until(talk, lambda: [url.partition("/clip/")[2] for url in asked] == wanted)


@pytest.mark.parametrize("reason", REASONS)
def test_why_a_turn_can_not_be_played_is_said(talk, monkeypatch, reason):
    def no_clip(*_):
        raise NoClip(reason)

    monkeypatch.setattr(clips, "turn_clip", no_clip)
    talk.locator("#t1").get_by_role("button", name="Play this turn, muted").click()
    expect(talk.locator("#clip-says")).to_contain_text(" ".join(REASONS[reason]))


def test_a_recording_that_does_not_come_is_not_taken_for_one_that_may_not_be_played(talk):
    talk.route("**/clip/**", lambda route: route.abort())
    talk.locator("#t1").get_by_role("button", name="Play this turn, muted").click()
    expect(talk.locator("#clip-says")).to_contain_text("The server does not answer.")


def test_the_reason_of_one_turn_is_not_said_of_another(talk, monkeypatch):
    monkeypatch.setattr(clips, "turn_clip", a_silence)
    held = []
    talk.route(
        "**/clip/1**",
        lambda route: held.append(route) if "x-desk" in route.request.headers else route.abort(),
    )
    talk.locator("#t1").get_by_role("button", name="Play this turn, muted").click()
    expect(talk.locator("#clip-says")).to_contain_text("t be played")
    talk.locator("#t0").get_by_role("button", name="Play this turn, muted").click()
    expect(talk.locator("#clip-says")).to_have_text("Muted where it is masked")
    until(talk, lambda: len(held) == 1)
    held[0].abort()
    talk.wait_for_timeout(200)
    expect(talk.locator("#clip-says")).to_have_text("Muted where it is masked")
