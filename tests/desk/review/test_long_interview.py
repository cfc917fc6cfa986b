"""Three hours, three thousand turns. What the page itself costs, without its neighbours.

Times of this process and of the page's own thread: how much else a machine does is not the page's.
"""

from playwright.sync_api import expect
from tests.desk.review.builders import a_long_text
from tests.desk.review.conftest import PATH
from tests.timing import is_done_in

N_TURNS = 3000
PAGE_S, FIRST_PAINT_S, KEY_S = 0.5, 1.0, 0.1
KEYS = ("j", "k", "Enter", "Enter", "x", "u", "a", "ArrowRight", "Shift+ArrowRight", "Escape",
        "g", "Shift+J", "t", "Escape", "f", "Escape")  # fmt: skip


def test_the_page_is_made_in_half_a_second(log_in, readings):
    readings.text, readings.reader = a_long_text(N_TURNS, n_doubtful=200, n_near=100), "rowan"
    browser = log_in("user")
    assert browser.get(PATH).text.count('class="turn"') == N_TURNS
    assert is_done_in(PAGE_S, lambda: browser.get(PATH))


def test_a_browser_paints_it_within_a_second_and_no_key_takes_a_tenth_of_one(
    page, served, readings
):
    readings.text = a_long_text(N_TURNS, n_doubtful=200, n_near=100)
    measured = page.context.new_cdp_session(page)
    measured.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy_s() -> float:
        metrics = measured.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "TaskDuration")

    before = busy_s()
    page.goto(served())
    expect(page.locator("#progress")).to_have_text("0 of 300 looked at")
    assert busy_s() - before < FIRST_PAINT_S
    slowest = 0.0
    for key in KEYS:
        page.wait_for_timeout(150)
        before = busy_s()
        page.keyboard.press(key)
        page.wait_for_timeout(150)
        slowest = max(slowest, busy_s() - before)
    assert slowest < KEY_S
