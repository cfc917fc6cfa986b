"""What readers changed, added up by the database: what an estimate over interviews takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import add

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sottovoce.adapters.postgres.desk.quality import ALL, QualityCounts, Weeks
from sottovoce.adapters.postgres.ledger import Ledger, NewInterview, Registration
from sottovoce.model.states import State
from sottovoce.review.agreement import Agreement
from sottovoce.review.estimates import Totals

pytestmark = pytest.mark.postgres

KINDS = ("person", "nhs_number")


@dataclass(frozen=True)
class Read:
    """What one reading changed: kept, added and removed of each kind."""

    site: str
    changed: dict[str, tuple[int, int, int]]

    @property
    def detail(self) -> dict[str, int | str]:
        detail: dict[str, int | str] = {"found": 0, "confirmed": 0, "retyped": 0}
        for place, name in enumerate(("kept", "added", "removed")):
            detail[name] = sum(counts[place] for counts in self.changed.values())
            detail |= {f"{name}_{kind}": counts[place] for kind, counts in self.changed.items()}
        return detail

    def totals(self, kind: str) -> Totals:
        ones = [c for k, c in self.changed.items() if kind in (ALL, k.upper())]
        kept, missed, _ = (sum(counts) for counts in zip((0, 0, 0), *ones, strict=True))
        return Totals.of_interview(kept, missed) if any(map(any, ones)) else Totals()


def this_week() -> Weeks:
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday())
    return Weeks(monday - timedelta(weeks=1), monday)


def a_ledger(dsn) -> Ledger:
    with psycopg.connect(dsn("ledger")) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
    ledger = Ledger(dsn("ledger"))
    ledger.migrate()
    return ledger


def in_review(ledger: Ledger, sites: Sequence[str]) -> list[str]:
    """Register an interview at each of some sites, and ask for a person's look."""
    interviews = []
    for n, site in enumerate(sites):
        submission, digest = f"{site}-{n:010x}", f"{n:064x}"
        rows = (NewInterview(f"{submission}-r02", 2),)
        ledger.register(Registration(submission, site, digest, digest, rows), actor="intake")
        interviews.append(rows[0].interview_id)
        ledger.move(interviews[-1], State.CHECKED, actor="test")
        ledger.move(interviews[-1], State.IN_REVIEW, actor="test")
    return interviews


COUNTS = st.tuples(*[st.integers(0, 40)] * 3)
READS = st.builds(
    Read,
    st.sampled_from(["s01", "s02"]),
    st.dictionaries(st.sampled_from(KINDS), COUNTS, max_size=2),
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(reads=st.lists(READS, max_size=6))
def test_the_sums_are_those_over_interviews(dsn, reads):
    ledger = a_ledger(dsn)
    with ledger.connected():
        interviews = in_review(ledger, [read.site for read in reads])
        for interview, read in zip(interviews, reads, strict=True):
            ledger.move(interview, State.APPROVED, actor="ana", detail=read.detail)
    told = QualityCounts(dsn("ledger")).corrections(this_week())
    for site in ("s01", "s02"):
        for kind in (ALL, *map(str.upper, KINDS)):
            wanted = reduce(add, [r.totals(kind) for r in reads if r.site == site], Totals())
            found = [t.recall for t in told if (t.site, t.entity_type) == (site, kind)]
            assert reduce(add, found, Totals()) == wanted


def test_what_was_taken_back_counts_against_precision_not_recall(ledger, dsn):
    (interview,) = in_review(ledger, ["s01"])
    read = Read("s01", {"person": (7, 2, 3)})
    ledger.move(interview, State.APPROVED, actor="ana", detail=read.detail)
    told = {t.entity_type: t for t in QualityCounts(dsn("ledger")).corrections(this_week())}
    assert sorted(told) == [ALL, "PERSON"]
    assert told["PERSON"].recall == Totals.of_interview(7, 2)
    assert told["PERSON"].precision == Totals.of_interview(7, 3)


@pytest.mark.parametrize(
    "detail",
    [
        pytest.param({}, id="answered in Airflow, nobody read it at the Desk"),
        pytest.param({"added": 3, "removed": 1, "reason": "reprocess"}, id="cleaned again"),
        pytest.param({"kept": 3, "added": 1, "reason": "second_look"}, id="a repeated detail"),
        pytest.param({"kept": "many"}, id="no number"),
    ],
)
def test_a_step_that_is_no_reading_corrects_nothing(ledger, dsn, detail):
    (interview,) = in_review(ledger, ["s01"])
    ledger.move(interview, State.APPROVED, actor="ana", detail=detail)
    assert QualityCounts(dsn("ledger")).corrections(this_week()) == []


def test_two_readers_of_several_interviews_are_added_up_by_site(ledger, dsn):
    first, second, elsewhere, alone = in_review(ledger, ["s01", "s01", "s02", "s02"])
    agreed = Agreement(100, 10, 2, 1, 6, 5, 4)
    for interview in (first, second, elsewhere):
        ledger.move(interview, State.APPROVED, actor="ana", detail=agreed.as_counts())
    ledger.move(alone, State.APPROVED, actor="ana", detail=Read("s02", {}).detail)
    told = QualityCounts(dsn("ledger")).agreement(this_week())
    assert [(t.site, t.n, t.agreement) for t in told] == [
        ("s01", 2, agreed + agreed),
        ("s02", 1, agreed),
    ]


def test_other_weeks_and_sites_are_left_out(ledger, dsn):
    in_review(ledger, ["s01", "s02"])
    counts = QualityCounts(dsn("ledger"))
    week = this_week()
    assert [(c.outcome, c.n) for c in counts.checks(week, "s01")] == [("doubtful", 1)]
    assert [(c.outcome, c.n) for c in counts.checks(week)] == [("doubtful", 2)]
    ago = Weeks(week.first - timedelta(weeks=9), week.first - timedelta(weeks=8))
    assert counts.checks(ago) == []
    assert counts.searches(week) == []


def test_what_a_reader_had_to_complete_was_missed(ledger, dsn):
    (interview,) = in_review(ledger, ["s01"])
    detail = {"kept": 5, "kept_person": 5, "completed": 2, "completed_person": 2, "added": 0}
    ledger.move(interview, State.APPROVED, actor="ana", detail=detail)
    told = {t.entity_type: t.recall for t in QualityCounts(dsn("ledger")).corrections(this_week())}
    assert told == dict.fromkeys([ALL, "PERSON"], Totals.of_interview(3, 2))
