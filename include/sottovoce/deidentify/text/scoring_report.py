"""What an evaluation comes to, and its form as JSON. Holds no word of any interview."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sottovoce.deidentify.text.scoring_bootstrap import LEVEL, NO_CASE, Draws, Figure
from sottovoce.deidentify.text.scoring_tally import Row

SCHEMA = "sottovoce.evaluation/1"
"""Raised when a key changes its meaning or goes; new keys may come without that."""

MIN_GROUP = 15
"""Names of one origin that it takes to compare it with others."""


@dataclass(frozen=True, slots=True)
class OriginGap:
    """How much worse the names of one origin are found than those of another.

    Attributes:
        worst: The origin whose names are hidden least often.
        worst_share: Their share.
        best: The origin whose names are hidden most often.
        best_share: Their share.
    """

    worst: str
    worst_share: float
    best: str
    best_share: float

    @property
    def gap(self) -> float:
        """Distance between the two, 0 to 1."""
        return self.best_share - self.worst_share


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """What hiding only spans scored ``threshold`` or more comes to."""

    threshold: float
    recall: float | None
    token_precision: float | None
    documents_without_leak: int


@dataclass(frozen=True, slots=True)
class Result:
    """Figures of one tool on one version of the gold.

    Attributes:
        tool: Its name, e.g. ``stock presidio``.
        with_roster: Whether it was given the names that sites know beforehand.
        casing: ``as is`` or ``lower``.
        figures: By row.
        n_without_doubt: Interviews in which no span asks for a person; None if it is not known.
        sweep: By rising threshold; empty if none was asked for.
    """

    tool: str
    with_roster: bool
    casing: str
    figures: Mapping[Row, Figure]
    n_without_doubt: int | None = None
    sweep: tuple[SweepPoint, ...] = ()

    @property
    def label(self) -> str:
        """The tool, and whether it had rosters."""
        return f"{self.tool} with rosters" if self.with_roster else self.tool

    def figure(self, row: Row) -> Figure:
        """Return the figure of a row; one without a share if there was no case."""
        return self.figures.get(row, NO_CASE)

    def group(self, group: str) -> dict[str, Figure]:
        """Return the figures of a group by name, in alphabetical order."""
        return {row.name: self.figures[row] for row in sorted(self.figures) if row.group == group}

    @property
    def origin_gap(self) -> OriginGap | None:
        """Worst and best origin of at least :data:`MIN_GROUP` names; None without two such."""
        return origin_gap(self.group("origin"))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a tool takes on one core.

    Attributes:
        tool: Its name.
        words_a_second: Median over rounds, in CPU time.
        peak_memory_mb: Most memory its process held, models included, in 10⁶ bytes.
    """

    tool: str
    words_a_second: float
    peak_memory_mb: float


@dataclass(frozen=True, slots=True)
class Gold:
    """What was measured on. ``sha256`` tells whether two evaluations read the same files."""

    interviews: int
    words: int
    identifiers: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All results of one run."""

    gold: Gold
    draws: Draws
    n_must_stay: int
    versions: Mapping[str, str]
    results: tuple[Result, ...]
    costs: tuple[Cost, ...] = ()

    @property
    def casings(self) -> list[str]:
        """Versions of the gold that were read, in the order they were."""
        return list(dict.fromkeys(result.casing for result in self.results))

    def of_casing(self, casing: str) -> list[Result]:
        """Return the results on one version of the gold."""
        return [result for result in self.results if result.casing == casing]


def origin_gap(by_origin: Mapping[str, Figure]) -> OriginGap | None:
    """Return worst and best of the origins with :data:`MIN_GROUP` names or more."""
    shares = {
        name: figure.share
        for name, figure in by_origin.items()
        if figure.n >= MIN_GROUP and figure.share is not None and name not in _NO_ORIGIN
    }
    if len(shares) < 2:
        return None
    worst, best = min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)
    return OriginGap(worst, shares[worst], best, shares[best])


_NO_ORIGIN = {"other", "unlisted"}


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the evaluation as ``docs/benchmark.md`` lays it down."""
    return {
        "schema": SCHEMA,
        "gold": asdict(evaluation.gold),
        "bootstrap": {
            "unit": "interview",
            "level": LEVEL,
            "draws": evaluation.draws.n,
            "seed": evaluation.draws.seed,
        },
        "must_stay_phrases": evaluation.n_must_stay,
        "versions": dict(evaluation.versions),
        "results": [_result(result) for result in evaluation.results],
        "costs": [asdict(cost) for cost in evaluation.costs],
    }


def _result(result: Result) -> dict[str, Any]:
    gap = result.origin_gap
    overall = {row.name: asdict(f) for row, f in result.figures.items() if row.group == "overall"}
    groups = sorted({row.group for row in result.figures} - {"overall"})
    return {
        "tool": result.tool,
        "with_roster": result.with_roster,
        "casing": result.casing,
        **overall,
        **{f"by_{group}": _shares(result.group(group)) for group in groups},
        "origin_gap": {**asdict(gap), "gap": gap.gap} if gap else None,
        "documents_without_doubt": result.n_without_doubt,
        "sweep": [asdict(point) for point in result.sweep],
    }


def _shares(group: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: asdict(figure) for name, figure in group.items()}
