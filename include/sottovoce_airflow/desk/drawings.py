"""Where the marks of a drawing go, in its own units, the origin at the top left. No colours."""

from collections.abc import Sequence
from dataclasses import dataclass

from sottovoce.steps.desk.quality_found import CheckedWeek, Rate

SPARK_HEIGHT = 44.0
STACK_HEIGHT = 90.0
STEP = 10.0
"""Width of a week."""
SHARE_WIDTH = 120.0

_EDGE = 4.0  # so that a dot at the edge is whole


@dataclass(frozen=True, slots=True)
class Dot:
    """One week of a line; ``is_small`` when few interviews tell."""

    x: float
    y: float
    is_small: bool


@dataclass(frozen=True, slots=True)
class Spark:
    """A line over weeks, broken where nothing is known.

    Attributes:
        lines: Points of each unbroken piece, as SVG takes them.
        dots: One for each week of which something is known.
        top: What the upper edge stands for.
    """

    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    top: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of a stacked bar."""

    x: float
    y: float
    height: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Whisker:
    """A share and its interval on a line from ``floor`` to 1; without ends, the share alone."""

    x: float
    low: float | None
    high: float | None


def draw_rates(rates: Sequence[Rate]) -> Spark:
    """Return a line of rates by week, the highest at the upper edge."""
    top = max((rate.per_1000 or 0.0 for rate in rates), default=0.0)
    pieces: list[list[Dot]] = [[]]
    for week, rate in enumerate(rates):
        if rate.per_1000 is None:
            pieces.append([])
            continue
        height = (SPARK_HEIGHT - 2 * _EDGE) * (rate.per_1000 / top if top else 0.0)
        y = round(SPARK_HEIGHT - _EDGE - height, 1)
        pieces[-1].append(Dot(week * STEP + STEP / 2, y, rate.is_small))
    lines = tuple(" ".join(f"{dot.x},{dot.y}" for dot in piece) for piece in pieces if piece[1:])
    return Spark(lines, tuple(dot for piece in pieces for dot in piece), top)


def draw_checks(weeks: Sequence[CheckedWeek], outcomes: Sequence[str]) -> tuple[list[Bar], int]:
    """Return stacked bars, the first outcome lowest, and how many the highest one stands for."""
    most = max((sum(week.counts[o] for o in outcomes) for week in weeks), default=0)
    bars = []
    for number, week in enumerate(weeks):
        y = STACK_HEIGHT
        for outcome in outcomes:
            height = STACK_HEIGHT * week.counts[outcome] / most if most else 0.0
            y -= height
            if height:
                bars.append(Bar(number * STEP + 1, round(y, 1), round(height, 1), outcome))
    return bars, most


def floor_of(shares: Sequence[float | None]) -> float:
    """Return where an axis of shares begins so that the lowest one fits: a tenth, 0.9 at most."""
    lowest = min((share for share in shares if share is not None), default=1.0)
    return min(int(lowest * 10) / 10, 0.9)


def draw_share(
    share: float | None, low: float | None, high: float | None, *, floor: float = 0.0
) -> Whisker | None:
    """Return where a share and its interval are; None without a share."""
    if share is None:
        return None
    ends = (low, high) if low is not None and high is not None else (None, None)
    return Whisker(_at(share, floor), *(None if e is None else _at(e, floor) for e in ends))


def _at(share: float, floor: float) -> float:
    inner = SHARE_WIDTH - 2 * _EDGE
    return round(_EDGE + inner * (max(share, floor) - floor) / (1 - floor), 1)
