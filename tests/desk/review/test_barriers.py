"""What would keep people out of the review pages who see, hear or move differently."""

import pytest
from playwright.sync_api import expect
from tests.desk.review.builders import a_long_text
from tests.desk.review.kept_in_memory import that_waits
from tests.e2e.desk.axe import find_barriers

QUEUE = "/desk/review"


def press(*keys, role="main", name=None):
    """Return what presses keys, and waits for what they open."""

    def do(page):
        for key in keys:
            page.keyboard.press(key)
        expect(page.get_by_role(role, name=name)).to_be_visible()

    return do


STATES = [
    pytest.param(None, press(), id="as it opens"),
    pytest.param(
        None,
        press("Enter", "x", "Shift+j", "x", role="toolbar", name="What is chosen"),
        id="after decisions",
    ),
    pytest.param(
        None,
        press("a", "Shift+ArrowRight", role="toolbar", name="Selected words"),
        id="words chosen",
    ),
    pytest.param(None, press("t", role="dialog", name="What does it identify?"), id="types"),
    pytest.param(None, press("n", role="dialog", name="Never mask these words"), id="never"),
    pytest.param(None, press("f", role="dialog", name="Finish this review"), id="finish"),
    pytest.param(None, press("f", "Tab", "Enter", role="textbox", name="be released"), id="reason"),
    pytest.param(None, press("?", role="dialog", name="Keys"), id="keys"),
    pytest.param(QUEUE, press(role="region", name="Interviews that wait"), id="queue"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("path", "act"), STATES)
def test_axe_finds_no_grave_barrier(page, served, readings, theme, path, act):
    readings.text = a_long_text(60)
    readings.place = 2
    readings.waiting = [that_waits(), that_waits("s01-4f1c22ab90-r03", reader="robin")]
    page.emulate_media(color_scheme=theme)
    page.goto(served(path) if path else served())
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    act(page)
    assert find_barriers(page) == []


def test_who_reads_it_and_what_comes_next_are_open_to_everybody(page, served, readings):
    readings.reader = "robin"
    page.goto(served())
    assert find_barriers(page) == []
    readings.waiting = [that_waits()]
    page.goto(served() + "/done?was=approve")
    assert find_barriers(page) == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1216, 700), (768, 1024), (640, 400)])
def test_nothing_is_cut_off_at_any_size(page, served, readings, width, height):
    """640 by 400 is what a zoom of 200 % leaves of 1280 by 800."""
    readings.text = a_long_text(60)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(served())
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    too_wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(too_wide) <= 0


def test_a_state_is_told_by_line_and_label_not_by_colour_alone(page, served, readings):
    readings.text = a_long_text(60)
    page.goto(served())
    looks = page.locator(".legend .mark").evaluate_all(
        """marks => marks.map(mark => {
            const tag = mark.querySelector('.tag');
            const after = getComputedStyle(tag, '::after').content;
            const before = getComputedStyle(tag, '::before').content;
            const line = getComputedStyle(mark);
            return [line.borderBottomStyle, after, before].join(' ');
        })"""
    )
    assert len(set(looks)) == len(looks)
