"""The scripts of the review page: that they can be read, and that keys, buttons and help agree."""

import re

import pytest

from sottovoce_airflow.desk.pages.review_view import HELP
from sottovoce_airflow.desk.responses import STATIC

SCRIPTS = sorted(each.name for each in STATIC.iterdir() if each.name.endswith(".js"))
TEMPLATES = STATIC.parent / "templates"


def read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_checked_small_and_writes_no_style_or_script_into_the_page(name):
    text = read(name)
    assert text.startswith("// @ts-check\n")
    assert text.count("\n") <= 250
    assert not re.search(r"\beval\(|new Function|setAttribute\(\"style\"|console\.", text)
    assert not re.search(r"https?://", text)


IMPORT = "address => import(address).then(() => '', error => `${error.name}: ${error.message}`)"


@pytest.fixture
def load(page, served):
    """Load a script into the review page; returns the browser's complaint, empty if none."""
    page.goto(served())
    return lambda name: page.evaluate(IMPORT, served(f"/desk/static/{name}"))


def test_a_browser_can_read_every_script(load):
    assert {name: load(name) for name in SCRIPTS} == dict.fromkeys(SCRIPTS, "")


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        pytest.param(lambda text: text + "\nconst = 1;\n", "SyntaxError", id="grammar"),
        pytest.param(
            lambda text: text.replace("{ element,", "{ nothing, element,", 1),
            "SyntaxError",
            id="a name that is not exported",
        ),
        pytest.param(lambda text: text + "\nnowhere();\n", "ReferenceError", id="a slip"),
    ],
)
def test_a_script_that_a_browser_can_not_read_is_found(page, load, spoil, complaint):
    text = spoil(read("review_work.js"))
    page.route(
        "**/spoilt.js", lambda route: route.fulfill(body=text, content_type="text/javascript")
    )
    assert load("spoilt.js").startswith(complaint)


def actions() -> set[str]:
    block = read("review_actions.js").partition("export const ACTIONS = {")[2].partition("\n};")[0]
    return {name.strip('"') for name in re.findall(r"^  (\"?[\w-]+\"?)(?::|,)", block, re.M)}


def test_every_button_and_every_key_does_something():
    html = "".join(t.read_text(encoding="utf-8") for t in TEMPLATES.iterdir() if "review" in t.name)
    assert set(re.findall(r'data-do="([\w-]+)"', html)) <= actions()
    keys = re.findall(r"[\w\"+?]+: \"([\w-]+)\"", read("review_keys.js"))
    assert set(keys) <= actions()


def test_every_letter_of_the_help_is_a_key():
    text = read("review_keys.js")
    for names, _ in HELP:
        for name in names:
            letter = name.rpartition(" ")[2].lower()
            if len(letter) == 1 and letter.isalpha():
                assert re.search(rf"[\s+\"]{letter}\"?: ", text), name
