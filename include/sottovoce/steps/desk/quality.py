"""How well identifiers are found: what was measured, what is found, what people correct."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sottovoce.adapters.postgres.desk.quality import QualityCounts, Weeks
from sottovoce.deidentify.text.scoring_figures import Figures
from sottovoce.model.ids import SiteCode
from sottovoce.steps.desk.detector_in_use import Differences, compare_with_measured, read_figures
from sottovoce.steps.desk.quality_corrected import (
    Agreed,
    Corrected,
    agreed,
    agreed_by_site,
    corrected,
    corrected_by_site,
    corrected_by_type,
)
from sottovoce.steps.desk.quality_found import (
    CheckedWeek,
    SiteFound,
    TypeOverTime,
    checked_weeks,
    found_by_site,
    over_time,
)
from sottovoce.steps.desk.weeks import mondays
from sottovoce.steps.workplace import Workplace

N_WEEKS = 26
"""How far back the page goes, this week included."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything that the page *Quality* shows. Counts and site codes only.

    Attributes:
        at: As of when.
        site: Whose searches and checks; None for all sites.
        sites: Codes of the study's sites, in its order.
        weeks: Mondays, earliest first.
        small_cell: Fewer interviews than this may tell about one person.
        figures: What was measured of the detector.
        differences: How the detector in use differs from that one.
        found: What was found over time: all types, then each, the most frequent first.
        by_site: What was found, by site.
        checks: How checks before release ended, by week.
        corrected: All that readers changed.
        corrected_by_type: The same by type.
        corrected_by_site: The same by site.
        agreed: How far two readers agree.
        agreed_by_site: The same by site.
    """

    at: datetime
    site: SiteCode | None
    sites: tuple[SiteCode, ...]
    weeks: tuple[date, ...]
    small_cell: int
    figures: Figures
    differences: Differences
    found: tuple[TypeOverTime, ...]
    by_site: tuple[SiteFound, ...]
    checks: tuple[CheckedWeek, ...]
    corrected: Corrected
    corrected_by_type: tuple[Corrected, ...]
    corrected_by_site: tuple[Corrected, ...]
    agreed: Agreed
    agreed_by_site: tuple[Agreed, ...]


def see_quality(
    place: Workplace, *, site: SiteCode | None = None, now: datetime | None = None
) -> Quality:
    """Return how well identifiers are found.

    Args:
        place: Where.
        site: Whose searches and checks to tell of; None for all. What people corrected is told of
            all sites: one alone has too few interviews for an estimate.
        now: As of when; by default now.
    """
    at = now or datetime.now(UTC)
    study = place.study_now()
    weeks = mondays(at.date(), N_WEEKS)
    counts = QualityCounts(place.settings.ledger_dsn.get_secret_value())
    with counts.connected():
        of_weeks = Weeks(weeks[0], weeks[-1])
        searches = counts.searches(of_weeks, site)
        spans = counts.spans(of_weeks, site)
        checks = counts.checks(of_weeks, site)
        corrections = counts.corrections(of_weeks)
        agreements = counts.agreement(of_weeks)
    figures, small_cell = read_figures(), study.small_cell
    return Quality(
        at=at,
        site=site,
        sites=tuple(map(SiteCode, study.sites)),
        weeks=weeks,
        small_cell=small_cell,
        figures=figures,
        differences=compare_with_measured(place, study, figures),
        found=over_time(weeks, searches, spans, small_cell),
        by_site=found_by_site(searches, spans, small_cell),
        checks=checked_weeks(weeks, checks),
        corrected=corrected(corrections, small_cell),
        corrected_by_type=corrected_by_type(corrections, small_cell),
        corrected_by_site=corrected_by_site(corrections, small_cell),
        agreed=agreed(agreements, small_cell),
        agreed_by_site=agreed_by_site(agreements, small_cell),
    )
