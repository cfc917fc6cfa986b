"""Recall against precision: what each threshold would have hidden, from one detection."""

from collections.abc import Sequence
from dataclasses import replace

from sottovoce.deidentify.text.scoring import ScoredText
from sottovoce.deidentify.text.scoring_report import SweepPoint
from sottovoce.deidentify.text.scoring_tally import (
    NO_LEAK,
    PRECISION,
    RECALL,
    Row,
    Rulers,
    Tally,
    tally_interview,
)


def sweep(
    interviews: Sequence[Sequence[ScoredText]], thresholds: Sequence[float]
) -> tuple[SweepPoint, ...]:
    """Return one point a threshold, in rising order.

    The detection must have been made at the lowest threshold or below. Spans that were joined or
    repeated because of a doubtful one keep their score, so a point is close to, and not exactly,
    what a detection at that threshold gives.

    Args:
        interviews: Turns and labels of each interview, with scored spans.
        thresholds: Each between 0 and 1, in any order.
    """
    return tuple(_point(interviews, threshold) for threshold in sorted(set(thresholds)))


def _point(interviews: Sequence[Sequence[ScoredText]], threshold: float) -> SweepPoint:
    tallies = [
        tally_interview([_above(text, threshold) for text in texts], "", Rulers())
        for texts in interviews
    ]
    return SweepPoint(
        threshold,
        _share(tallies, RECALL),
        _share(tallies, PRECISION),
        sum(tally.successes[NO_LEAK] for tally in tallies),
    )


def _above(text: ScoredText, threshold: float) -> ScoredText:
    return replace(text, predicted=tuple(s for s in text.predicted if s.score >= threshold))


def _share(tallies: Sequence[Tally], row: Row) -> float | None:
    n = sum(tally.cases[row] for tally in tallies)
    return sum(tally.successes[row] for tally in tallies) / n if n else None
