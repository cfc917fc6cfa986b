"""A reviewer with a mouse: listens to turns, selects words, and takes things back."""

import time

from playwright.sync_api import Locator, Page, expect
from tests.e2e.desk.conftest import Login
from tests.e2e.desk.people import PATIENCE_MS, Desk, wait_for
from tests.e2e.desk.reading import MASKED, blocked
from tests.e2e.desk.store import recordings_of, released_turns, views_of

from sottovoce.model.states import State

CLEANING, WEEK, NAMES_HERSELF = 9, 7, 1
"""Turns of the recorded conversation."""

HEARD_S = 0.1
"""How far a clip has to be played to count as heard."""


def double_click_on(page: Page, turn: int, word: str) -> None:
    """Double-click on a word of a turn, as somebody does who wants to select it."""
    box = page.locator(f"#t{turn} [data-words=text]").evaluate(
        """(words, wanted) => {
            const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode());) {
                const at = node.data.indexOf(wanted);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + wanted.length);
                words.scrollIntoView({block: 'center', behavior: 'instant'});
                const {x, y, width, height} = range.getBoundingClientRect();
                return {x: x + width / 2, y: y + height / 2};
            }
        }""",
        word,
    )
    page.mouse.dblclick(box["x"], box["y"])


def choose_type(page: Page, name: str) -> None:
    dialog = page.get_by_role("dialog", name="What does it identify?")
    dialog.get_by_role("option", name=name).click()
    expect(dialog).to_be_hidden()


def play(page: Page, button: Locator, sound: str) -> None:
    with page.expect_response(lambda answer: "/clip/" in answer.url) as answer:
        button.click()
    assert answer.value.status in (200, 206)
    assert f"sound={sound}" in answer.value.url
    assert answer.value.headers["content-type"].startswith("audio/")
    # Asked again and again: what waits in the page itself is forbidden by the page's policy.
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while page.locator("#audio").evaluate("audio => audio.currentTime") < HEARD_S:
        assert time.monotonic() < deadline, "nothing is heard"
        page.wait_for_timeout(100)


def test_what_is_selected_is_masked_and_every_look_and_listen_is_written_down(
    desk: Desk, log_in: Login
) -> None:
    interview = desk.interview_id("call")
    session = log_in("reviewer")
    page, reading = session.page, session.open_for_review("call")

    play(page, page.locator(f"#t{NAMES_HERSELF}").get_by_role("button", name="Play"), "muted")
    reading.mark("Callum Braithwaite").click()
    play(page, page.get_by_role("button", name="Play raw"), "raw")

    double_click_on(page, CLEANING, "cleaning")
    page.get_by_role("button", name="Mask as").click()
    choose_type(page, "Organisation")
    expect(reading.mark("cleaning")).to_have_attribute("data-state", "added")
    reading.expect_saved()
    page.get_by_role("button", name="Undo").click()
    expect(reading.mark("cleaning")).to_have_count(0)
    reading.expect_saved()

    double_click_on(page, WEEK, "good")
    page.get_by_role("button", name="Mask everywhere as").click()
    choose_type(page, "Other")
    expect(reading.mark("good")).to_have_count(3)
    reading.expect_saved()
    page.reload()
    expect(reading.mark("good")).to_have_count(3)
    decided = reading.masked_words()
    assert sum(text.count(MASKED) for text in decided) >= 3

    session.approve(reading)
    expect(page.get_by_role("heading", name="Approved")).to_be_visible()
    wait_for(desk, {"call": State.RELEASED})
    assert [blocked(text) for text in released_turns(desk.access, interview)] == decided
    assert recordings_of(desk.access, interview) == 1
    assert {("reviewer", what) for what in ("transcript", "clip_muted", "clip_raw")} <= views_of(
        desk.access, interview
    )


def test_who_looked_is_told_to_the_data_manager(desk: Desk, log_in: Login) -> None:
    log_in("admin").open_for_review("open")
    page = log_in("manager").open("/access")
    row = page.get_by_role("row").filter(has_text=desk.interview_id("open")).first
    expect(row).to_contain_text("admin")
