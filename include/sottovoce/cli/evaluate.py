"""``sottovoce evaluate``: how well identifiers are found, beside stock Presidio, in one run."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

GoldDir = Annotated[
    Path,
    typer.Argument(help="Folder of *.gold.txt, marked as docs/deidentification.md says.",
                   exists=True, file_okay=False),
]  # fmt: skip
StudyFile = Annotated[
    Path | None,
    typer.Option(help="study.yaml whose policy to use; else the default policy.", exists=True),
]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write all figures here.")]
Rounds = Annotated[int, typer.Option(min=1, help="How often each is timed on all interviews.")]

_HEADLINES = {
    "recall": "identifiers wholly masked",
    "token_precision": "masked words that had to be",
    "interviews_without_leak": "interviews without a leak",
    "interviews_without_doubt": "interviews without a doubtful span",
    "words_a_second": "words a second, one core",
}


def evaluate(
    gold_dir: GoldDir, study: StudyFile = None, json_file: JsonFile = None, rounds: Rounds = 3
) -> None:
    """Measure on marked interviews how well identifiers are found, beside stock Presidio.

    Prints, from one run of both: full-mask recall by type, style and kind of name, the share of
    masked words that had to be masked, interviews without a leak, and speed. An identifier counts
    only when every character of it is masked.

    Example: sottovoce evaluate tests/gold --json figures.json
    """
    from sottovoce.config.study import DeidentifyPolicy, load_study
    from sottovoce.errors import SottovoceError
    from sottovoce.steps.evaluation import evaluate_detectors

    try:
        policy = load_study(study).deidentify if study else DeidentifyPolicy()
        report = evaluate_detectors(gold_dir, policy, rounds)
    except SottovoceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    _print(report)
    if json_file:
        json_file.write_text(json.dumps(report, indent=1), encoding="utf-8")


def _print(report: dict[str, dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table("", *report)
    for key, label in _HEADLINES.items():
        table.add_row(label, *(_shown(figures.get(key)) for figures in report.values()))
    for group in ("recall_by_style", "recall_by_type", "recall_by_name"):
        table.add_section()
        rows = dict.fromkeys(row for figures in report.values() for row in figures[group])
        for row in rows:
            table.add_row(row, *(_shown(figures[group].get(row)) for figures in report.values()))
    console.print(table)


def _shown(figure: float | None) -> str:
    if figure is None:
        return ""
    is_share = not isinstance(figure, int) and figure <= 1
    return f"{figure:.3f}" if is_share else f"{figure:,.0f}"
