"""What the benchmark of the ranking counts, on invented turns."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from review_builders import a_transcript, a_turn

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "text" / "bench_review.py"
spec = importlib.util.spec_from_file_location("bench_review", SCRIPT)
bench_review = importlib.util.module_from_spec(spec)
sys.modules["bench_review"] = bench_review
spec.loader.exec_module(bench_review)

TEXT = "Kevin Dale of the Elms"


@pytest.mark.parametrize(
    ("masked", "n_leaks"),
    [
        pytest.param(["Kevin Dale", "the Elms"], 0, id="all masked"),
        pytest.param(["Kevin", "Dale", "the Elms"], 0, id="a blank between two masks is no leak"),
        pytest.param(["Kevin", "the Elms"], 1, id="a part in view is a leak"),
        pytest.param([], 2, id="nothing masked"),
    ],
)
def test_a_leak_is_an_identifier_of_which_anything_is_in_view(masked, n_leaks):
    gold = a_turn(0, TEXT, masked=[("Kevin Dale",), ("the Elms",)])
    found = a_turn(0, TEXT, masked=[(words,) for words in masked])
    assert len(bench_review.find_leaks([(gold, found)])) == n_leaks


def test_a_label_in_view_is_one_leak_however_many_turns_have_it():
    (span,) = a_turn(0, "Kevin", masked=[("Kevin",)]).spans
    gold = [a_turn(i, "so", speaker="Kevin", label_spans=[span]) for i in range(3)]
    found = [a_turn(i, "so", speaker="Kevin") for i in range(3)]
    leaks = bench_review.find_leaks(list(zip(gold, found, strict=True)))
    assert leaks == [bench_review.Leak(0, "kevin")]


def test_who_has_read_a_leak_finds_its_repetitions():
    leaks = [
        bench_review.Leak(0, "elms"),
        bench_review.Leak(3, "elms"),
        bench_review.Leak(2, "kev"),
    ]
    assert bench_review.met_with_repetitions(np.arange(4), leaks) == 2


@pytest.mark.parametrize(
    ("n_turns", "n_read"),
    [pytest.param(4, 1, id="of 4"), pytest.param(5, 2, id="of 5"), pytest.param(1, 1, id="of 1")],
)
def test_a_quarter_is_rounded_up_and_every_turn_counts(n_turns, n_read):
    assert bench_review.met(range(n_turns), np.ones(n_turns)) == n_read


def test_weights_are_those_that_the_counts_were_drawn_from():
    draw = np.random.default_rng(5)
    signals = draw.uniform(0.0, 3.0, (50_000, 3))
    truth = np.array([0.5, 0.0, -0.2, -2.0])
    expected = np.exp(bench_review.with_constant(signals) @ truth)
    found = bench_review.fit_weights(signals, draw.poisson(expected).astype(float))
    assert found == pytest.approx(truth, abs=0.05)


def test_the_weights_that_rank_an_interview_did_not_see_it():
    golds, reads = [], []
    for name, near in (("a", "Kevin"), ("b", "Elms"), ("c", "Dale")):
        golds.append(a_transcript(a_turn(0, TEXT, masked=[("Kevin Dale",)])))
        found = a_transcript(a_turn(0, TEXT, near=[(near, 0.3)]))
        reads.append(bench_review.judge(name, golds[-1], found))
    all_leaks = bench_review.weights_without(reads)
    changed = [
        *reads[1:],
        bench_review.judge("a", a_transcript(a_turn(0, TEXT)), a_transcript(a_turn(0, TEXT))),
    ]
    assert bench_review.weights_without(changed)["a"] == pytest.approx(all_leaks["a"])
    assert bench_review.weights_without(changed)["b"] != pytest.approx(all_leaks["b"])


def test_calibration_error_is_nought_when_scores_come_true():
    told = [(0.25, True), (0.25, False), (0.25, False), (0.25, False), (1.0, True)]
    assert bench_review.calibration(told)["error"] == 0.0
    assert bench_review.calibration([(0.9, False)])["error"] == pytest.approx(0.9)
    assert bench_review.calibration([]) == {"n": 0}


def test_the_level_is_that_of_the_gold_and_the_shape_that_of_all():
    gold = [bench_review.judge("a", *_pair(n_left=1, near=("Kevin", 0.2)))]
    also = [bench_review.judge("b", *_pair(n_left=2, near=("Kevin", 0.2)))]
    weights = bench_review.levelled([*gold, *also], gold)
    expected = np.exp(bench_review.with_constant(gold[0].signals) @ weights)
    assert float(expected.sum()) == pytest.approx(1.0)
    others = bench_review.levelled([*gold, *also], also)
    assert weights[:-1] == pytest.approx(others[:-1])
    assert weights[-1] == pytest.approx(others[-1] - np.log(2))


def _pair(n_left, near):
    words = ["Kevin Dale", "the Elms"][:n_left]
    marked = a_transcript(a_turn(0, TEXT, masked=[(each,) for each in words]))
    return marked, a_transcript(a_turn(0, TEXT, near=[near]))
