"""The review page in a real browser, with the keyboard."""

from playwright.sync_api import expect
from tests.desk.review.builders import a_long_text


def test_every_place_takes_one_key(page, served, readings, answers):
    readings.text = a_long_text(80)
    page.goto(served())
    for n in range(20):
        expect(page.locator("#progress")).to_have_text(f"{n} of 20 looked at")
        page.keyboard.press("Enter")
    expect(page.get_by_text("Everything is saved")).to_be_visible()
    assert {mark.verdict for mark in readings.marks} == {"mask", "show"}
    assert len(readings.marks) == 20
