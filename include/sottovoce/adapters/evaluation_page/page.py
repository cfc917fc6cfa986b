"""Put an evaluation into the page's template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from sottovoce.adapters.evaluation_page.plots import (
    Curve,
    IntervalPlot,
    interval_plot,
    sweep_curve,
)
from sottovoce.deidentify.text.scoring_bootstrap import Figure
from sottovoce.deidentify.text.scoring_report import MIN_GROUP, SCHEMA, Evaluation, Result
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
    Row,
)

_HEADLINES = {
    RECALL: "Identifiers wholly masked",
    COMMON_WORD: "Names that are common words",
    NO_LEAK: "Interviews without a leak",
    PRECISION: "Masked words that had to be",
    STAYED: "Words that must stay, kept",
}
_GROUPS = {
    TYPE: ("By type of identifier", "Share of identifiers of each type that are wholly masked."),
    STYLE: ("By style of transcript", "Cased, noisy, spoken, or in small letters from the start."),
    ORIGIN: (
        "By origin of name",
        f"Names of people only. Groups of fewer than {MIN_GROUP} names say little: "
        "their intervals show it.",
    ),
    STAYED_KIND: (
        "Words that must stay",
        "Share of unmarked occurrences that survive: the higher, the more a transcript still says.",
    ),
}
_CASINGS = {"as is": "The gold as it is", "lower": "The gold in small letters"}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures of several tools on one version of the gold."""

    casing: str
    tools: tuple[str, ...]
    rows: Mapping[str, tuple[Figure | None, ...]]

    def n(self, label: str) -> int | None:
        """Return the number of cases, if it is the same for all tools."""
        counts = {figure.n for figure in self.rows[label] if figure}
        return counts.pop() if len(counts) == 1 else None


@dataclass(frozen=True, slots=True)
class Group:
    """One section of the page: a plot and a table for each version of the gold."""

    name: str
    title: str
    about: str
    panels: tuple[tuple[IntervalPlot, Table], ...]


def render_page(evaluation: Evaluation) -> bytes:
    """Return the evaluation as one HTML page in UTF-8, complete in itself."""
    compared = {
        casing: [result for result in evaluation.of_casing(casing) if not result.sweep]
        or evaluation.of_casing(casing)
        for casing in evaluation.casings
    }
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            evaluation=evaluation,
            schema=SCHEMA,
            casings=_CASINGS,
            tools=[result.label for result in next(iter(compared.values()), [])],
            headlines=[_headline(casing, results) for casing, results in compared.items()],
            gaps=[result for results in compared.values() for result in results],
            groups=[_group(group, compared) for group in _GROUPS],
            curves=[(result, _curve(result)) for result in evaluation.results if result.sweep],
        )
        .encode()
    )


def _headline(casing: str, results: Sequence[Result]) -> Table:
    rows = {label: tuple(r.figure(row) for r in results) for row, label in _HEADLINES.items()}
    return Table(_CASINGS[casing], _labels(results), rows)


def _group(group: str, compared: Mapping[str, Sequence[Result]]) -> Group:
    title, about = _GROUPS[group]
    panels = []
    for casing, results in compared.items():
        names = sorted({name for result in results for name in result.group(group)})
        rows = {n: tuple(r.figures.get(Row(group, n)) for r in results) for n in names}
        if rows:
            table = Table(_CASINGS[casing], _labels(results), rows)
            panels.append((interval_plot(f"{title}: {table.casing}", rows, table.tools), table))
    return Group(group, title, about, tuple(panels))


def _curve(result: Result) -> Curve:
    return sweep_curve(f"{result.label}: {_CASINGS[result.casing]}", result.sweep)


def _labels(results: Sequence[Result]) -> tuple[str, ...]:
    return tuple(result.label for result in results)


@cache
def _templates() -> Environment:
    # Names of groups come from the gold's files: everything is escaped.
    return Environment(
        loader=PackageLoader("sottovoce.adapters.evaluation_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
