"""`sottovoce evaluate` from a gold folder to tables, JSON and a page, with the real detectors."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sottovoce.cli import app

NAMES = ("Oluwaseun", "Adebayo", "Kestrel")
TURNS = (
    "[00:00:01] INTERVIEWER: How did you meet {{PERSON|Oluwaseun Adebayo}}?",
    "[00:00:05] {{PERSON|Dawn}}: On {{FACILITY|Kestrel Ward}}, at dawn, when I took clozapine.",
)


@pytest.fixture(scope="module")
def gold(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("gold")
    for number, style in enumerate(("cased", "noisy")):
        head = f"# site: s01; role: manager; style: {style}; format: txt"
        text = "\n".join([head, "", *TURNS]) + "\n"
        (folder / f"s01-mg-0{number}.gold.txt").write_text(text, encoding="utf-8")
    (folder / "rosters").mkdir()
    roster = "kind,value\nperson,Oluwaseun Adebayo\nperson,Dawn\nfacility,Kestrel Ward\n"
    (folder / "rosters" / "s01-mg-00.csv").write_text(roster, encoding="utf-8")
    names = "surface,origin_group,is_common_word\nDawn,english,yes\n"
    (folder / "names.csv").write_text(names, encoding="utf-8")
    return folder


def evaluate(*arguments):
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


@pytest.fixture(scope="module")
def both(gold, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    shown = evaluate(
        gold, "--json", out / "f.json", "--html", out / "f.html",
        "--rounds", 1, "--draws", 1000, "--thresholds", "0.1,0.9",
    )  # fmt: skip
    assert shown.exit_code == 0, shown.output
    page = (out / "f.html").read_text(encoding="utf-8")
    return shown.output, json.loads((out / "f.json").read_text(encoding="utf-8")), page


def test_both_tools_are_measured_in_both_casings_with_and_without_rosters(both):
    _, report, _ = both
    measured = [
        (r["tool"], r["with_roster"], r["casing"]) for r in report["results"] if not r["sweep"]
    ]
    assert measured == [
        (tool, with_roster, casing)
        for casing in ("as is", "lower")
        for tool, with_roster in (
            ("stock presidio", False),
            ("sottovoce", False),
            ("sottovoce", True),
        )
    ]


def test_every_result_says_what_it_is_a_share_of(both):
    _, report, _ = both
    for result in report["results"]:
        assert result["recall"]["n"] == 6
        assert result["documents_without_leak"]["n"] == 2
        assert result["common_word_names"]["n"] == 2
        assert result["must_stay"]["n"] == 6, "interviewer, dawn, clozapine; Dawn is a name"
        assert set(result["by_style"]) == {"cased", "noisy"}
        assert result["recall"]["low"] <= result["recall"]["share"] <= result["recall"]["high"]


def test_small_letters_are_harder_for_stock_presidio(both):
    _, report, _ = both
    shares = {
        (r["tool"], r["casing"]): r["recall"]["share"]
        for r in report["results"]
        if not r["with_roster"]
    }
    assert shares["stock presidio", "lower"] < shares["stock presidio", "as is"]
    assert shares["sottovoce", "lower"] > shares["stock presidio", "lower"]


def test_speed_and_memory_are_told_of_each_tool_alone(both):
    _, report, _ = both
    assert [cost["tool"] for cost in report["costs"]] == ["stock presidio", "sottovoce"]
    for cost in report["costs"]:
        assert cost["words_a_second"] > 1
        assert 50 < cost["peak_memory_mb"] < 4000


def test_a_sweep_has_a_point_for_each_threshold(both):
    _, report, _ = both
    swept = [result for result in report["results"] if result["sweep"]]
    assert [r["casing"] for r in swept] == ["as is", "lower"]
    assert all([p["threshold"] for p in r["sweep"]] == [0.1, 0.9] for r in swept)
    assert all(r["sweep"][0]["recall"] >= r["sweep"][1]["recall"] for r in swept)


@pytest.mark.parametrize("where", [0, 1, 2], ids=["tables", "JSON", "page"])
def test_no_word_of_an_interview_is_in_any_output(both, where):
    written = both[where] if isinstance(both[where], str) else json.dumps(both[where])
    assert not [name for name in NAMES if name.lower() in written.lower()]


def test_another_tool_is_scored_from_its_predictions(gold, tmp_path):
    spans = [
        {"turn": 0, "start": 17, "end": 34, "type": "NAME"},
        {"turn": 1, "start": 3, "end": 15, "type": "PLACE", "score": 0.2},
    ]
    found = {"s01-mg-00": [*spans, {"turn": 1, "start": 0, "end": 4, "in": "speaker"}]}
    file, out = tmp_path / "found.json", tmp_path / "f.json"
    file.write_text(json.dumps({**found, "s01-mg-01": spans}), encoding="utf-8")
    shown = evaluate(gold, "--predictions", file, "--json", out, "--thresholds", "0.1,0.5")
    assert shown.exit_code == 0, shown.output
    (result,) = json.loads(out.read_text(encoding="utf-8"))["results"]
    assert result["recall"]["share"] == pytest.approx(5 / 6)
    assert result["documents_without_leak"]["share"] == 0.5
    assert result["token_precision"]["share"] == 1
    assert [point["recall"] for point in result["sweep"]] == pytest.approx([5 / 6, 3 / 6])
    assert "83.3" in shown.output


@pytest.mark.parametrize(
    ("content", "arguments", "says"),
    [
        pytest.param("{}", [], "lack 2 of 2", id="predictions without interviews"),
        pytest.param("{}", ["--thresholds", "0.1,high"], "0.05,0.1,0.3", id="no number"),
        pytest.param("{}", ["--html", "nowhere/f.html"], "--html is not there", id="no folder"),
        pytest.param("{}", ["--draws", "10"], "1000", id="too few draws"),
    ],
)
def test_a_wrong_call_says_what_to_do(gold, tmp_path, content, arguments, says):
    file = tmp_path / "found.json"
    file.write_text(content, encoding="utf-8")
    shown = evaluate(gold, "--predictions", file, *arguments)
    assert shown.exit_code != 0
    assert says in shown.output


def test_an_empty_folder_is_refused(tmp_path):
    shown = evaluate(tmp_path)
    assert shown.exit_code == 1
    assert "no file that ends in .gold.txt" in shown.output
