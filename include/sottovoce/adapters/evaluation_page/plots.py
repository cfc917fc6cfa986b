"""Where things stand in the page's plots. The template draws them as SVG.

Lengths are in user units of the drawing; the page scales a drawing to the width it has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor

from sottovoce.deidentify.text.scoring_bootstrap import Figure
from sottovoce.deidentify.text.scoring_report import SweepPoint

LABEL_WIDTH = 128.0
PLOT_WIDTH = 300.0
RIGHT_MARGIN = 18.0
TOP = 8.0
SERIES_STEP = 11.0
ROW_GAP = 11.0
AXIS_HEIGHT = 24.0
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
CURVE_SIDE = 300.0
N_CURVE_TICKS = 5
NEAR = 14.0
CURVE_MARGIN = 46.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One share: a symbol at ``x``, and a line from ``low_x`` to ``high_x``."""

    series: int
    x: float
    low_x: float
    high_x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class PlotRow:
    """What one label names; ``y`` is its middle."""

    label: str
    y: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class IntervalPlot:
    """Shares and their intervals, one row a name, one symbol a tool."""

    title: str
    rows: tuple[PlotRow, ...]
    height: float
    row_height: float
    ticks: tuple[tuple[float, str], ...]
    width: float = LABEL_WIDTH + PLOT_WIDTH + RIGHT_MARGIN
    label_width: float = LABEL_WIDTH

    @property
    def axis_y(self) -> float:
        """Where the scale is."""
        return self.height - AXIS_HEIGHT


@dataclass(frozen=True, slots=True)
class Curve:
    """Recall over precision, one dot a threshold."""

    title: str
    path: str
    dots: tuple[tuple[float, float, str], ...]
    ticks: tuple[tuple[float, float, str], ...]
    side: float = CURVE_SIDE
    margin: float = CURVE_MARGIN


def interval_plot(
    title: str, rows: Mapping[str, Sequence[Figure | None]], tools: Sequence[str]
) -> IntervalPlot:
    """Return the plot of a group.

    Args:
        title: What a screen reader says.
        rows: One figure a tool by label; None where the tool has none.
        tools: What the figures of a row are of, for the text shown on pointing at a symbol.
    """
    step = SERIES_STEP * len(tools) + ROW_GAP
    drawn = tuple(
        _row(label, figures, tools, TOP + number * step)
        for number, (label, figures) in enumerate(rows.items())
    )
    ticks = tuple((_x(tick), f"{100 * tick:.0f}") for tick in TICKS)
    return IntervalPlot(title, drawn, TOP + len(drawn) * step + AXIS_HEIGHT, step, ticks)


def sweep_curve(title: str, points: Sequence[SweepPoint]) -> Curve:
    """Return the curve through all points that have both a recall and a precision.

    Both scales begin at the tenth below the lowest share, and end at 1.
    """
    known = [
        (point.recall, point.token_precision, f"{point.threshold:g}")
        for point in points
        if point.recall is not None and point.token_precision is not None
    ]
    least = min((min(recall, precision) for recall, precision, _ in known), default=0.0)
    low = min(floor(least * 10) / 10, 0.9)
    dots = [(*_place(recall, precision, low), label) for recall, precision, label in known]
    path = " ".join(f"{'L' if i else 'M'}{x:.1f} {y:.1f}" for i, (x, y, _) in enumerate(dots))
    steps = [low + (1 - low) * i / (N_CURVE_TICKS - 1) for i in range(N_CURVE_TICKS)]
    ticks = tuple((*_place(step, step, low), f"{100 * step:g}") for step in steps)
    return Curve(title, path, tuple(_apart(dots)), ticks)


def _place(recall: float, precision: float, low: float) -> tuple[float, float]:
    scale = CURVE_SIDE / (1 - low)
    return CURVE_MARGIN + scale * (recall - low), TOP + scale * (1 - precision)


def _apart(dots: Sequence[tuple[float, float, str]]) -> Iterator[tuple[float, float, str]]:
    """Yield the dots; one whose label would lie on the label before has none."""
    labelled: tuple[float, float] | None = None
    for x, y, label in dots:
        is_near = labelled and abs(x - labelled[0]) < 2 * NEAR and abs(y - labelled[1]) < NEAR
        yield x, y, "" if is_near else label
        labelled = labelled if is_near else (x, y)


def _row(label: str, figures: Sequence[Figure | None], tools: Sequence[str], top: float) -> PlotRow:
    marks = tuple(
        Mark(
            series,
            _x(figure.share),
            _x(figure.low),
            _x(figure.high),
            top + ROW_GAP / 2 + SERIES_STEP * (series + 0.5),
            f"{label}, {tool}: {figure.per_cent}",
        )
        for series, (tool, figure) in enumerate(zip(tools, figures, strict=True))
        if figure and figure.share is not None
        if figure.low is not None and figure.high is not None
    )
    return PlotRow(label, top + (ROW_GAP + SERIES_STEP * len(tools)) / 2, marks)


def _x(share: float) -> float:
    return LABEL_WIDTH + PLOT_WIDTH * share
