"""How much of what identifies was found, judged by what readers added. Counts only.

Misses come in clumps (a nickname used forty times), so interviews are the observations, not
identifiers: the share is a ratio of two totals over interviews. Its variance is the linearised one
(Cochran, Sampling Techniques, 1977, section 6.3). That tells how many independent identifiers
would be worth as much, and for few interviews Student's t makes them fewer (Korn & Graubard,
Survey Methodology 24, 1998). With that number the interval is Wilson's (1927): it stays within 0
and 1, and does not shrink to a point where nothing was missed.
"""

import math
from dataclasses import dataclass

_Z = 1.959964
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""Quantile .975 of Student's t, from one degree of freedom on."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over interviews of ``hits`` and ``misses`` in each, and of their products.

    Sums are all that an interval takes, so nobody has to keep a row for each interview.

    Attributes:
        n: Interviews.
        hits: Sum of the hits.
        misses: Sum of the misses.
        hits2: Sum of each interview's hits squared.
        misses2: Sum of each interview's misses squared.
        hits_misses: Sum of each interview's hits times its misses.
    """

    n: int = 0
    hits: int = 0
    misses: int = 0
    hits2: int = 0
    misses2: int = 0
    hits_misses: int = 0

    @classmethod
    def of_interview(cls, hits: int, misses: int) -> "Totals":
        """Return the sums over one interview."""
        return cls(1, hits, misses, hits * hits, misses * misses, hits * misses)

    @property
    def cases(self) -> int:
        """Hits and misses."""
        return self.hits + self.misses

    def __add__(self, other: "Totals") -> "Totals":
        """Return the sums over the interviews of both."""
        return Totals(
            self.n + other.n,
            self.hits + other.hits,
            self.misses + other.misses,
            self.hits2 + other.hits2,
            self.misses2 + other.misses2,
            self.hits_misses + other.hits_misses,
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share, and where it lies with 95 % confidence.

    Attributes:
        share: Hits of all cases, 0 to 1; None without a case.
        low: Lower end of the interval; None when fewer than two interviews tell.
        high: Upper end, likewise.
        cases: Hits and misses.
        misses: Of these the misses.
        n: Interviews that they are from.
    """

    share: float | None
    low: float | None
    high: float | None
    cases: int
    misses: int
    n: int


def estimate_share(totals: Totals) -> Estimate:
    """Return the share of hits, with an interval over interviews.

    Args:
        totals: Sums over interviews that had a case; others say nothing about the share.
    """
    if not totals.cases:
        return Estimate(None, None, None, 0, 0, totals.n)
    share = totals.hits / totals.cases
    low, high = _wilson(share, _worth(totals, share)) if totals.n > 1 else (None, None)
    return Estimate(share, low, high, totals.cases, totals.misses, totals.n)


def _worth(totals: Totals, share: float) -> float:
    """Return how many independent cases would tell as much as these."""
    residuals2 = (
        (1 - share) ** 2 * totals.hits2
        - 2 * share * (1 - share) * totals.hits_misses
        + share**2 * totals.misses2
    )
    variance = totals.n / (totals.n - 1) * residuals2 / totals.cases**2
    worth = float(totals.cases)
    if variance > 0:  # else every interview has the same share, e.g. no miss: nothing to judge by
        worth = min(worth, share * (1 - share) / variance)
    return worth * (_Z / _t(totals.n - 1)) ** 2


def _t(freedom: int) -> float:
    return _T[freedom - 1] if freedom <= len(_T) else _Z + 2.4 / freedom


def _wilson(share: float, n: float) -> tuple[float, float]:
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
    # At the very ends rounding would leave a hair.
    return (max(0.0, middle - half) if share > 0 else 0.0), (
        min(1.0, middle + half) if share < 1 else 1.0
    )
