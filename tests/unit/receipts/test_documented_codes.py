"""docs/receipts.md can't drift from the code: both have the same codes, states and fields."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from sottovoce.model.states import State
from sottovoce.receipts import Receipt, render_json
from sottovoce.receipts.wording import MILESTONES, WORDING

PAGE = Path("docs/receipts.md").read_text(encoding="utf-8")
SUITES = sorted(Path("expectations").glob("*.yaml"))
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")


def codes_of_suites() -> set[str]:
    return {
        each["meta"]["code"]
        for suite in SUITES
        for each in yaml.safe_load(suite.read_text(encoding="utf-8"))["expectations"]
    }


def codes_of_source() -> set[str]:
    trees = [
        ast.parse(file.read_text(encoding="utf-8"))
        for file in Path("include/sottovoce").rglob("*.py")
    ]
    return {code for tree in trees for node in ast.walk(tree) for code in codes_in(node)}


def codes_in(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
            yield code
        case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))):
            yield code
        case ast.Call(args=[ast.Constant(value=str(code)), _, _, *_]) if CODE.fullmatch(code):
            yield code


def first_cells(heading: str) -> list[str]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE)


def test_the_search_for_codes_finds_them_in_each_way_of_writing():
    found = codes_of_source()
    assert {
        "site-error",
        "rejected-in-review",
        "no-interviews",
        "zip-bomb",
        "roster-not-csv",
    } <= found
    assert {"consent-after-interview", "manifest-wrong-header"} <= found


def test_every_code_is_documented():
    assert (codes_of_source() | codes_of_suites()) - set(first_cells("Finding codes")) == set()


def test_every_documented_code_exists():
    assert set(first_cells("Finding codes")) - codes_of_source() - codes_of_suites() == set()


def test_no_code_is_documented_twice():
    codes = first_cells("Finding codes")
    assert sorted(codes) == sorted(set(codes))


def test_every_state_is_documented_and_worded():
    assert set(first_cells("States")) == set(State) == set(WORDING) == set(MILESTONES)


def test_the_fields_of_the_json_receipt_are_those_documented():
    receipt = Receipt(
        "A study", "s01", "f", "s01-a-r02", 2, None, State.RECEIVED, datetime.now(UTC)
    )
    assert set(json.loads(render_json(receipt))) == set(first_cells("The JSON receipt"))


@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.stem)
def test_every_rule_says_what_is_wrong_and_what_to_do_in_full_sentences(suite):
    for each in yaml.safe_load(suite.read_text(encoding="utf-8"))["expectations"]:
        meta = each["meta"]
        assert CODE.fullmatch(meta["code"])
        assert re.fullmatch(r"[A-Z].*\.", meta["problem"])
        assert re.fullmatch(r"[A-Z].*\.", meta["fix"])
