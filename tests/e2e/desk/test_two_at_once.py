"""Two people on one interview: neither can undo, unseen, what the other decided."""

from playwright.sync_api import expect
from tests.e2e.desk.conftest import Login
from tests.e2e.desk.people import Desk


def test_who_was_overtaken_can_write_no_more_and_loses_nothing_that_was_saved(
    desk: Desk, log_in: Login
) -> None:
    interview = desk.interview_id("shared")
    first, second = log_in("reviewer"), log_in("reviewer2")
    theirs = first.open_for_review("shared")
    first.page.keyboard.press("x")
    theirs.expect_looked_at(1)
    theirs.expect_saved()
    in_view = theirs.masked_words()

    page = second.open(f"/review/{interview}")
    expect(page.get_by_text("reviewer reads this interview")).to_be_visible()
    page.get_by_role("button", name="Take over").click()
    mine = second.reading()
    mine.expect_looked_at(1)
    assert mine.masked_words() == in_view

    first.page.keyboard.press("x")
    banner = first.page.get_by_role("alert")
    expect(banner).to_contain_text("not saved")
    expect(first.page.get_by_text("This page takes no more decisions")).to_be_visible()
    page.reload()
    mine.expect_looked_at(1)
    assert mine.masked_words() == in_view

    page.keyboard.press("Enter")
    mine.expect_looked_at(2)
    mine.expect_saved()
    page.reload()
    mine.expect_looked_at(2)


def test_two_windows_of_one_person_do_not_overwrite_each_other(log_in: Login) -> None:
    one = log_in("manager")
    reading = one.open_for_review("open")
    n_before = reading.n_looked_at
    other = one.in_another_window()
    its = other.open_for_review("open")
    one.page.keyboard.press("Enter")
    reading.expect_looked_at(n_before + 1)
    reading.expect_saved()
    other.page.keyboard.press("x")
    expect(other.page.get_by_role("alert")).to_be_visible()
    other.page.reload()
    its.expect_looked_at(n_before + 1)
