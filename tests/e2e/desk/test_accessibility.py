"""No page of the Desk keeps anybody out, in the light or in the dark."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.desk.axe import find_barriers
from tests.e2e.desk.people import Desk, Session, begin_session

Show = Callable[[Session], object]


@pytest.fixture(scope="module", params=["light", "dark"])
def manager(desk: Desk, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Session]:
    session = begin_session(desk, browser, "manager", scheme=request.param)
    yield session
    session.page.context.close()


def at(path: str) -> Show:
    return lambda session: session.open(path)


def at_interview(path: str, key: str) -> Show:
    return lambda session: session.open(path.format(session.desk.interview_id(key)))


def reading(then: Callable[[Page], None] = lambda page: None) -> Show:
    def show(session: Session) -> None:
        session.open_for_review("open")
        then(session.page)

    return show


def choose_words(page: Page) -> None:
    page.keyboard.press("a")
    expect(page.get_by_role("toolbar", name="Selected words")).to_be_visible()


def ask(key: str, dialog: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.keyboard.press(key)
        expect(page.get_by_role("dialog", name=dialog)).to_be_visible()

    return press


PAGES = [
    pytest.param(at("/study"), "Three services", id="study"),
    pytest.param(at("/submissions"), "Submissions", id="submissions"),
    pytest.param(at("/submissions?site=s09"), "Submissions", id="nothing-found"),
    pytest.param(at_interview("/submissions/{}", "open"), None, id="trail"),
    pytest.param(at("/quality"), "Quality", id="quality"),
    pytest.param(at("/access"), "looked", id="who-looked"),
    pytest.param(at("/review"), "Review", id="queue"),
    pytest.param(at_interview("/review/{}", "shared"), None, id="claim"),
    pytest.param(reading(), None, id="reading"),
    pytest.param(reading(choose_words), None, id="reading-with-words-chosen"),
    pytest.param(reading(ask("?", "Keys")), None, id="reading-keys"),
    pytest.param(reading(ask("t", "What does it identify?")), None, id="reading-types"),
    pytest.param(reading(ask("f", "Finish this review")), None, id="reading-finish"),
    pytest.param(at("/no-such-page"), "There is no such page", id="refusal"),
]


@pytest.mark.parametrize(("show", "heading"), PAGES)
def test_axe_finds_nothing_grave(manager: Session, show: Show, heading: str | None) -> None:
    show(manager)
    expect(manager.page.get_by_role("heading", name=heading).first).to_be_visible()
    scheme = (
        "dark"
        if manager.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        else "light"
    )
    assert manager.page.evaluate("document.documentElement.dataset.theme") == scheme
    assert find_barriers(manager.page) == []


def test_what_finds_barriers_finds_them(manager: Session) -> None:
    manager.page.set_content(
        "<html lang=en><title>t</title><main><h1>x</h1><img src=x><button></button>"
    )
    found = " ".join(find_barriers(manager.page))
    assert "image-alt" in found
    assert "button-name" in found
