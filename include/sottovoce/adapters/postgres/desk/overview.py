"""How many interviews are where, read from counters: as much work at any size of the study."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sottovoce.adapters.postgres.desk.records import DeskRecords
from sottovoce.adapters.postgres.ledger_records import InterviewRecord
from sottovoce.model.ids import SiteCode
from sottovoce.model.states import State

_STILL_WAITS = "NOT superseded AND state NOT IN ('released', 'quarantined', 'withdrawn')"
"""As the index ``interviews_oldest_waiting`` has it."""

_OLDEST_WAITING = f"""
SELECT c.site, c.role, (
    SELECT min(i.since) FROM interviews i
    WHERE i.site = c.site AND coalesce(i.role, '') = c.role AND {_STILL_WAITS}
)
FROM (
    SELECT DISTINCT site, role FROM cell_counts
    WHERE n > 0 AND state NOT IN ('released', 'quarantined', 'withdrawn')
) c
"""  # noqa: S608 - a constant

# Steps from one participant of a cell to the next in the index, and stops when enough are known:
# counting all of them would read the whole study.
_PEOPLE = """
WITH RECURSIVE people AS (
    SELECT c.site, c.role, 1 AS nth, (
        SELECT min(i.participant_code) FROM interviews i
        WHERE i.site = c.site AND coalesce(i.role, '') = c.role
            AND NOT i.superseded AND i.state <> 'withdrawn'
    ) AS code
    FROM (SELECT DISTINCT site, role FROM cell_counts WHERE n > 0 AND state <> 'withdrawn') c
    UNION ALL
    SELECT p.site, p.role, p.nth + 1, (
        SELECT min(i.participant_code) FROM interviews i
        WHERE i.site = p.site AND coalesce(i.role, '') = p.role
            AND NOT i.superseded AND i.state <> 'withdrawn' AND i.participant_code > p.code
    )
    FROM people p WHERE p.code IS NOT NULL AND p.nth < %s
)
SELECT site, role, count(code) FROM people GROUP BY site, role
"""

_WEEKS = """
SELECT date_trunc('week', day)::date, site, state, sum(n) FROM daily_counts
WHERE day >= %s AND state = ANY(%s) AND n > 0 GROUP BY 1, 2, 3
"""

_LONGEST_IN = """
SELECT longest.interview_id
FROM unnest(%s::text[]) AS asked (state) CROSS JOIN LATERAL (
    SELECT i.interview_id, i.since, i.last_seq FROM interviews i
    WHERE i.state = asked.state AND NOT i.superseded AND i.since < %s
    ORDER BY i.since, i.last_seq LIMIT %s
) longest
ORDER BY longest.since, longest.last_seq LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class CellCount:
    """How many interviews of one site and role are in one state, superseded ones not.

    Attributes:
        site: Site code.
        role: Empty where the study does not know the role.
        state: Where they are.
        n: How many, at least 1.
    """

    site: SiteCode
    role: str
    state: State
    n: int


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How often an interview of a site came into a state in one week, superseded ones not.

    Attributes:
        first: The week's Monday, in UTC.
        site: Site code.
        state: The state.
        n: How often, at least 1.
    """

    first: date
    site: SiteCode
    state: State
    n: int


class Overview(DeskRecords):
    """The questions that the page *Study* asks."""

    def cells(self) -> list[CellCount]:
        """Return the counts of every site, role and state that has any interview."""
        rows = self._rows("SELECT site, role, state, n FROM cell_counts WHERE n > 0", [])
        return [CellCount(SiteCode(site), role, State(state), n) for site, role, state, n in rows]

    def oldest_waiting(self) -> dict[tuple[SiteCode, str], datetime]:
        """Return by site and role since when the longest waiting interview is where it is.

        What is released, quarantined or withdrawn does not wait.
        """
        rows = self._rows(_OLDEST_WAITING, [])
        return {(SiteCode(site), role): since for site, role, since in rows if since}

    def people(self, at_most: int) -> dict[tuple[SiteCode, str], int]:
        """Return by site and role of how many participants there are interviews.

        Args:
            at_most: Where counting stops, at least 1: more is told as this many.

        Returns:
            The cells with an interview that is not withdrawn. One whose participant the study does
            not know adds nobody.
        """
        rows = self._rows(_PEOPLE, [at_most])
        return {(SiteCode(site), role): n for site, role, n in rows}

    def weeks(self, first: date, states: Collection[State]) -> list[WeekCount]:
        """Return how many came into each of ``states``, by site and week.

        Args:
            first: The Monday of the earliest week.
            states: The states.
        """
        rows = self._rows(_WEEKS, [first, list(states)])
        return [WeekCount(week, SiteCode(site), State(state), n) for week, site, state, n in rows]

    def longest_in(
        self, states: Collection[State], *, before: datetime, limit: int
    ) -> list[InterviewRecord]:
        """Return interviews that have been in any of ``states`` since before a time.

        Args:
            states: The states.
            before: Those that got there later are left out.
            limit: How many at most.

        Returns:
            The longest there first; superseded ones are not among them.
        """
        ids = self._rows(_LONGEST_IN, [list(states), before, limit, limit])
        return self.records([interview for (interview,) in ids])
