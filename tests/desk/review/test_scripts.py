"""The scripts of the review page: that they can be read, and that keys, buttons and help agree."""

import re
import shutil
import subprocess

import pytest

from sottovoce_airflow.desk.answers import STATIC
from sottovoce_airflow.desk.pages.review_view import HELP

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


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_has_no_error_of_grammar(name):
    subprocess.run(["node", "--check", str(STATIC / name)], check=True, capture_output=True)


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
