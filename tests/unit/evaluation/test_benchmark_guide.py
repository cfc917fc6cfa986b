"""What docs/benchmark.md promises to people who measure another tool."""

import json
import re
from pathlib import Path

import pytest
from evaluation_builders import a_figure, a_gold_folder, a_result, an_evaluation

from sottovoce.adapters.gold import read_gold, read_must_stay
from sottovoce.adapters.gold_predictions import read_predictions
from sottovoce.deidentify.text.scoring_report import SCHEMA, as_json
from sottovoce.deidentify.text.scoring_tally import COMMON_WORD, NO_LEAK, PRECISION, STAYED, Row
from sottovoce.model.spans import EntityType

GUIDE = (Path(__file__).parents[3] / "docs" / "benchmark.md").read_text(encoding="utf-8")


def keys_of(report):
    """Every key of the report that its form, and not the gold, decides."""
    result = report["results"][0]
    inner = (report["gold"], report["bootstrap"], report["costs"][0], result["sweep"][0])
    figure = result["recall"]
    return set().union(report, result, result["origin_gap"], figure, *inner)


def test_every_key_of_the_json_file_is_explained():
    result = a_result(sweep=True, welsh=a_figure(0.8), tamil=a_figure(1.0))
    extra = (COMMON_WORD, NO_LEAK, PRECISION, STAYED, Row("style", "x"), Row("must_stay_kind", "x"))
    result.figures.update(dict.fromkeys(extra, a_figure(0.5)))
    keys = keys_of(as_json(an_evaluation(result)))
    explained = set(re.findall(r"""[`"](\w+)[`"]""", GUIDE))
    assert keys - explained == set()
    assert SCHEMA in GUIDE


def test_the_example_of_predictions_is_taken_as_it_stands(tmp_path):
    (example,) = re.findall(r"```json\n(.*?)```", GUIDE, re.S)
    file = tmp_path / "found.json"
    file.write_text(example, encoding="utf-8")
    found = read_predictions(file, read_gold(a_gold_folder(tmp_path / "gold")))
    assert [each.n_spans for each in found] == [
        len(spans) for spans in json.loads(example).values()
    ]


@pytest.mark.parametrize("kind", EntityType)
def test_every_type_is_named(kind):
    assert kind in GUIDE


def test_the_length_of_the_list_of_words_is_right(tmp_path):
    assert f"of {len(read_must_stay(tmp_path))} phrases" in GUIDE
