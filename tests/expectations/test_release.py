from pathlib import Path

import pytest

from sottovoce.adapters.gx import check_rows
from sottovoce.model.releases import CleanTranscript, CleanTurn, Redaction
from sottovoce.model.spans import EntityType
from sottovoce.validation.findings import must_fix
from sottovoce.validation.tables import RELEASE_COLUMNS, release_table

SUITE = Path("expectations/release.yaml")
PERSON = EntityType.PERSON
TEXT = "I met [Person 1] and [Person 2]."


def check(*turns: CleanTurn, types: tuple[EntityType, ...] = tuple(EntityType)):
    return check_rows(
        release_table(CleanTranscript(turns)),
        RELEASE_COLUMNS,
        SUITE,
        {"entity_types": tuple(str(each) for each in types)},
    )


def a_turn(*redactions: Redaction, text: str = TEXT, index: int = 0) -> CleanTurn:
    return CleanTurn(index, "Interviewer", None, None, text, redactions)


FIRST = Redaction(6, 16, PERSON, "[Person 1]")
SECOND = Redaction(21, 31, PERSON, "[Person 2]")


@pytest.mark.parametrize(
    "turns",
    [
        pytest.param([a_turn(FIRST, SECOND)], id="two stand-ins"),
        pytest.param([a_turn(text="Nothing to hide."), a_turn(FIRST, index=1)], id="a plain turn"),
        pytest.param([a_turn(text="")], id="a turn without words"),
        pytest.param(
            [a_turn(Redaction(0, 3, PERSON, "[A]"), Redaction(3, 6, PERSON, "[B]"), text="[A][B]")],
            id="stand-ins that touch",
        ),
    ],
)
def test_a_sound_release_has_no_findings(turns):
    assert check(*turns) == []


@pytest.mark.parametrize(
    ("turn", "codes"),
    [
        pytest.param(
            a_turn(Redaction(31, 40, PERSON, "[Person 3]")),
            {"redaction-outside-turn", "stand-in-missing"},
            id="past the end",
        ),
        pytest.param(
            a_turn(Redaction(-3, 2, PERSON, "[Person 3]")),
            {"redaction-outside-turn", "redactions-overlap", "stand-in-missing"},
            id="before the start",
        ),
        pytest.param(a_turn(SECOND, FIRST), {"redactions-overlap"}, id="out of order"),
        pytest.param(a_turn(FIRST, FIRST), {"redactions-overlap"}, id="twice"),
        pytest.param(a_turn(Redaction(6, 6, PERSON, "")), {"empty-stand-in"}, id="blank stand-in"),
        pytest.param(
            a_turn(Redaction(6, 16, PERSON, "[Person 9]")), {"stand-in-missing"}, id="another name"
        ),
    ],
)
def test_an_unsound_redaction_keeps_the_release_back(turn, codes):
    found = check(a_turn(text="Fine.", index=0), turn)
    assert {finding.code for finding in found} == codes
    assert {finding.rows for finding in found} == {(2,)}
    assert must_fix(found) == found


def test_a_type_that_the_study_keeps_may_not_be_redacted():
    found = check(a_turn(FIRST), types=(EntityType.LOCATION,))
    assert [finding.code for finding in found] == ["unknown-entity-type"]


def test_a_release_without_turns_is_kept_back():
    assert [finding.code for finding in check()] == ["release-empty"]


def test_no_word_of_a_release_goes_into_its_table():
    words = {
        cell
        for row in release_table(CleanTranscript((a_turn(FIRST, SECOND),)))
        for cell in row.values()
        if isinstance(cell, str)
    }
    assert words == {"PERSON"}
