"""Fitting scores to how often they are right."""

import math

import numpy as np
import pytest
from training.calibrate import Case, fit, reliability
from training.data.build import rng_of

from sottovoce.deidentify.text.calibration import (
    BIAS,
    BOTH,
    MODEL,
    MODEL_LOGIT,
    RULE_LOGIT,
    Calibration,
    features,
)


def cases(n: int, slope: float, bias: float, seed: int = 3) -> list[Case]:
    """Finds of the model alone, right as often as a known regression says."""
    rng = rng_of(seed, "test")
    made = []
    for _ in range(n):
        read = features({MODEL: rng.uniform(0.02, 0.98)})
        chance = 1 / (1 + math.exp(-(bias + slope * read[MODEL_LOGIT])))
        made.append(Case(0, read, rng.random() < chance))
    return made


def test_the_fit_recovers_how_often_a_score_is_right():
    told = Calibration(fit(cases(6000, slope=0.6, bias=1.0)))
    for score in (0.05, 0.3, 0.7, 0.95):
        truth = 1 / (1 + math.exp(-(1.0 + 0.6 * math.log(score / (1 - score)))))
        assert told({MODEL: score}) == pytest.approx(truth, abs=0.05)


def test_a_recognizer_that_is_mostly_wrong_weighs_less_than_one_that_is_right():
    some = [
        Case(0, features({name: 0.7}), number % 10 < n_right_of_ten)
        for name, n_right_of_ten in (("good", 9), ("poor", 2))
        for number in range(400)
    ]
    told = Calibration(fit(some))
    assert told({"good": 0.7}) == pytest.approx(0.9, abs=0.05)
    assert told({"poor": 0.7}) == pytest.approx(0.2, abs=0.05)


def test_a_recognizer_that_spoke_up_once_moves_little():
    told = Calibration(
        fit([*cases(2000, 0.6, 1.0), Case(0, features({MODEL: 0.5, "rare": 0.5}), is_right=False)])
    )
    assert told.weights["rare"] > -1.0


@pytest.mark.parametrize("is_right", [True, False], ids=["all right", "all wrong"])
def test_finds_that_are_all_alike_give_finite_weights(is_right):
    weights = fit([Case(0, case.read, is_right) for case in cases(300, 1.0, 0.0)])
    assert all(math.isfinite(weight) for weight in weights.values())
    assert (Calibration(weights)({MODEL: 0.5}) > 0.5) is is_right


def test_finds_that_a_score_parts_without_error_give_finite_weights():
    parted = [Case(0, c.read, c.read[MODEL_LOGIT] > 0) for c in cases(300, 1.0, 0.0)]
    told = Calibration(fit(parted))
    assert all(math.isfinite(weight) for weight in told.weights.values())
    assert told({MODEL: 0.9}) > 0.95
    assert told({MODEL: 0.1}) < 0.05


def test_the_fit_weighs_what_the_product_reads():
    assert {BIAS, MODEL_LOGIT, RULE_LOGIT, BOTH} <= set(fit(cases(50, 1.0, 0.0)))


def test_reliability_counts_what_is_told_and_what_is_right():
    told, right = np.array([0.05, 0.05, 0.95, 0.95]), np.array([False, False, True, False])
    found = reliability(told, right)
    assert found["bins"] == {
        "0.0": {"n": 2, "told": 0.05, "right": 0.0},
        "0.9": {"n": 2, "told": 0.95, "right": 0.5},
    }
    assert found["expected calibration error"] == pytest.approx((0.1 + 0.9) / 4)


@pytest.mark.parametrize("told", [0.0, 1.0])
def test_reliability_has_a_place_for_the_ends_of_the_scale(told):
    found = reliability(np.array([told]), np.array([bool(told)]))
    assert found["expected calibration error"] == 0.0
    assert sum(each["n"] for each in found["bins"].values()) == 1
