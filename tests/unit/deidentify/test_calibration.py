"""Scores as probabilities."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.adapters.spoken_model.calibration import read_calibration
from sottovoce.deidentify.text.calibration import (
    BIAS,
    BOTH,
    MODEL,
    MODEL_LOGIT,
    RULE_LOGIT,
    Calibration,
    features,
)

SHIPPED = read_calibration()
RULES = st.dictionaries(
    st.sampled_from([*SHIPPED.weights, "a new rule"]), st.floats(0.0, 1.0), max_size=4
).map(lambda rules: {name: score for name, score in rules.items() if name != MODEL})
SCORE = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("best", "expected"),
    [
        pytest.param({MODEL: 0.5}, {BIAS: 1, MODEL_LOGIT: 0, RULE_LOGIT: -3, BOTH: 0}, id="model alone"),
        pytest.param({"a": 0.5}, {BIAS: 1, MODEL_LOGIT: -5, RULE_LOGIT: 0, BOTH: 0, "a": 1}, id="rule alone"),
        pytest.param(
            {MODEL: 0.5, "a": 0.2, "b": 0.5},
            {BIAS: 1, MODEL_LOGIT: 0, RULE_LOGIT: 0, BOTH: 1, "a": 1, "b": 1},
            id="the best of the rules counts",
        ),
    ],
)  # fmt: skip
def test_the_regression_reads_scores_and_who_spoke_up(best, expected):
    assert features(best) == pytest.approx(expected)


def test_weights_are_those_of_a_logistic_regression():
    told = Calibration({BIAS: 1.0, MODEL_LOGIT: 0.5, "a": -2.0})({MODEL: 0.8, "a": 0.9})
    assert told == pytest.approx(1 / (1 + math.exp(-(1 + 0.5 * math.log(4) - 2))), abs=1e-3)


def test_a_rule_the_fit_never_saw_counts_by_its_score_alone():
    assert SHIPPED({"a": 0.9}) == SHIPPED({"another": 0.9})


@given(RULES, SCORE, SCORE)
def test_more_certainty_of_the_model_never_lowers_a_score(rules, one, other):
    low, high = sorted((one, other))
    assert SHIPPED(rules | {MODEL: low}) <= SHIPPED(rules | {MODEL: high})


@given(RULES.filter(bool), SCORE)
def test_a_model_that_agrees_with_a_rule_never_lowers_the_rule_s_score(rules, model):
    assert SHIPPED(rules | {MODEL: model}) >= SHIPPED(rules)


@given(RULES, st.none() | SCORE)
def test_a_score_is_a_probability_that_is_never_certain(rules, model):
    best = rules if model is None else rules | {MODEL: model}
    assert 0.001 <= SHIPPED(best) <= 0.999


def test_the_shipped_scores_tell_a_sure_find_from_a_faint_one():
    assert SHIPPED({MODEL: 0.99}) > SHIPPED({MODEL: 0.03}) + 0.3


def test_a_calibration_is_read_from_a_file_of_weights(tmp_path):
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps({BIAS: 2.0}))
    assert read_calibration(path)({"a": 0.5}) == pytest.approx(1 / (1 + math.exp(-2)), abs=1e-3)
