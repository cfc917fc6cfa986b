"""What the Desk asks of a large ledger: right, complete, and no more work than the page is."""

# ruff: noqa: S608 - queries are made of what stands in this file
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from benchmarks.desk.many_interviews import fill

from sottovoce.adapters.postgres.connections import Database, DatabaseRefusal
from sottovoce.adapters.postgres.desk.overview import Overview
from sottovoce.adapters.postgres.desk.submissions import Filters, Submissions
from sottovoce.adapters.postgres.desk.views import RawViews
from sottovoce.adapters.postgres.ledger import Ledger
from sottovoce.model.states import State

pytestmark = pytest.mark.postgres

N_INTERVIEWS = 10_000
NOW = datetime.now(UTC)
LATELY = NOW - timedelta(days=60)
WAITING = "('received', 'checked', 'deidentified', 'in_review', 'approved')"

FILTERS = [
    pytest.param(Filters(), "true", id="all"),
    pytest.param(Filters(site="s03"), "site = 's03'", id="a site"),
    pytest.param(Filters(state=State.QUARANTINED), "state = 'quarantined'", id="a state"),
    pytest.param(
        Filters(site="s03", state=State.IN_REVIEW),
        "site = 's03' AND state = 'in_review'",
        id="both",
    ),
    pytest.param(
        Filters(code="bad-date"),
        "interview_id IN (SELECT interview_id FROM transitions JOIN findings USING (seq)"
        " WHERE code = 'bad-date')",
        id="a finding",
    ),
    pytest.param(
        Filters(code="bad-date", site="s03", state=State.QUARANTINED, since=LATELY),
        "interview_id IN (SELECT interview_id FROM transitions JOIN findings USING (seq)"
        f" WHERE code = 'bad-date') AND site = 's03' AND state = 'quarantined'"
        f" AND since >= '{LATELY.isoformat()}'",
        id="everything at once",
    ),
    pytest.param(
        Filters(since=LATELY, before=NOW - timedelta(days=50)),
        f"since >= '{LATELY.isoformat()}' AND since < '{(NOW - timedelta(days=50)).isoformat()}'",
        id="some days",
    ),
]


@pytest.fixture(scope="module")
def large(dsn) -> Iterator[str]:
    """The address of a ledger of 10,000 interviews."""
    address = dsn("ledger")
    with psycopg.connect(address) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
    Ledger(address).migrate()
    with psycopg.connect(address) as connection:
        fill(connection, N_INTERVIEWS)
    yield address
    with psycopg.connect(address) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")


def ask(address: str, query: str) -> list[tuple]:
    with psycopg.connect(address, options="-c search_path=ledger -c timezone=UTC") as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("order", ["latest", "longest"])
@pytest.mark.parametrize(("filters", "condition"), FILTERS)
def test_pages_together_show_each_interview_once_in_order(large, filters, condition, order):
    pages, last = [], None
    submissions = Submissions(large)
    with submissions.connected():
        while found := submissions.find(filters, limit=150, order=order, after=last):
            pages += [(each.bookmark.since, each.bookmark.seq, each.record) for each in found]
            last = found[-1].bookmark
    expected = ask(
        large,
        "SELECT since, last_seq, interview_id FROM interview_records"
        f" WHERE NOT superseded AND {condition}",
    )
    expected.sort(reverse=order == "latest")
    assert expected
    assert [(since, seq, record.interview_id) for since, seq, record in pages] == expected


def test_a_page_is_the_same_after_newer_interviews_have_moved(large):
    submissions = Submissions(large)
    first = submissions.find(Filters(), limit=10)
    second = submissions.find(Filters(), limit=10, after=first[-1].bookmark)
    assert not {each.record.interview_id for each in first} & {
        each.record.interview_id for each in second
    }
    assert first[-1].bookmark.since >= second[0].bookmark.since


def test_found_interviews_come_with_the_codes_of_their_findings(large):
    found = Submissions(large).find(Filters(code="no-speech"), limit=20)
    assert all("no-speech" in each.codes for each in found)
    expected = ask(
        large,
        "SELECT array_agg(DISTINCT code ORDER BY code) FROM findings JOIN transitions USING (seq)"
        f" WHERE interview_id = '{found[0].record.interview_id}'",
    )
    assert [(list(found[0].codes),)] == expected


def test_codes_that_occur_are_listed(large):
    expected = [code for (code,) in ask(large, "SELECT DISTINCT code FROM findings ORDER BY code")]
    assert Submissions(large).codes() == expected


@pytest.mark.parametrize("column", ["interview_id", "submission_id", "interview_code"])
def test_an_interview_is_found_by_each_of_its_names(large, column):
    (name, interview) = ask(large, f"SELECT {column}, interview_id FROM interviews LIMIT 1")[0]
    assert interview in Submissions(large).named(name, limit=50)


@pytest.mark.parametrize("name", ["", "s01", "s01-%", "x' OR true --"])
def test_nothing_is_found_by_what_nothing_is_called(large, name):
    assert Submissions(large).named(name, limit=50) == []


def test_counts_of_all_cells_add_up_to_the_study(large):
    expected = ask(large, "SELECT count(*) FROM interview_records WHERE NOT superseded")
    assert [(sum(cell.n for cell in Overview(large).cells()),)] == expected
    submissions = Submissions(large)
    assert submissions.n_in(None, None) == expected[0][0]
    assert [(submissions.n_in("s03", State.RELEASED),)] == ask(
        large,
        "SELECT count(*) FROM interview_records"
        " WHERE NOT superseded AND site = 's03' AND state = 'released'",
    )


def test_the_oldest_of_each_cell_is_the_one_that_waits_longest(large):
    expected = ask(
        large,
        "SELECT site, coalesce(role, ''), min(since) FROM interview_records"
        f" WHERE NOT superseded AND state IN {WAITING} GROUP BY 1, 2",
    )
    assert Overview(large).oldest_waiting() == {(s, r): since for s, r, since in expected}


def test_weeks_add_up_what_came_into_a_state_each_day(large):
    expected = ask(
        large,
        "SELECT date_trunc('week', at AT TIME ZONE 'UTC')::date, site, after_state, count(*)"
        " FROM transitions JOIN interview_records USING (interview_id)"
        " WHERE NOT superseded AND after_state = 'released' GROUP BY 1, 2, 3",
    )
    weeks = Overview(large).weeks((NOW - timedelta(days=400)).date(), [State.RELEASED])
    assert {(w.first, w.site, w.state.value, w.n) for w in weeks} == set(expected)


@pytest.mark.parametrize("at_most", [1, 3, 1000])
def test_people_of_a_cell_are_counted_as_far_as_asked(large, at_most):
    expected = ask(
        large,
        "SELECT site, coalesce(role, ''), count(DISTINCT participant_code) FROM interview_records"
        " WHERE NOT superseded AND state <> 'withdrawn' GROUP BY 1, 2",
    )
    assert Overview(large).people(at_most) == {(s, r): min(n, at_most) for s, r, n in expected}


@pytest.mark.parametrize(
    "states",
    [
        pytest.param([State.IN_REVIEW], id="one"),
        pytest.param([State.RECEIVED, State.CHECKED, State.APPROVED], id="several"),
    ],
)
def test_the_longest_there_come_first_whatever_their_state(large, states):
    before = NOW - timedelta(hours=1)
    found = Overview(large).longest_in(states, before=before, limit=12)
    listed = ", ".join(f"'{state}'" for state in states)
    expected = ask(
        large,
        f"SELECT interview_id FROM interview_records WHERE state IN ({listed})"
        f" AND NOT superseded AND since < '{before.isoformat()}' ORDER BY since, last_seq LIMIT 12",
    )
    assert [(record.interview_id,) for record in found] == expected


def test_looks_at_raw_words_are_listed_latest_first(large):
    ((interview,),) = ask(
        large, "SELECT interview_id FROM interviews WHERE state IS NOT NULL LIMIT 1"
    )
    views = RawViews(large)
    views.note("ana", interview, "transcript")
    views.note("ana", interview, "clip_raw", 7)
    (second, first) = views.of_interview(interview, limit=2)
    assert (second.who, second.what, second.turn) == ("ana", "clip_raw", 7)
    assert (first.what, first.turn) == ("transcript", None)
    assert views.latest(limit=2) == [second, first]
    assert views.latest(limit=1, before=second.number) == [first]


def test_a_look_at_an_interview_that_is_not_there_is_refused(large):
    with pytest.raises(DatabaseRefusal):
        RawViews(large).note("ana", "s01-0000000000-r02", "transcript")


GROWING = {
    "interviews", "submissions", "transitions", "findings", "current_findings", "raw_views",
}  # fmt: skip
N_DAY_COUNTS = 85 * 10 * len(State)  # days, sites, states: whatever the number of interviews


def scanned_in_full(plan: dict) -> set[str]:
    """The tables that a plan reads from beginning to end."""
    own = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return own.union(*(scanned_in_full(part) for part in plan.get("Plans", [])))


QUESTIONS = {
    "cells": lambda at: Overview(at).cells(),
    "oldest waiting": lambda at: Overview(at).oldest_waiting(),
    "people": lambda at: Overview(at).people(3),
    "weeks": lambda at: Overview(at).weeks((NOW - timedelta(days=84)).date(), [State.RELEASED]),
    "needs me": lambda at: Overview(at).longest_in([State.IN_REVIEW], before=NOW, limit=10),
    "stuck": lambda at: Overview(at).longest_in(
        [State.RECEIVED, State.CHECKED, State.APPROVED], before=NOW, limit=10
    ),
    "codes": lambda at: Submissions(at).codes(),
    "named": lambda at: Submissions(at).named("s01-0000000000", limit=50),
    "looks": lambda at: RawViews(at).latest(limit=50),
    "earlier looks": lambda at: RawViews(at).latest(limit=50, before=5000),
}
QUESTIONS |= {
    f"{order} of {case.id}": lambda at, f=case.values[0], o=order: Submissions(at).find(
        f, limit=50, order=o
    )
    for case in FILTERS
    for order in ("latest", "longest")
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_page_reads_all_of_the_study(large, monkeypatch, question):
    asked: list[tuple[bytes | str, list]] = []

    def listen(connection, query, values=None, **options):
        asked.append((query, values))
        return execute(connection, query, values, **options)

    execute = psycopg.Connection.execute
    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Connection, "execute", listen)
        QUESTIONS[question](large)
    assert asked
    database = Database(large, schema="ledger")
    with database.transaction() as connection:
        for query, values in asked:
            text = query.decode() if isinstance(query, bytes) else query
            assert re.match(r"\s*(SELECT|WITH)", text)
            explained = connection.execute(
                f"EXPLAIN (ANALYZE, FORMAT JSON) {text}".encode(), values
            ).fetchone()[0]
            plan = (json.loads(explained) if isinstance(explained, str) else explained)[0]["Plan"]
            assert not scanned_in_full(plan) & GROWING, text
            assert rows_read(plan) <= (N_DAY_COUNTS if question == "weeks" else 1000), text


def rows_read(plan: dict) -> int:
    """How many rows a plan took from tables, those that it threw away included."""
    read = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    own = read if "Relation Name" in plan else 0
    return own + sum(rows_read(part) for part in plan.get("Plans", []))
