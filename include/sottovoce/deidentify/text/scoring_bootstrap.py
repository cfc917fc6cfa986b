"""Shares with their uncertainty: interviews are drawn again, with replacement.

Identifiers of one interview are hidden or missed together (a nickname used forty times), so whole
interviews are the unit. Percentile bootstrap: Efron & Tibshirani, An Introduction to the
Bootstrap (1993), chapter 13.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sottovoce.deidentify.text.scoring_tally import Row, Tally

LEVEL = 0.95
DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One share, and where it lies with 95 % confidence.

    Attributes:
        share: Between 0 and 1; None if there was no case.
        low: Lower end of the interval; None if there was no case.
        high: Upper end.
        n: Number of cases.
    """

    share: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def per_cent(self) -> str:
        """The share with its interval, for people; a dash if there was no case."""
        if self.share is None or self.low is None or self.high is None:
            return DASH
        return f"{100 * self.share:.1f} ({100 * self.low:.1f}{DASH}{100 * self.high:.1f})"


NO_CASE = Figure(None, None, None, 0)


@dataclass(frozen=True, slots=True)
class Draws:
    """How interviews are drawn.

    Attributes:
        n: Number of draws, each of as many interviews as there are.
        seed: The same seed and gold give the same draws, for every tool alike.
    """

    n: int = 2000
    seed: int = 20240


def figures(tallies: Sequence[Tally], draws: Draws) -> dict[Row, Figure]:
    """Return the figure of every row that has a case.

    A draw that holds no case of a row says nothing about it and is left out for that row. With one
    interview both ends of every interval are the share itself: there is nothing to draw from.

    Args:
        tallies: One of each interview, at least one.
        draws: How many, and from which seed.
    """
    import numpy as np

    rows = sorted(set().union(*(tally.cases for tally in tallies)))
    cases = np.array([[tally.cases[row] for row in rows] for tally in tallies], float)
    successes = np.array([[tally.successes[row] for row in rows] for tally in tallies], float)
    n_interviews = len(tallies)
    times_drawn = np.random.default_rng(draws.seed).multinomial(
        n_interviews, [1 / n_interviews] * n_interviews, size=draws.n
    )
    drawn_cases = times_drawn @ cases
    shares = np.where(drawn_cases > 0, times_drawn @ successes / np.maximum(drawn_cases, 1), np.nan)
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(shares, [tail, 1 - tail], axis=0)
    total, hit = cases.sum(axis=0), successes.sum(axis=0)
    return {
        row: Figure(float(hit[i] / total[i]), float(low[i]), float(high[i]), int(total[i]))
        for i, row in enumerate(rows)
    }
