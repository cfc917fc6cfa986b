"""An evaluation as tables on a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from sottovoce.deidentify.text.scoring_bootstrap import DASH, Figure
from sottovoce.deidentify.text.scoring_tally import (
    COMMON_WORD,
    NO_LEAK,
    ORIGIN,
    PRECISION,
    RECALL,
    STAYED,
    STAYED_KIND,
    STYLE,
    TYPE,
)

if TYPE_CHECKING:
    from sottovoce.deidentify.text.scoring_report import Evaluation, Result

_HEADLINES = {
    RECALL: "identifiers masked",
    COMMON_WORD: "names that are words",
    NO_LEAK: "without a leak",
    PRECISION: "masked words rightly",
    STAYED: "must stay, kept",
}
_GROUPS = {TYPE: "by type", STYLE: "by style", ORIGIN: "by origin of name", STAYED_KIND: "kept"}
_WIDTH = 110


def print_tables(evaluation: "Evaluation") -> None:
    """Print one table a casing, then speed and memory, then what thresholds do."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    for casing in evaluation.casings:
        console.print(_table(casing, [r for r in evaluation.of_casing(casing) if not r.sweep]))
    if evaluation.costs:
        console.print(_costs(evaluation))
    for result in evaluation.results:
        if result.sweep:
            console.print(_sweep(result))
    gold = evaluation.gold
    console.print(
        f"{gold.interviews} interviews, {gold.identifiers:,} identifiers, {gold.words:,} words. "
        f"In brackets: 95 % interval, interviews drawn {evaluation.draws.n:,} times."
    )


def _table(casing: str, results: Sequence["Result"]) -> Table:
    title = "The gold in small letters" if casing == "lower" else "The gold as it is"
    table = Table("", "n", *(result.label for result in results), title=title, title_justify="left")
    for row, label in _HEADLINES.items():
        _add(table, label, [result.figure(row) for result in results])
    table.add_row("worst origin", "", *(_gap(result) for result in results))
    for group, label in _GROUPS.items():
        shares = [result.group(group) for result in results]
        names = dict.fromkeys(name for each in shares for name in sorted(each))
        if names:
            table.add_section()
            table.add_row(f"[bold]{label}[/bold]")
        for name in names:
            _add(table, name, [each.get(name) for each in shares])
    return table


def _add(table: Table, label: str, figures: Sequence[Figure | None]) -> None:
    n = {figure.n for figure in figures if figure}
    # How many words a tool hid is its own doing: there is no number for the row.
    table.add_row(label, str(n.pop()) if len(n) == 1 else "", *(_shown(f) for f in figures))


def _shown(figure: Figure | None) -> str:
    return figure.per_cent if figure else DASH


def _gap(result: "Result") -> str:
    gap = result.origin_gap
    if gap is None:
        return DASH
    return f"{100 * gap.worst_share:.1f} {gap.worst}, {100 * gap.gap:.1f} below {gap.best}"


def _costs(evaluation: "Evaluation") -> Table:
    table = Table("on one core", "words a second", "peak memory, MB")
    for cost in evaluation.costs:
        table.add_row(cost.tool, f"{cost.words_a_second:,.0f}", f"{cost.peak_memory_mb:,.0f}")
    return table


def _sweep(result: "Result") -> Table:
    table = Table("masked from", "recall", "precision", "without a leak")
    table.title = f"{result.tool}, {result.casing}"
    for point in result.sweep:
        table.add_row(
            f"{point.threshold:g}",
            *(
                DASH if s is None else f"{100 * s:.1f}"
                for s in (point.recall, point.token_precision)
            ),
            str(point.documents_without_leak),
        )
    return table
