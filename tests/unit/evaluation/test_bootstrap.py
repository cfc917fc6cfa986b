"""Intervals over interviews, and the gap between origins."""

import json

import pytest
from evaluation_builders import a_figure, a_result, an_evaluation
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.text.scoring_bootstrap import NO_CASE, Draws, Figure, figures
from sottovoce.deidentify.text.scoring_report import SCHEMA, as_json, origin_gap
from sottovoce.deidentify.text.scoring_tally import RECALL, Row, Tally


def a_tally(hits, n, row=RECALL):
    tally = Tally()
    for case in range(n):
        tally.add(row, success=case < hits)
    return tally


def test_interviews_that_are_all_alike_have_no_spread():
    figure = figures([a_tally(3, 4)] * 5, Draws())[RECALL]
    assert (figure.share, figure.low, figure.high, figure.n) == (0.75, 0.75, 0.75, 20)


def test_an_interval_is_wide_when_interviews_differ():
    tallies = [a_tally(10, 10), a_tally(0, 10)] * 5
    figure = figures(tallies, Draws())[RECALL]
    # Ten fair coins: 95 % of draws lie between 2 and 8 heads.
    assert figure.share == 0.5
    assert figure.low == pytest.approx(0.2, abs=0.101)
    assert figure.high == pytest.approx(0.8, abs=0.101)


def test_the_same_seed_draws_the_same_interviews_and_another_does_not():
    tallies = [a_tally(hits, 17) for hits in (1, 5, 9, 12, 16, 17, 3)]
    first = figures(tallies, Draws(1000, 1))[RECALL]
    assert figures(tallies, Draws(1000, 1))[RECALL] == first
    assert figures(tallies, Draws(1000, 2))[RECALL] != first


def test_draws_without_a_case_say_nothing_about_a_row():
    rare = Row("type", "NINO")
    tallies = [a_tally(1, 1, rare), *[a_tally(1, 2)] * 9]
    assert figures(tallies, Draws())[rare] == Figure(1.0, 1.0, 1.0, 1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=12))
def test_ends_of_an_interval_are_shares_in_order(pairs):
    tallies = [a_tally(min(hits, n), n) for hits, n in pairs]
    figure = figures(tallies, Draws(1000))[RECALL]
    assert 0 <= figure.low <= figure.high <= 1
    assert 0 <= figure.share <= 1


@pytest.mark.parametrize(
    ("origins", "gap"),
    [
        pytest.param(
            {"welsh": a_figure(0.8), "tamil": a_figure(0.95), "english": a_figure(0.9)},
            ("welsh", "tamil", 0.15),
            id="worst and best",
        ),
        pytest.param(
            {"welsh": a_figure(0.1, n=14), "tamil": a_figure(0.9), "english": a_figure(0.8, n=15)},
            ("english", "tamil", 0.1),
            id="few names are left out, fifteen are not",
        ),
        pytest.param(
            {"other": a_figure(0.1), "unlisted": a_figure(0.1), "tamil": a_figure(0.9)},
            None,
            id="no origin is no group, and one group has no distance",
        ),
        pytest.param({}, None, id="no names"),
    ],
)
def test_the_worst_origin_is_measured_from_the_best(origins, gap):
    found = origin_gap(origins)
    assert (found and (found.worst, found.best, pytest.approx(found.gap))) == gap


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        pytest.param(Figure(0.974, 0.9, 1.0, 5), "97.4 (90.0\N{EN DASH}100.0)", id="share"),
        pytest.param(NO_CASE, "\N{EN DASH}", id="no case"),
    ],
)
def test_a_figure_is_shown_in_per_cent(figure, shown):
    assert figure.per_cent == shown


def test_the_report_is_json_of_the_documented_form():
    result = a_result(sweep=True, welsh=a_figure(0.8), tamil=a_figure(1.0))
    report = json.loads(json.dumps(as_json(an_evaluation(result))))
    assert report["schema"] == SCHEMA == "sottovoce.evaluation/1"
    (told,) = report["results"]
    assert told["recall"] == {"share": 0.9, "low": 0.8, "high": 1.0, "n": 20}
    assert told["by_type"]["PERSON"]["share"] == 0.8
    assert told["origin_gap"]["worst"] == "welsh"
    assert told["sweep"][1]["token_precision"] is None
    assert report["costs"][0]["words_a_second"] == 4000
