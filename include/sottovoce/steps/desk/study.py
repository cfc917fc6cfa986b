"""The study at a glance: what came of what was wanted, and what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from sottovoce.adapters.postgres.desk.overview import Overview, WeekCount
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.model.ids import SiteCode
from sottovoce.model.states import State
from sottovoce.steps.desk.cells import BETWEEN_DAGS, Cell, cells_of, roles_of, sum_of
from sottovoce.steps.desk.weeks import mondays
from sottovoce.steps.workplace import Workplace

N_WEEKS = 12
"""How far back the trend of a site goes, this week included."""

STUCK_AFTER = timedelta(hours=1)
"""How long an interview may wait for the pipeline before a person should look why."""

OVERDUE_AFTER = timedelta(days=7)
"""How long a site may leave an interview that was kept out before somebody should ask."""

_MOST = 5

Kind = Literal["in review", "stuck", "kept out"]


@dataclass(frozen=True, slots=True)
class Week:
    """What happened at a site in one week.

    Attributes:
        first: Its Monday.
        received: How many interviews came in.
        released: How many were released.
    """

    first: date
    received: int
    released: int


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site.

    Attributes:
        site: Site code.
        name: What people call it; None for those who may not know.
        cells: One for each role, in the study's order.
        total: All of them.
        weeks: Its latest weeks, earliest first.
    """

    site: SiteCode
    name: str | None
    cells: tuple[Cell, ...]
    total: Cell
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """Some interviews that want the same thing of a data manager.

    Attributes:
        kind: What they have in common.
        interviews: The longest there first, so many as fit on a page.
        are_all: Whether there are no others.
    """

    kind: Kind
    interviews: tuple[InterviewRecord, ...]
    are_all: bool


@dataclass(frozen=True, slots=True)
class StudyAtAGlance:
    """Everything that the page *Study* shows.

    Attributes:
        title: The study's name as people say it.
        at: As of when.
        roles: The columns, in the study's order; an empty one for interviews of no known role.
        sites: The rows, in the study's order.
        totals: One for each role.
        total: The whole study.
        small_cell: Fewer people than this may name one.
        needs: What a data manager has to see to; empty for everybody else.
    """

    title: str
    at: datetime
    roles: tuple[str, ...]
    sites: tuple[SiteLine, ...]
    totals: tuple[Cell, ...]
    total: Cell
    small_cell: int
    needs: tuple[Need, ...]


def see_study(place: Workplace, *, as_manager: bool, now: datetime | None = None) -> StudyAtAGlance:
    """Return how the study stands.

    Args:
        place: Where.
        as_manager: Whether sites' names and single interviews may be told, not counts only.
        now: As of when; by default now.
    """
    at = now or datetime.now(UTC)
    study = place.study_now()
    overview = Overview(place.settings.ledger_dsn.get_secret_value())
    with overview.connected():
        counted = overview.cells()
        oldest = overview.oldest_waiting()
        people = overview.people(max(study.small_cell, 1))
        weeks = overview.weeks(mondays(at.date(), N_WEEKS)[0], (State.RECEIVED, State.RELEASED))
        needs = tuple(_needs(overview, at)) if as_manager else ()
    roles = roles_of(study, counted)
    cells = cells_of(study, roles, counted, oldest, people)
    sites = tuple(
        SiteLine(
            SiteCode(site),
            study.sites[site].name if as_manager and site in study.sites else None,
            row,
            sum_of(row, site=site),
            _weeks(at.date(), [week for week in weeks if week.site == site]),
        )
        for site, row in cells.items()
    )
    totals = tuple(
        sum_of(column, role=column[0].role) for column in zip(*cells.values(), strict=True)
    )
    return StudyAtAGlance(
        study.title, at, roles, sites, totals, sum_of(totals), study.small_cell, needs
    )


def _weeks(today: date, counted: Iterable[WeekCount]) -> tuple[Week, ...]:
    counts = {(week.first, week.state): week.n for week in counted}
    return tuple(
        Week(first, counts.get((first, State.RECEIVED), 0), counts.get((first, State.RELEASED), 0))
        for first in mondays(today, N_WEEKS)
    )


def _needs(overview: Overview, at: datetime) -> Iterable[Need]:
    asked: list[tuple[Kind, tuple[State, ...], datetime]] = [
        ("in review", (State.IN_REVIEW,), at),
        ("stuck", BETWEEN_DAGS, at - STUCK_AFTER),
        ("kept out", (State.QUARANTINED,), at - OVERDUE_AFTER),
    ]
    for kind, states, before in asked:
        found = overview.longest_in(states, before=before, limit=_MOST + 1)
        yield Need(kind, tuple(found[:_MOST]), len(found) <= _MOST)
