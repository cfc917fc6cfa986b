"""What was found, checked and corrected, read from counters by week: never from interviews."""

from dataclasses import dataclass
from datetime import date

from sottovoce.adapters.postgres.desk.records import DeskRecords
from sottovoce.model.ids import SiteCode
from sottovoce.review.agreement import Agreement
from sottovoce.review.estimates import Totals

ALL = "ALL"
"""What the ledger calls all types of identifier together."""

_SEARCHES = """
SELECT week, site, n, words, spans, doubtful, near_misses FROM search_counts
WHERE week BETWEEN %s AND %s AND site = coalesce(%s, site) ORDER BY week, site
"""
_SPANS = """
SELECT week, site, entity_type, n FROM span_counts
WHERE week BETWEEN %s AND %s AND site = coalesce(%s, site) ORDER BY week, site, entity_type
"""
_CHECKS = """
SELECT week, outcome, sum(n) FROM check_counts
WHERE week BETWEEN %s AND %s AND site = coalesce(%s, site) GROUP BY 1, 2 ORDER BY 1, 2
"""
_CORRECTIONS = """
SELECT site, entity_type, sum(n), sum(kept), sum(missed), sum(removed), sum(kept2),
    sum(missed2), sum(removed2), sum(kept_missed), sum(kept_removed)
FROM correction_counts WHERE week BETWEEN %s AND %s GROUP BY 1, 2 ORDER BY 1, 2
"""
_AGREEMENT = """
SELECT site, sum(n), sum(n_tokens), sum(both_readers), sum(only_first), sum(only_second),
    sum(spans_first), sum(spans_second), sum(spans_same)
FROM agreement_counts WHERE week BETWEEN %s AND %s GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks from one to another, both included.

    Attributes:
        first: Monday of the first one.
        last: Monday of the last one.
    """

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class SearchCount:
    """What was searched at one site in one week.

    Attributes:
        week: Its Monday.
        site: Site code.
        n: Interviews.
        words: In all of them.
        spans: Identifiers found.
        doubtful: Of these, those that scored under the review threshold.
        near_misses: Places that stayed in view although something spoke for masking them.
    """

    week: date
    site: SiteCode
    n: int
    words: int
    spans: int
    doubtful: int
    near_misses: int


@dataclass(frozen=True, slots=True)
class SpanCount:
    """How many identifiers of one type were found at one site in one week."""

    week: date
    site: SiteCode
    entity_type: str
    n: int


@dataclass(frozen=True, slots=True)
class CheckCount:
    """How often checks before release ended so in one week."""

    week: date
    outcome: str
    n: int


@dataclass(frozen=True, slots=True)
class CorrectionTotals:
    """What readers changed at one site.

    Attributes:
        site: Site code.
        entity_type: Which type, or :data:`ALL`.
        recall: What the detector found, and what readers added.
        precision: What readers left of it, and what they took back.
    """

    site: SiteCode
    entity_type: str
    recall: Totals
    precision: Totals


@dataclass(frozen=True, slots=True)
class AgreementTotals:
    """How far two readers agree at one site.

    Attributes:
        site: Site code.
        n: Interviews that two people read.
        agreement: Their words and spans added up.
    """

    site: SiteCode
    n: int
    agreement: Agreement


class QualityCounts(DeskRecords):
    """The questions that the page *Quality* asks. All return nothing for weeks without anything."""

    def searches(self, weeks: Weeks, site: SiteCode | None = None) -> list[SearchCount]:
        """Return what was searched, by week and site, of one site or of all."""
        rows = self._rows(_SEARCHES, [weeks.first, weeks.last, site])
        return [SearchCount(week, SiteCode(where), *counts) for week, where, *counts in rows]

    def spans(self, weeks: Weeks, site: SiteCode | None = None) -> list[SpanCount]:
        """Return what was found, by week, site and type, of one site or of all."""
        rows = self._rows(_SPANS, [weeks.first, weeks.last, site])
        return [SpanCount(week, SiteCode(where), kind, n) for week, where, kind, n in rows]

    def checks(self, weeks: Weeks, site: SiteCode | None = None) -> list[CheckCount]:
        """Return how checks ended, by week, of one site or of all together."""
        rows = self._rows(_CHECKS, [weeks.first, weeks.last, site])
        return [CheckCount(week, outcome, int(n)) for week, outcome, n in rows]

    def corrections(self, weeks: Weeks) -> list[CorrectionTotals]:
        """Return what readers changed, by site and type."""
        rows = self._rows(_CORRECTIONS, [weeks.first, weeks.last])
        return [_corrections(SiteCode(site), kind, *map(int, sums)) for site, kind, *sums in rows]

    def agreement(self, weeks: Weeks) -> list[AgreementTotals]:
        """Return how far two readers agree, by site."""
        rows = self._rows(_AGREEMENT, [weeks.first, weeks.last])
        return [
            AgreementTotals(SiteCode(site), int(n), Agreement(*map(int, sums)))
            for site, n, *sums in rows
        ]


def _corrections(site: SiteCode, kind: str, n: int, *sums: int) -> CorrectionTotals:
    kept, missed, removed, kept2, missed2, removed2, kept_missed, kept_removed = sums
    return CorrectionTotals(
        site,
        kind,
        Totals(n, kept, missed, kept2, missed2, kept_missed),
        Totals(n, kept, removed, kept2, removed2, kept_removed),
    )
