"""How the page *Quality* says figures and outcomes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sottovoce.deidentify.text.scoring_bootstrap import Figure
from sottovoce.deidentify.text.scoring_figures import Figures, Measured
from sottovoce.steps.desk.quality_found import Rate
from sottovoce.steps.evaluation_tools import OURS, STOCK

DASH = "\N{EN DASH}"

AFTER_SEARCH = {
    "sure": "nobody had to look",
    "doubtful": "sent to a person",
}
"""Where interviews went after their search."""

BEFORE_RELEASE = {
    "released": "released",
    "to_a_person": "stopped, sent to a person",
    "kept_out": "stopped though approved, kept out",
    "searched_again": "searched again first",
    "taken_back": "taken back out of the store",
}
"""How the last check of an interview ended, the plain case first."""

AS_IS, LOWER = "as is", "lower"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One measure of each of several tools, in the order of :data:`COLUMNS`."""

    label: str
    figures: tuple[Figure | None, ...]


COLUMNS = ((OURS, False), (OURS, True), (STOCK, False))
"""The tools side by side: this one, this one with the names that sites know, and stock Presidio."""

_MEASURES = (
    ("Identifiers hidden, all types", "recall", AS_IS),
    ("All types, text in small letters", "recall", LOWER),
    ("Names of people hidden", "person", AS_IS),
    ("Names of people, text in small letters", "person", LOWER),
    ("Interviews without any leak", "documents_without_leak", AS_IS),
    ("Hidden words that had to be", "token_precision", AS_IS),
    ("Words that must stay, and do", "must_stay", AS_IS),
)


def figure_rows(figures: Figures) -> Iterator[FigureRow]:
    """Yield what was measured, a row for each measure."""
    for label, name, casing in _MEASURES:
        measured = (figures.of(tool, casing, with_roster=roster) for tool, roster in COLUMNS)
        yield FigureRow(label, tuple(getattr(m, name) if m else None for m in measured))


def tell_share(share: float | None, low: float | None = None, high: float | None = None) -> str:
    """Return a share in per cent, with its interval if there is one; a dash without."""
    if share is None:
        return DASH
    if low is None or high is None:
        return _per_cent(share)
    return f"{_per_cent(share)} ({_per_cent(low)}{DASH}{_per_cent(high)})"


def _per_cent(share: float) -> str:
    """Nothing short of all is told as 100, and nothing above none as 0."""
    shown = f"{100 * share:.1f}"
    if shown == "100.0":
        return "100" if share >= 1 else "99.9"
    if shown == "0.0":
        return "0" if share <= 0 else "0.1"
    return shown


def tell_points(measured: Measured | None) -> str:
    """Return how far the worst origin of names is behind the best, in words."""
    if measured is None or measured.origin_gap is None or measured.worst_origin is None:
        return DASH
    origin = measured.worst_origin.replace("_", " and ").title()
    return f"{100 * measured.origin_gap:.1f} ({origin})"


def tell_rates(rates: Sequence[Rate], weeks: Sequence[date]) -> str:
    """Return what a line shows, for whoever does not see it."""
    known = [
        f"{week:%d %b} {rate.per_1000:.1f}"
        for week, rate in zip(weeks, rates, strict=True)
        if rate.per_1000 is not None
    ]
    return "Per thousand words, by week: " + (", ".join(known) or "nothing searched") + "."


def tell_type(entity_type: str | None) -> str:
    """Return a type of identifier as people say it."""
    known = {None: "All types", "NHS_NUMBER": "NHS number", "NINO": "National Insurance number",
             "URL_HANDLE": "URL or handle", "OTHER_ID": "Other number or code"}  # fmt: skip
    return known.get(entity_type) or str(entity_type).replace("_", " ").capitalize()
