"""What is found, by type, week and site. Per thousand words, so that long interviews count more."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sottovoce.adapters.postgres.desk.quality import CheckCount, SearchCount, SpanCount
from sottovoce.model.ids import SiteCode


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something was found where so many words were searched.

    Attributes:
        n: How often.
        words: In so many words.
        interviews: In so many interviews.
        is_small: Whether these are so few that the number may tell about one person.
    """

    n: int
    words: int
    interviews: int
    is_small: bool

    @property
    def per_1000(self) -> float | None:
        """How often in a thousand words; None where nothing was searched."""
        return 1000 * self.n / self.words if self.words else None


@dataclass(frozen=True, slots=True)
class TypeOverTime:
    """What was found of one type, or of all.

    Attributes:
        entity_type: Which type; None for all.
        weeks: One for each week, earliest first.
        total: Over all weeks.
    """

    entity_type: str | None
    weeks: tuple[Rate, ...]
    total: Rate


@dataclass(frozen=True, slots=True)
class SiteFound:
    """What was found at one site.

    Attributes:
        site: Site code.
        types: By type; those of which nothing was found anywhere are left out.
        total: Of all types.
        doubtful: Of these, those that scored under the review threshold.
        near_misses: What stayed in view although something spoke for masking it.
    """

    site: SiteCode
    types: Mapping[str, Rate]
    total: Rate
    doubtful: Rate
    near_misses: Rate


@dataclass(frozen=True, slots=True)
class CheckedWeek:
    """How the checks of interviews ended in one week.

    Attributes:
        week: Its Monday.
        counts: How often, by outcome.
    """

    week: date
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Searched:
    """Interviews that were searched, added up.

    Attributes:
        small_cell: Fewer interviews than this are small.
        n: Interviews.
        words: In all of them.
    """

    small_cell: int
    n: int = 0
    words: int = 0

    def rate(self, n: int) -> Rate:
        """Return how often ``n`` times in them is."""
        return Rate(n, self.words, self.n, 0 < self.n < self.small_cell)


def searched(counts: Iterable[SearchCount], small_cell: int) -> Searched:
    """Return all of some counts together."""
    each = [(count.n, count.words) for count in counts]
    return Searched(small_cell, sum(n for n, _ in each), sum(words for _, words in each))


def over_time(
    weeks: Sequence[date],
    searches: Sequence[SearchCount],
    spans: Sequence[SpanCount],
    small_cell: int,
) -> tuple[TypeOverTime, ...]:
    """Return all types together, then each type that was found, the one found most often first."""
    by_week = [searched((s for s in searches if s.week == week), small_cell) for week in weeks]
    all_weeks = searched(searches, small_cell)
    found: Counter[tuple[date, str | None]] = Counter()
    totals: Counter[str] = Counter()
    for span in spans:
        totals[span.entity_type] += span.n
        found[span.week, span.entity_type] += span.n
        found[span.week, None] += span.n

    def line(kind: str | None, n: int) -> TypeOverTime:
        rates = [each.rate(found[week, kind]) for week, each in zip(weeks, by_week, strict=True)]
        return TypeOverTime(kind, tuple(rates), all_weeks.rate(n))

    each = [line(kind, n) for kind, n in totals.most_common()]
    return (line(None, totals.total()), *each)


def found_by_site(
    searches: Sequence[SearchCount], spans: Sequence[SpanCount], small_cell: int
) -> tuple[SiteFound, ...]:
    """Return what was found at each site where anything was searched, by site code."""
    kinds = sorted({span.entity_type for span in spans})
    found: Counter[tuple[str, str]] = Counter()
    for span in spans:
        found[span.site, span.entity_type] += span.n
    sites = []
    for site in sorted({count.site for count in searches}):
        here = [count for count in searches if count.site == site]
        base = searched(here, small_cell)
        sites.append(
            SiteFound(
                site,
                {kind: base.rate(found[site, kind]) for kind in kinds},
                base.rate(sum(count.spans for count in here)),
                base.rate(sum(count.doubtful for count in here)),
                base.rate(sum(count.near_misses for count in here)),
            )
        )
    return tuple(sites)


def checked_weeks(weeks: Sequence[date], checks: Iterable[CheckCount]) -> tuple[CheckedWeek, ...]:
    """Return how checks ended in each of some weeks, those without any included."""
    by_week: dict[date, Counter[str]] = {week: Counter() for week in weeks}
    for check in checks:
        by_week[check.week][check.outcome] += check.n
    return tuple(CheckedWeek(week, counts) for week, counts in by_week.items())
