from pathlib import Path

import pytest

from sottovoce.adapters.gx import check_rows
from sottovoce.model.rosters import ROSTER_KINDS
from sottovoce.validation.findings import findings_in_roster
from sottovoce.validation.rosters import roster_rows

SUITE = Path("expectations/roster.yaml")


def check(*lines: str):
    rows = roster_rows("\n".join(["kind,value", *lines]).encode())
    return check_rows(rows, ("kind", "value", "line"), SUITE, {"kinds": tuple(ROSTER_KINDS)})


@pytest.mark.parametrize("kind", ROSTER_KINDS)
def test_every_kind_of_the_model_is_allowed(kind):
    assert check(f"{kind},Fernleigh") == []


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        pytest.param("nurse,Fernleigh", "unknown-roster-kind", "kind", id="unknown kind"),
        pytest.param(",Fernleigh", "unknown-roster-kind", "kind", id="no kind"),
        pytest.param("person,", "empty-roster-value", "value", id="no name"),
        pytest.param("person," + "a" * 201, "roster-value-too-long", "value", id="an essay"),
        pytest.param("person,A", "roster-value-too-short", "value", id="one letter"),
        pytest.param("person,Ł", "roster-value-too-short", "value", id="one accented letter"),
    ],
)
def test_a_broken_entry_is_found_in_its_row(line, code, column):
    found = check("person,Jo", line)
    assert [(f.code, f.rows, f.column) for f in found] == [(code, (3,), column)]


def test_the_place_names_the_rows_and_no_more_than_five_of_them():
    (finding,) = findings_in_roster(check("person,Jo", *["nurse,Fernleigh"] * 7))
    assert finding.where == "roster.csv, rows 3, 4, 5, 6, 7 and 2 more"


def test_an_empty_roster_is_fine():
    assert check() == []
