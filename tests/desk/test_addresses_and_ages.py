"""What the pages Study and Submissions write into addresses, and how they say how old a thing is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.adapters.postgres.desk.submissions import Bookmark
from sottovoce.adapters.postgres.ledger_records import InterviewRecord, Transition
from sottovoce.model.ids import SiteCode
from sottovoce.model.states import State
from sottovoce.steps.desk.submissions import Search, Step, Trail
from sottovoce_airflow.desk.pages.asking import Asked, link_to
from sottovoce_airflow.desk.pages.runs import runs_of
from sottovoce_airflow.desk.pages.telling import STATES, tell_age

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zoned by the strategy
BOOKMARKS = st.builds(Bookmark, TIMES, st.integers(1, 10**12))
SEARCHES = st.builds(
    Search,
    site=st.none() | st.sampled_from([SiteCode("s01"), SiteCode("s-2_b")]),
    state=st.none() | st.sampled_from(State),
    code=st.none() | st.just("no-consent"),
    first=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    last=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    order=st.sampled_from(["latest", "longest"]),
)


@given(search=SEARCHES, after=st.none() | BOOKMARKS, before=st.none() | BOOKMARKS)
def test_an_address_leads_to_exactly_the_search_that_it_was_written_for(search, after, before):
    found = Asked(**link_to(search, after=after, before=before)).search
    assert (found.filters, found.order) == (search.filters, search.order)
    assert (found.after, found.before) == (after, before)


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_last_day_is_searched_to_its_end(day):
    filters = Search(first=day, last=day).filters
    assert filters.before - filters.since == timedelta(days=1)


def test_every_state_has_words():
    assert set(STATES) == set(State)


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        pytest.param(timedelta(0), "less than a minute", id="now"),
        pytest.param(timedelta(seconds=-5), "less than a minute", id="a clock that is behind"),
        pytest.param(timedelta(seconds=90), "1 minute", id="a minute"),
        pytest.param(timedelta(minutes=119), "119 minutes", id="nearly two hours"),
        pytest.param(timedelta(hours=2), "2 hours", id="two hours"),
        pytest.param(timedelta(hours=47), "47 hours", id="nearly two days"),
        pytest.param(timedelta(days=13), "13 days", id="nearly two weeks"),
        pytest.param(timedelta(days=70), "10 weeks", id="weeks"),
    ],
)
def test_an_age_is_told_in_the_largest_unit_of_which_two_have_passed(ago, told):
    assert tell_age(NOW - ago, NOW) == told


def a_trail(*steps: tuple[State, str]) -> Trail:
    states = [state for state, _ in steps]
    history = [
        Step(Transition(10 + n, before, after, NOW, actor, {}, "0" * 64), ())
        for n, (before, after, actor) in enumerate(
            zip([None, *states], states, [actor for _, actor in steps], strict=False)
        )
    ]
    record = InterviewRecord(
        "s01-0-r02", "s01-0", "s01", 2, None, None, None, states[-1], NOW, None, False
    )
    return Trail(record, tuple(history), (), (), True, has_withdrawn=False)


REVIEW = "/dags/review/runs/s01-0-r02-12"
UNTIL = "runs?start_date_lte=2026-03-05T12%3A00%3A00.000Z&sort=-start_date"


@pytest.mark.parametrize(
    ("last", "paths"),
    [
        pytest.param((State.RECEIVED, "intake"), [f"/dags/intake/{UNTIL}"], id="received"),
        pytest.param((State.CHECKED, "check"), [f"/dags/intake/{UNTIL}"], id="checked"),
        pytest.param(
            (State.IN_REVIEW, "deidentify"), [f"/dags/deidentify/{UNTIL}", REVIEW], id="in review"
        ),
        pytest.param((State.QUARANTINED, "rowan"), [], id="sent back by a person"),
    ],
)
def test_a_step_leads_to_the_run_that_took_it_and_the_one_it_began(last, paths):
    trail = a_trail((State.RECEIVED, "intake"), (State.CHECKED, "check"), last)
    assert [run.path for run in runs_of(trail, 2)] == paths


def test_an_answer_leads_to_the_run_that_had_asked():
    trail = a_trail(
        (State.RECEIVED, "intake"),
        (State.CHECKED, "check"),
        (State.IN_REVIEW, "deidentify"),
        (State.APPROVED, "rowan"),
    )
    assert [run.path for run in runs_of(trail, 3)] == [REVIEW]
