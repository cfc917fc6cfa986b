import json
from pathlib import Path

import pytest

from sottovoce.adapters.presidio.fingerprint import _package_digests
from sottovoce.adapters.spoken_model.figures import FIGURES_FILE, model_sha256, read_figures
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.scoring_figures import SCHEMA, Figures, figures_of
from sottovoce.steps.evaluation_tools import OURS, STOCK

RESULTS = Path(__file__).parents[3] / "benchmarks" / "text" / "results" / "unseen.json"


def the_evaluation():
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_the_figures_beside_the_model_are_those_of_the_held_out_evaluation():
    kept = read_figures()
    made_again = figures_of(
        the_evaluation(), kept.detector, tool=OURS, name=kept.gold.name, date=kept.gold.date
    )
    assert made_again == kept
    assert json.loads(FIGURES_FILE.read_text(encoding="utf-8"))["schema"] == SCHEMA


def test_a_new_model_needs_new_figures():
    # Evaluate it, then run benchmarks/text/write_figures.py on the evaluation.
    assert read_figures().detector.model_sha256 == model_sha256()


def test_what_was_measured_was_measured_with_the_policy_that_a_study_starts_with():
    measured, policy = read_figures().detector, DeidentifyPolicy()
    assert measured.detect_threshold == policy.detect_threshold
    assert measured.entity_types == policy.entity_types
    assert measured.versions == the_evaluation()["versions"]


def test_figures_written_and_read_again_are_the_same():
    figures = read_figures()
    assert Figures.from_json(json.loads(json.dumps(figures.as_json()))) == figures


@pytest.mark.parametrize(
    ("tool", "casing", "with_roster"),
    [
        pytest.param(OURS, "as is", False, id="ours"),
        pytest.param(OURS, "as is", True, id="with rosters"),
        pytest.param(OURS, "lower", False, id="small letters"),
        pytest.param(STOCK, "as is", False, id="stock beside it"),
        pytest.param(STOCK, "lower", False, id="stock in small letters"),
    ],
)
def test_everything_that_the_page_shows_was_measured(tool, casing, with_roster):
    measured = read_figures().of(tool, casing, with_roster=with_roster)
    assert measured.recall.n == read_figures().gold.identifiers
    assert measured.documents_without_leak.n == read_figures().gold.interviews
    assert 0 <= measured.recall.low <= measured.recall.share <= measured.recall.high <= 1


def test_a_tool_that_was_not_measured_has_no_figures():
    assert read_figures().of("another tool") is None


def test_an_evaluation_without_two_origins_to_compare_has_no_gap():
    evaluation = the_evaluation()
    for result in evaluation["results"]:
        result["origin_gap"] = None
    figures = figures_of(
        evaluation, read_figures().detector, tool=OURS, name="a gold", date="2026-01-01"
    )
    assert figures.of(OURS).origin_gap is None
    assert Figures.from_json(figures.as_json()) == figures


def test_the_figures_decide_nothing_of_what_is_found():
    # Else noting a measurement would have every interview cleaned again.
    covered = _package_digests()
    assert any("calibration.json" in line for line in covered)
    assert not any("figures" in line for line in covered)
