"""``sottovoce evaluate``: how well identifiers are found, beside stock Presidio, in one run."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sottovoce.deidentify.text.scoring_report import Evaluation
    from sottovoce.steps.evaluation import Plan

GoldDir = Annotated[
    Path,
    typer.Argument(help="Folder of *.gold.txt, as docs/benchmark.md says.",
                   exists=True, file_okay=False),
]  # fmt: skip
StudyFile = Annotated[
    Path | None,
    typer.Option(help="study.yaml whose policy to use; else the default policy.", exists=True),
]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write all figures here.")]
HtmlFile = Annotated[
    Path | None, typer.Option("--html", help="Also write one page with tables and plots here.")
]
Lower = Annotated[
    bool | None,
    typer.Option(
        "--lower/--as-is", help="Only with the gold in small letters, or only as it is; else both."
    ),
]
Thresholds = Annotated[
    str, typer.Option(help="Also show what each score would hide, e.g. 0.05,0.1,0.3.")
]
Predictions = Annotated[
    Path | None,
    typer.Option(help="Score what another tool found (JSON) instead.", exists=True, dir_okay=False),
]
Rounds = Annotated[
    int, typer.Option(min=0, help="How often each is timed on all interviews; 0 for not at all.")
]
NDraws = Annotated[int, typer.Option("--draws", min=1000, help="Draws behind each interval.")]
Seed = Annotated[int, typer.Option(min=0, help="Where the draws begin.")]


def evaluate(  # noqa: PLR0913 - one parameter an option
    gold_dir: GoldDir,
    study: StudyFile = None,
    json_file: JsonFile = None,
    html_file: HtmlFile = None,
    lower: Lower = None,
    thresholds: Thresholds = "",
    predictions: Predictions = None,
    rounds: Rounds = 2,
    draws: NDraws = 2000,
    seed: Seed = 20240,
) -> None:
    """Measure on marked interviews how well identifiers are found, beside stock Presidio.

    Prints, from one run of both, as the gold is and in small letters: full-mask recall by type,
    style and origin of names, with 95 % intervals over interviews; interviews without a leak; the
    share of hidden words that had to be; words that must stay and do; speed and memory on one
    core. An identifier counts only when every character of it is hidden. No word of an interview
    is printed or written.

    Example: sottovoce evaluate tests/gold --json figures.json --html figures.html
    """
    from sottovoce.cli.evaluate_tables import print_tables
    from sottovoce.deidentify.text.scoring_bootstrap import Draws
    from sottovoce.errors import SottovoceError
    from sottovoce.steps.evaluation import Plan

    _check_folders({"--json": json_file, "--html": html_file})
    cuts = _thresholds(thresholds)
    plan = Plan(_casings(lower, predictions), cuts, rounds, Draws(draws, seed))
    try:
        evaluation = _measure(gold_dir, study, predictions, plan)
    except SottovoceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    print_tables(evaluation)
    _write(evaluation, json_file, html_file)


def _measure(
    gold_dir: Path, study: Path | None, predictions: Path | None, plan: "Plan"
) -> "Evaluation":
    from sottovoce.config.study import DeidentifyPolicy, load_study
    from sottovoce.steps.evaluation import evaluate_predictions, evaluate_tools

    policy = load_study(study).deidentify if study else DeidentifyPolicy()
    if predictions:
        return evaluate_predictions(gold_dir, predictions, "predictions", policy, plan)
    return evaluate_tools(gold_dir, policy, plan)


def _write(evaluation: "Evaluation", json_file: Path | None, html_file: Path | None) -> None:
    if json_file:
        from sottovoce.deidentify.text.scoring_report import as_json

        json_file.write_text(json.dumps(as_json(evaluation), indent=1), encoding="utf-8")
    if html_file:
        from sottovoce.adapters.evaluation_page import render_page

        html_file.write_bytes(render_page(evaluation))


def _check_folders(files: dict[str, Path | None]) -> None:
    # Now, rather than after the minute that measuring takes.
    for option, file in files.items():
        if file and not file.parent.is_dir():
            raise typer.BadParameter(f"the folder of {option} is not there; make it first")


def _casings(lower: bool | None, predictions: Path | None) -> tuple[str, ...]:
    from sottovoce.steps.evaluation import AS_IS, LOWER

    if lower is None and predictions is None:
        return (AS_IS, LOWER)
    return (LOWER,) if lower else (AS_IS,)


def _thresholds(given: str) -> tuple[float, ...]:
    try:
        cuts = sorted({float(part) for part in given.split(",") if part.strip()})
    except ValueError:
        cuts = [-1.0]
    if any(not 0 <= cut <= 1 for cut in cuts):
        raise typer.BadParameter("give numbers from 0 to 1, with commas: 0.05,0.1,0.3")
    return tuple(cuts)
