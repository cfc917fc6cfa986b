"""What docs/sending.md shows a site is what the code reads."""

import re
from pathlib import Path

from sottovoce.intake.manifests import read_manifest_table
from sottovoce.model.manifests import MANIFEST_COLUMNS
from sottovoce.model.rosters import ROSTER_KINDS
from sottovoce.validation.rosters import read_roster

GUIDE = (Path(__file__).parents[3] / "docs" / "sending.md").read_text(encoding="utf-8")


def example(first_words: str) -> str:
    """Return the indented block that starts so."""
    (block,) = re.findall(rf"^((?:    {re.escape(first_words)}.*\n)(?:    .*\n)*)", GUIDE, re.M)
    return re.sub(r"^    ", "", block, flags=re.M)


def test_the_manifest_in_the_guide_is_read_without_a_finding():
    table = read_manifest_table((example("site_code,") + example("s01,s01-p03")).encode())
    assert [row.finding for row in table.rows] == [None, None]
    named = [[file.name for file in row.listed_files()] for row in table.rows]
    assert named == [["p03 second talk.docx"], ["p07.vtt", "p07.m4a"]]


def test_the_guide_explains_every_column_in_its_order():
    assert tuple(re.findall(r"^\| `([a-z_0-9]+)` \|", GUIDE, re.M)) == MANIFEST_COLUMNS


def test_the_roster_in_the_guide_is_read_and_has_every_kind():
    text = example("kind,value")
    assert len(read_roster(text.encode()).entries) == 6
    assert {line.split(",")[0] for line in text.splitlines()[1:]} == ROSTER_KINDS.keys() - {"place"}
