from pathlib import Path

import pytest

from sottovoce.adapters.gx import check_rows
from sottovoce.model.transcripts import Transcript, Turn
from sottovoce.validation.findings import findings_in_turns, must_fix, worth_knowing
from sottovoce.validation.tables import TURN_COLUMNS, turns_table

SUITE = Path("expectations/turns.yaml")
TEN_WORDS = "so the first thing that Philippa said was come in"


def a_transcript(*turns: tuple[str | None, float | None, float | None, str]) -> Transcript:
    return Transcript(
        tuple(Turn(index, *turn) for index, turn in enumerate(turns)), text="", source_format="vtt"
    )


def check(transcript: Transcript):
    return check_rows(turns_table(transcript), TURN_COLUMNS, SUITE, {})


@pytest.mark.parametrize(
    "turns",
    [
        pytest.param(
            [("I", 0.0, 2.0, TEN_WORDS), ("P", 2.0, 4.0, TEN_WORDS)], id="labels and times"
        ),
        pytest.param([(None, None, None, TEN_WORDS)] * 2, id="neither labels nor times"),
        pytest.param(
            [("I", 0.0, None, TEN_WORDS), ("P", None, None, ""), ("I", 3.0, 3.0, TEN_WORDS)],
            id="some times, and a turn of no length",
        ),
        pytest.param(
            [("I", 0.0, 9.0, TEN_WORDS), ("P", 5.0, 7.0, TEN_WORDS)], id="people talk at once"
        ),
    ],
)
def test_an_ordinary_transcript_has_no_findings(turns):
    assert check(a_transcript(*turns)) == []


@pytest.mark.parametrize(
    ("turns", "code", "rows"),
    [
        pytest.param([(None, None, None, TEN_WORDS)], "transcript-too-short", (), id="ten words"),
        pytest.param(
            [(None, None, None, TEN_WORDS), (None, None, None, "a" * 100_001 + f" {TEN_WORDS}")],
            "turn-too-long",
            (2,),
            id="one endless turn",
        ),
        pytest.param(
            [(None, -1.0, 2.0, TEN_WORDS), (None, 2.0, 3.0, TEN_WORDS)],
            "negative-time",
            (1,),
            id="starts before zero",
        ),
    ],
)
def test_a_transcript_that_is_no_interview_is_kept_out(turns, code, rows):
    assert [(f.code, f.rows) for f in must_fix(check(a_transcript(*turns)))] == [(code, rows)]


@pytest.mark.parametrize(
    ("turns", "code", "rows"),
    [
        pytest.param(
            [("I", 5.0, 2.0, TEN_WORDS), ("P", 6.0, 7.0, TEN_WORDS)],
            "times-run-backwards",
            (1,),
            id="a turn that ends before it starts",
        ),
        pytest.param(
            [("I", 5.0, 6.0, TEN_WORDS), ("P", 1.0, 2.0, TEN_WORDS)],
            "times-run-backwards",
            (2,),
            id="turns out of order",
        ),
        pytest.param(
            [("I", None, None, TEN_WORDS)] * 3, "one-speaker", (1,), id="one label for all"
        ),
    ],
)
def test_what_does_not_harm_is_only_a_note(turns, code, rows):
    found = check(a_transcript(*turns))
    assert must_fix(found) == []
    assert [(f.code, f.rows) for f in worth_knowing(found)] == [(code, rows)]


def test_nothing_to_read_is_found_as_such():
    assert [f.code for f in check(a_transcript())] == ["empty-transcript", "transcript-too-short"]


def test_the_place_counts_turns_from_one():
    found = check(a_transcript(("I", -1.0, 2.0, TEN_WORDS), ("P", 2.0, 3.0, TEN_WORDS)))
    (finding,) = findings_in_turns(found, "interviews.csv row 3, transcript file")
    assert finding.where == "interviews.csv row 3, transcript file, turn 1"


def test_no_word_of_a_transcript_goes_into_its_table():
    table = turns_table(a_transcript(("Philippa", 0.0, 1.0, TEN_WORDS)))
    assert set(table[0]) == set(TURN_COLUMNS)
    assert not any(isinstance(cell, str) for row in table for cell in row.values())
