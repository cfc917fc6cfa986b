"""Entity recall as the Text Anonymization Benchmark defines it, on invented cases."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "text" / "bench_tab.py"
spec = importlib.util.spec_from_file_location("bench_tab", SCRIPT)
bench_tab = importlib.util.module_from_spec(spec)
sys.modules["bench_tab"] = bench_tab
spec.loader.exec_module(bench_tab)

TEXT = "Mr Jan Kosk, of Lower Wend, wrote. Kosk was born in Wend. The Court heard Kosk."
TAGS = {"of": "ADP", "The": "DET", "in": "ADP"}


def tag(text):
    words, at = [], 0
    for word in text.replace(",", " ").replace(".", " ").split():
        at = text.index(word, at)
        words.append((at, at + len(word), TAGS.get(word, "PROPN")))
        at += len(word)
    return words


def mention(surface, entity, identifier, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(surface, start + 1)
    return {"start": start, "end": start + len(surface), "entity": entity, "identifier": identifier}


MENTIONS = [
    mention("Mr Jan Kosk", "e1", "direct"),
    mention("Kosk", "e1", "direct", nth=1),
    mention("Lower Wend", "e2", "quasi"),
    mention("born in Wend", "e3", "quasi"),
    {**mention("The Court", "", ""), "identifier": None},
]
CASE = {"id": "x-1", "text": TEXT, "spans": MENTIONS}


def recall(*hidden, case=CASE):
    spans = [mention(surface, "", "", nth) for surface, nth in hidden]
    found = bench_tab.entity_recall([case], {"x-1": spans}, tag)
    return {name: (figure.n_masked, figure.n_entities) for name, figure in found.items()}


ALL = [("Jan Kosk", 0), ("Kosk", 1), ("Lower Wend", 0), ("born", 0), ("Wend", 1)]


@pytest.mark.parametrize(
    ("hidden", "direct", "quasi"),
    [
        pytest.param(ALL, (1, 1), (2, 2), id="titles and function words may stay in view"),
        pytest.param(ALL[:1] + ALL[2:], (0, 1), (2, 2), id="one mention in view: not masked"),
        pytest.param([("Jan", 0), ("Kosk", 0), ("Kosk", 1)], (1, 1), (0, 2), id="in parts"),
        pytest.param([("Jan", 0), ("Kosk", 1)], (0, 1), (0, 2), id="a surname in view"),
        pytest.param([("Lower", 0)], (0, 1), (0, 2), id="half a place"),
        pytest.param([], (0, 1), (0, 2), id="nothing"),
    ],
)
def test_an_entity_is_masked_only_if_all_its_mentions_are(hidden, direct, quasi):
    found = recall(*hidden)
    assert found["direct"] == direct
    assert found["quasi"] == quasi
    assert found["all"] == (direct[0] + quasi[0], direct[1] + quasi[1])


def test_the_first_mention_says_whether_an_entity_is_direct():
    spans = [mention("Kosk", "e1", "quasi"), mention("Kosk", "e1", "direct", nth=1)]
    found = recall(("Kosk", 0), ("Kosk", 1), case={**CASE, "spans": spans})
    assert (found["direct"], found["quasi"]) == ((0, 0), (1, 1))


def test_cases_without_predictions_are_not_counted():
    other = {**CASE, "id": "x-2"}
    found = bench_tab.entity_recall([CASE, other], {"x-1": []}, tag)
    assert found["all"].n_entities == 3


def test_no_entity_has_no_recall():
    assert bench_tab.EntityRecall(0, 0).recall is None


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        pytest.param([{"id": "x-9", "spans": []}], "Line 1: no case", id="unknown case"),
        pytest.param(
            [{"id": "x-1", "spans": [{"start": 0, "end": 999}]}], "outside", id="past the end"
        ),
        pytest.param([{"id": "x-1", "spans": []}] * 2, "two lines", id="a case twice"),
    ],
)
def test_predictions_that_do_not_fit_are_refused(lines, says):
    with pytest.raises(SystemExit, match=says):
        bench_tab.checked(lines, [CASE])


def test_the_script_prints_recall_with_the_real_tagger(tmp_path):
    (tmp_path / "gold.jsonl").write_text(json.dumps(CASE) + "\n", encoding="utf-8")
    spans = [mention(surface, "", "", nth) for surface, nth in ALL]
    line = json.dumps({"id": "x-1", "spans": spans})
    (tmp_path / "found.jsonl").write_text(line + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, SCRIPT, "found.jsonl", "--gold", "gold.jsonl", "--json", "out.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "direct entity recall 1.000  (1 of 1)" in done.stdout
    assert json.loads((tmp_path / "out.json").read_text())["quasi"]["recall"] == 1.0
