"""The review page in a real browser, with the keyboard alone."""

import pytest
from playwright.sync_api import expect
from tests.desk.review.builders import a_long_text, a_marked_turn, a_text
from tests.desk.review.conftest import saved

from sottovoce.model.spans import EntityType
from sottovoce.review.marks import Verdict

MOST_KEYS = 25


def chosen(page):
    return page.locator("#turns .mark[aria-current=true]")


@pytest.fixture
def two_places(page, served, readings):
    """A page with one doubtful mask, one near miss and a turn without either, in this order."""
    readings.text = a_text(
        a_marked_turn(0, "We met Marta Oyelaran there.", masked="Marta Oyelaran", score=0.5),
        a_marked_turn(1, "Then Idris came, and Marta Oyelaran's brother.", near="Idris"),
        a_marked_turn(2, "At the \N{SMILING FACE WITH OPEN MOUTH} Larch Centre, as ever."),
    )
    page.goto(served())
    page.locator("#work .item").filter(has_text="Marta").click()
    expect(chosen(page)).to_contain_text("Marta")
    return page


def test_twenty_places_take_no_more_than_25_keys(page, served, readings, answers):
    readings.text = a_long_text(120)
    page.goto(served())
    keys = ["Enter"] * 20 + ["f", "Enter"]
    for n_keys, key in enumerate(keys):
        page.keyboard.press(key)
        if n_keys < 20:
            expect(page.locator("#progress")).to_have_text(f"{n_keys + 1} of 20 looked at")
    expect(page.get_by_role("heading", name="Approved")).to_be_visible()
    assert 1 + len(keys) <= MOST_KEYS  # one opens it
    assert [mark.verdict for mark in readings.marks].count(Verdict.MASK) == 14
    assert len(readings.marks) == 20
    assert len(answers) == 1


def test_a_key_that_is_held_down_decides_only_once(two_places, readings):
    two_places.keyboard.down("Enter")
    for _ in range(5):
        two_places.keyboard.down("Enter")
    two_places.keyboard.up("Enter")
    saved(two_places)
    assert len(readings.marks) == 1


def test_x_takes_a_mask_away_and_masks_what_was_nearly_masked(two_places, readings):
    two_places.keyboard.press("x")
    expect(chosen(two_places)).to_contain_text("Idris")
    two_places.keyboard.press("x")
    saved(two_places)
    decided = [(mark.turn, mark.verdict, mark.entity_type) for mark in readings.marks]
    assert decided == [(0, "show", None), (1, "mask", EntityType.PERSON)]
    expect(two_places.locator("#t1 .mark").first).to_have_attribute("data-state", "added")


def test_a_letter_chooses_the_type(two_places, readings):
    two_places.keyboard.press("t")
    expect(two_places.get_by_role("listbox")).to_be_focused()
    two_places.keyboard.press("l")
    saved(two_places)
    assert [mark.entity_type for mark in readings.marks] == [EntityType.LOCATION]
    two_places.keyboard.press("k")
    two_places.keyboard.press("t")
    two_places.keyboard.press("ArrowDown")
    two_places.keyboard.press("Escape")
    expect(two_places.get_by_role("dialog")).to_have_count(0)
    saved(two_places)
    assert len(readings.marks) == 1


def test_e_decides_wherever_the_words_are(two_places, readings):
    two_places.keyboard.press("e")
    saved(two_places)
    assert sorted({mark.turn for mark in readings.marks}) == [0, 1]
    expect(two_places.locator("#t1 .mark").filter(has_text="Marta")).to_have_count(1)


def test_words_are_added_with_a_cursor_that_goes_word_by_word(two_places, readings):
    keys = ("a", "ArrowDown", "ArrowDown", *["ArrowRight"] * 2, "Shift+ArrowRight")
    for key in keys:
        two_places.keyboard.press(key)
    assert two_places.evaluate("String(getSelection())") == "Larch Centre"
    expect(two_places.locator("#told")).to_have_text("Larch Centre")
    two_places.keyboard.press("Enter")
    two_places.keyboard.press("f")  # F is for a service or a building
    saved(two_places)
    (mark,) = readings.marks
    words = readings.text.found.turns[2].turn.text[mark.start : mark.end]
    assert (words, mark.entity_type) == ("Larch Centre", EntityType.FACILITY)
    expect(two_places.locator("#t2 .mark")).to_have_attribute("data-state", "added")


def test_a_possessive_is_no_part_of_what_is_masked(two_places, readings):
    for key in ("a", "ArrowDown", *["ArrowRight"] * 4, "Shift+ArrowRight"):
        two_places.keyboard.press(key)
    assert two_places.evaluate("String(getSelection())") == "Marta Oyelaran"


def test_escape_leaves_the_cursor_and_comes_back_to_the_mark(two_places, readings):
    two_places.keyboard.press("a")
    expect(two_places.get_by_role("toolbar", name="Selected words")).to_be_visible()
    two_places.keyboard.press("Escape")
    expect(two_places.get_by_role("toolbar", name="Selected words")).to_be_hidden()
    expect(chosen(two_places)).to_be_focused()


def test_a_speakers_name_can_be_masked_too(two_places, readings):
    for key in ("a", "ArrowDown", "ArrowLeft", "Enter", "p"):
        two_places.keyboard.press(key)
    saved(two_places)
    assert [(mark.turn, mark.field) for mark in readings.marks] == [(1, "speaker")]
    expect(two_places.locator("#t1 .speaker .mark")).to_have_attribute("data-state", "added")


def test_undo_takes_back_one_act_after_the_other(two_places, readings):
    for key in ("Enter", "x", "Control+z"):
        two_places.keyboard.press(key)
    saved(two_places)
    assert [mark.turn for mark in readings.marks] == [0]
    expect(two_places.locator("#progress")).to_have_text("1 of 2 looked at")
    two_places.keyboard.press("u")
    expect(two_places.locator("#progress")).to_have_text("0 of 2 looked at")
    expect(two_places.get_by_role("button", name="Undo")).to_be_disabled()


def test_never_is_asked_about_first(two_places, readings):
    two_places.keyboard.press("n")
    dialog = two_places.get_by_role("dialog", name="Never mask these words")
    two_places.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert readings.remembered == []
    two_places.keyboard.press("n")
    two_places.keyboard.press("Shift+Tab")
    with two_places.expect_response("**/remember"):
        two_places.keyboard.press("Enter")
    saved(two_places)
    assert [kind for kind, _ in readings.remembered] == ["never"]


def test_r_notes_a_name_for_the_site(two_places, readings):
    two_places.keyboard.press("r")
    saved(two_places)
    assert [kind for kind, _ in readings.remembered] == ["roster"]


def test_what_is_undecided_is_said_before_the_end_and_rejecting_needs_a_reason(
    two_places, readings, answers
):
    two_places.keyboard.press("f")
    dialog = two_places.get_by_role("dialog", name="Finish this review")
    expect(dialog).to_contain_text("2 of 2 are undecided")
    expect(dialog).to_contain_text("1 doubtful one stays masked, 1 near miss stays in view")
    two_places.keyboard.press("Tab")
    two_places.keyboard.press("Enter")
    expect(
        two_places.get_by_label("Why it can\N{RIGHT SINGLE QUOTATION MARK}t be released")
    ).to_be_focused()
    two_places.keyboard.press("Tab")
    two_places.keyboard.press("Enter")
    expect(dialog).to_contain_text("The reason is missing.")
    assert readings.finished == []
    two_places.keyboard.press("Shift+Tab")
    two_places.keyboard.type("In turn 3, say where it is only.")
    two_places.keyboard.press("Tab")
    two_places.keyboard.press("Enter")
    expect(two_places.get_by_role("heading", name="Rejected")).to_be_visible()
    assert readings.finished == [("reject", "In turn 3, say where it is only.")]


def test_where_no_message_can_be_checked_an_interview_is_rejected_without_a_reason(
    two_places, readings, answers
):
    two_places.keyboard.press("f")
    two_places.keyboard.press("Tab")
    two_places.keyboard.press("Enter")
    two_places.keyboard.type("What could not be checked.")
    for key in ("Tab", "Tab", "Enter"):
        two_places.keyboard.press(key)
    expect(two_places.get_by_role("heading", name="Rejected")).to_be_visible()
    assert readings.finished == [("reject", None)]


def test_letters_do_nothing_for_whoever_switched_them_off(two_places, readings):
    two_places.keyboard.press("?")
    two_places.get_by_label("Single letters do this").uncheck()
    two_places.keyboard.press("Escape")
    two_places.keyboard.press("x")
    two_places.keyboard.press("Enter")
    saved(two_places)
    assert [mark.verdict for mark in readings.marks] == ["mask"]


def test_every_mark_can_be_reached_not_only_those_on_the_list(page, served, readings):
    readings.text = a_text(
        a_marked_turn(0, "We met Marta there.", masked="Marta", score=0.99),
        a_marked_turn(1, "Then Idris came.", masked="Idris", score=0.99),
    )
    page.goto(served())
    expect(page.locator("#progress")).to_have_text("Nothing doubtful")
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+J")
    expect(chosen(page)).to_contain_text("Idris")
    page.keyboard.press("x")
    saved(page)
    assert [(mark.turn, mark.verdict) for mark in readings.marks] == [(1, "show")]
    expect(chosen(page)).to_contain_text("Idris")
