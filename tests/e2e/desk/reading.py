"""The review page as somebody at the keyboard or with a mouse has it, and what they do there."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import FrameLocator, Locator, Page, expect

MASKS = {"certain", "doubtful", "confirmed", "added"}
"""States of marks whose words are replaced at release."""

MASKED = "\N{FULL BLOCK}"
"""What stands in these tests for whatever is masked, and for every stand-in."""

_STAND_IN = re.compile(r"\[[A-Z][^\]]*\]")
_MOST_TABS = 80

_MARKS_OF_TURNS = """
turns => turns.map(turn => [...turn.querySelectorAll('[data-words=text] .mark')].map(mark =>
    ({start: +mark.dataset.start, end: +mark.dataset.end, state: mark.dataset.state})))
"""


@dataclass(slots=True)
class Hands:
    """Counts what somebody does: every key, and every click.

    Attributes:
        page: Their browser's tab.
        n_done: Keys and clicks so far.
    """

    page: Page
    n_done: int = field(default=0)

    def press(self, key: str) -> None:
        """Press a key, wherever the focus is."""
        self.page.keyboard.press(key)
        self.n_done += 1

    def click(self, target: Locator) -> None:
        """Click on something."""
        target.click()
        self.n_done += 1

    def tab_to(self, target: Locator) -> None:
        """Press Tab until something has the focus."""
        for _ in range(_MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{_MOST_TABS} times Tab, and {target} does not have the focus")


class ReadingPage:
    """An interview that is open for review.

    Attributes:
        at: The page, or the frame of Airflow's page, that it is in.
    """

    def __init__(self, at: Page | FrameLocator) -> None:
        self.at = at
        self.progress = at.locator("#progress")

    @property
    def n_items(self) -> int:
        """Places that the page asks about."""
        expect(self.progress).to_be_visible()
        return self.at.locator("#work .item").count()

    @property
    def n_looked_at(self) -> int:
        """Places that are decided."""
        return int(self.progress.inner_text().split()[0])

    def show(self, words: str) -> None:
        """Take the mask off certain words, with the mouse."""
        n_before = self.n_looked_at
        self.item(words).click()
        self.at.get_by_role("button", name="Remove the mask").click()
        self.expect_looked_at(n_before + 1)

    def item(self, words: str) -> Locator:
        """Return the entry of the work list with certain words."""
        return self.at.locator("#work .item").filter(has_text=words)

    def mark(self, words: str) -> Locator:
        """Return the marks in the transcript on certain words."""
        return self.at.locator("#turns .mark").filter(has_text=words)

    def chosen(self) -> Locator:
        """Return the mark that keys are about."""
        return self.at.locator("#turns .mark[aria-current=true]")

    def expect_looked_at(self, n: int) -> None:
        """See that so many of the items are looked at."""
        expect(self.progress).to_have_text(f"{n} of {self.n_items} looked at")

    def expect_saved(self) -> None:
        """See that the server has everything."""
        expect(self.at.get_by_text("Everything is saved")).to_be_visible()

    def masked_words(self) -> list[str]:
        """Return the words of each turn, with a block in place of what is masked now."""
        turns = self.at.locator("#turns .turn")
        marks = turns.evaluate_all(_MARKS_OF_TURNS)
        words = turns.evaluate_all(_WORDS_OF_TURNS)
        return [_mask(text, spans) for text, spans in zip(words, marks, strict=True)]


_WORDS_OF_TURNS = """
turns => turns.map(turn => {
    const words = turn.querySelector('[data-words=text]').cloneNode(true);
    words.querySelectorAll('[data-skip]').forEach(label => label.remove());
    return words.textContent;
})
"""


def blocked(text: str) -> str:
    """Return a released text with a block in place of each stand-in."""
    return _STAND_IN.sub(MASKED, text)


def _mask(text: str, marks: list[dict[str, int | str]]) -> str:
    masks = [(int(m["start"]), int(m["end"])) for m in marks if m["state"] in MASKS]
    for start, end in sorted(masks, reverse=True):
        text = text[:start] + MASKED + text[end:]
    return text
