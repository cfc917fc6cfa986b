import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.model.findings import Finding
from sottovoce.model.manifests import MANIFEST_COLUMNS
from sottovoce.validation.findings import (
    WHOLE_FILE,
    TableFinding,
    collect_findings,
    findings_by_row,
    findings_in_roster,
    findings_in_turns,
    must_fix,
    place_in_manifest,
    worth_knowing,
)


def a_finding(where: str, code: str = "a-code", problem: str = "It is wrong.") -> Finding:
    return Finding(code, where, problem, "Mend it.")


def broken(*rows: int, column: str | None = "role", severity="critical") -> TableFinding:
    return TableFinding("a-code", rows, column, "It is wrong.", "Mend it.", severity)


def test_each_row_gets_its_own_findings():
    found = [broken(3, 5), broken(5, column="site_code")]
    assert {row: [f.where for f in each] for row, each in findings_by_row(found).items()} == {
        3: ["interviews.csv row 3, column role"],
        5: ["interviews.csv row 5, column role", "interviews.csv row 5, column site_code"],
    }


def test_what_concerns_no_row_in_particular_concerns_the_file():
    assert findings_by_row([broken(column=None)]) == {WHOLE_FILE: (a_finding("interviews.csv"),)}


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        pytest.param((), "roster.csv", id="the whole"),
        pytest.param((3,), "roster.csv, row 3", id="one"),
        pytest.param((3, 4), "roster.csv, rows 3 and 4", id="two"),
        pytest.param((3, 4, 9), "roster.csv, rows 3, 4 and 9", id="three"),
        pytest.param(tuple(range(2, 7)), "roster.csv, rows 2, 3, 4, 5 and 6", id="five"),
        pytest.param(tuple(range(2, 8)), "roster.csv, rows 2, 3, 4, 5, 6 and 1 more", id="six"),
    ],
)
def test_a_place_of_many_rows_reads_like_a_sentence(rows, where):
    assert findings_in_roster([broken(*rows)]) == (a_finding(where),)


def test_turns_are_counted_within_their_transcript():
    place = place_in_manifest(3, "transcript file")
    assert findings_in_turns([broken(7)], place) == (
        a_finding("interviews.csv row 3, transcript file, turn 7"),
    )


def test_notes_and_faults_are_told_apart_and_none_is_lost():
    found = [broken(1), broken(2, severity="warning"), broken(3, severity="info")]
    assert must_fix(found) == found[:1]
    assert worth_knowing(found) == found[1:]


def test_findings_are_in_the_order_of_the_manifest_with_the_roster_last():
    ordered = [
        a_finding("interviews.csv"),
        a_finding("interviews.csv row 2"),
        a_finding("interviews.csv row 2, column site_code"),
        a_finding("interviews.csv row 2, column role"),
        a_finding("interviews.csv row 2, transcript file"),
        a_finding("interviews.csv row 2, recording file"),
        a_finding("interviews.csv row 2, roster.csv"),
        a_finding("interviews.csv row 10, column site_code"),
        a_finding("roster.csv, row 1"),
    ]
    assert list(collect_findings(ordered[::-1])) == ordered


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("interviews.csv row 2", "interviews.csv row 2", id="in the same words"),
        pytest.param(
            "interviews.csv row 2, column transcript_file",
            "interviews.csv row 2, transcript file",
            id="a cell and the file it names",
        ),
    ],
)
def test_one_fault_at_one_place_is_said_once_in_the_words_of_the_first(one, other):
    first, second = a_finding(one), a_finding(other, problem="It is not right.")
    assert collect_findings([first], [second]) == (first,)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(a_finding("interviews.csv row 3"), id="another row"),
        pytest.param(a_finding("interviews.csv row 2", "b-code"), id="another code"),
    ],
)
def test_different_faults_are_both_said(other):
    assert len(collect_findings([a_finding("interviews.csv row 2"), other])) == 2


def test_a_consequence_is_left_out_where_its_cause_is_found():
    file = place_in_manifest(2, "transcript file")
    short, empty = a_finding(file, "transcript-too-short"), a_finding(file, "empty-transcript")
    elsewhere = a_finding(place_in_manifest(3, "transcript file"), "transcript-too-short")
    assert collect_findings([short, empty, elsewhere]) == (empty, elsewhere)
    assert collect_findings([short]) == (short,)


places = st.builds(
    place_in_manifest,
    st.integers(2, 12),
    st.sampled_from(["transcript file", None, *(f"column {c}" for c in MANIFEST_COLUMNS)]),
)


@given(st.lists(st.builds(a_finding, places, st.sampled_from(["a-code", "b-code"]))))
def test_every_code_of_every_row_is_still_there_after_collecting(findings):
    collected = collect_findings(findings)

    def seen(each):
        return {
            (f.code, f.where.replace("column transcript_file", "transcript file")) for f in each
        }

    assert seen(collected) == seen(findings)
    assert collect_findings(collected) == collected
