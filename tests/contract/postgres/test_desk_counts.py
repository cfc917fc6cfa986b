# ruff: noqa: S608 - queries are made of what stands in this file
"""The counters that the Desk reads: equal to a recount, whatever happened before."""

import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Json

from sottovoce.adapters.postgres import migrations
from sottovoce.adapters.postgres.connections import DatabaseRefusal
from sottovoce.adapters.postgres.ledger import Ledger, NewInterview, Registration
from sottovoce.adapters.postgres.migrations import Migration, migrations_of
from sottovoce.errors import InvalidTransition
from sottovoce.model.findings import Finding
from sottovoce.model.states import State

pytestmark = pytest.mark.postgres

RECOUNTS = {
    "cell_counts": (
        "SELECT site, role, state, n FROM cell_counts WHERE n <> 0",
        "SELECT s.site, coalesce(i.role, ''), i.state, count(*) FROM interviews i"
        " JOIN submissions s USING (submission_id) WHERE s.superseded_by IS NULL GROUP BY 1, 2, 3",
    ),
    "daily_counts": (
        "SELECT day, site, state, n FROM daily_counts WHERE n <> 0",
        "SELECT (t.at AT TIME ZONE 'UTC')::date, s.site, t.after_state, count(*)"
        " FROM transitions t JOIN interviews i USING (interview_id)"
        " JOIN submissions s USING (submission_id)"
        " WHERE s.superseded_by IS NULL AND t.before_state IS DISTINCT FROM t.after_state"
        " GROUP BY 1, 2, 3",
    ),
    "current_findings": (
        "SELECT interview_id, code, site, state, since, last_seq FROM current_findings",
        "SELECT DISTINCT i.interview_id, f.code, s.site, i.state, i.since, i.last_seq"
        " FROM findings f JOIN transitions t USING (seq) JOIN interviews i USING (interview_id)"
        " JOIN submissions s USING (submission_id) WHERE s.superseded_by IS NULL",
    ),
    "copies": (
        "SELECT interview_id, site, superseded FROM interviews",
        "SELECT interview_id, s.site, s.superseded_by IS NOT NULL FROM interviews"
        " JOIN submissions s USING (submission_id)",
    ),
}


def a_digest(*seed: object) -> str:
    return hashlib.sha256(repr(seed).encode()).hexdigest()


def a_registration(site: str, folder: int, version: int, roles: list[str | None]) -> Registration:
    submission = f"{site}-{a_digest(folder, version)[:10]}"
    return Registration(
        submission, site, a_digest(folder), a_digest(folder, version),
        tuple(
            NewInterview(f"{submission}-r{row:02d}", row, role=role)
            for row, role in enumerate(roles, 2)
        ),
    )  # fmt: skip


def assert_counters_equal_a_recount(address: str) -> None:
    with psycopg.connect(address, options="-c search_path=ledger -c timezone=UTC") as connection:
        for kept, recounted in RECOUNTS.values():
            assert Counter(connection.execute(kept).fetchall()) == Counter(
                connection.execute(recounted).fetchall()
            )


@dataclass
class Story:
    """A ledger that things happen to."""

    ledger: Ledger
    interviews: list[str] = field(default_factory=list)
    versions: Counter[int] = field(default_factory=Counter)

    def send(self, site: str, folder: int, roles: list[str | None]) -> None:
        self.versions[folder] += 1
        sent = a_registration(site, folder, self.versions[folder], roles)
        self.ledger.register(sent, actor="intake")
        self.interviews += [each.interview_id for each in sent.interviews]

    def move(self, which: int, to: State, codes: list[str]) -> None:
        if not self.interviews:
            return
        interview = self.interviews[which % len(self.interviews)]
        found = [Finding(code, "interviews.csv row 2", "Wrong.", "Mend it.") for code in codes]
        try:
            self.ledger.move(interview, to, actor="test", findings=found)
        except InvalidTransition:
            last = self.ledger.history(interview)[-1].seq
            try:
                self.ledger.move(interview, to, actor="test", findings=found, last_seq=last)
            except InvalidTransition:
                return
        self.ledger.note_receipt(interview, 1)


SENDING = st.tuples(
    st.just("send"),
    st.sampled_from(["s01", "s02"]),
    st.integers(0, 2),
    st.lists(st.sampled_from([None, "manager", "peer_worker"]), min_size=1, max_size=3),
)
MOVING = st.tuples(
    st.just("move"),
    st.integers(0, 8),
    st.sampled_from(State),
    st.lists(st.sampled_from(["no-consent", "bad-date"]), max_size=3),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=st.lists(SENDING | MOVING, min_size=4, max_size=14))
def test_after_any_sequence_of_steps_the_counters_equal_a_recount(dsn, events):
    with psycopg.connect(dsn("ledger")) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
    story = Story(Ledger(dsn("ledger")))
    story.ledger.migrate()
    with story.ledger.connected():
        for what, *how in events:
            getattr(story, what)(*how)
        story.ledger.verify_chain()
    assert_counters_equal_a_recount(dsn("ledger"))


COLUMNS = {
    "submissions": "submission_id, site, folder_hash, content_sha256, superseded_by",
    "interviews": "interview_id, submission_id, manifest_row, role, state, since, last_seq",
    "transitions": "seq, interview_id, before_state, after_state, at, actor, detail, hash",
    "findings": "seq, position, code, place, problem, fix",
}
"""What the first version of the ledger had of each table."""


def test_a_study_that_was_there_before_is_counted_by_the_migration(ledger, dsn, monkeypatch):
    story = Story(ledger)
    story.send("s01", 1, ["manager", None])
    story.send("s01", 1, ["manager"])
    story.send("s02", 2, ["peer_worker", "peer_worker"])
    story.move(3, State.CHECKED, [])
    story.move(3, State.QUARANTINED, ["no-consent", "bad-date"])
    address = dsn("ledger")
    with psycopg.connect(address, options="-c search_path=ledger") as connection:
        kept = {
            table: connection.execute(f"SELECT json_agg(t) FROM {table} t").fetchone()[0]
            for table in COLUMNS
        }
        connection.execute("DROP SCHEMA ledger CASCADE")
    first: list[Migration] = [m for m in migrations_of("ledger") if m.version < 3]
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "migrations_of", lambda _: first)
        ledger.migrate()
    with psycopg.connect(address, options="-c search_path=ledger") as connection:
        for table, columns in COLUMNS.items():
            connection.execute(
                f"INSERT INTO {table} ({columns}) SELECT {columns}"
                f" FROM json_populate_recordset(NULL::{table}, %s)",
                [Json(kept[table])],
            )
    ledger.migrate()
    assert ledger.verify_chain() == 9
    assert_counters_equal_a_recount(address)
    with psycopg.connect(address) as connection:
        assert connection.execute(
            "SELECT * FROM ledger.cell_counts ORDER BY site, role, state"
        ).fetchall() == [
            ("s01", "manager", "received", 1),
            ("s02", "peer_worker", "quarantined", 1),
            ("s02", "peer_worker", "received", 1),
        ]


def test_of_many_who_move_and_send_at_once_nobody_fails_and_everything_is_counted(ledger, dsn):
    story = Story(ledger)
    for folder in range(6):
        story.send("s01", folder, ["manager", "peer_worker", None])
    known = list(story.interviews)

    def act(number: int) -> None:
        interview = known[number % len(known)]
        ledger.note_receipt(interview, number)
        if number % 5 == 0:
            ledger.register(
                a_registration("s01", number % 6, 100 + number, ["manager"]), actor="intake"
            )
            return
        with suppress(InvalidTransition):
            ledger.move(interview, State.CHECKED, actor="test")
        with suppress(InvalidTransition):
            found = [Finding("no-consent", "interviews.csv row 2", "Wrong.", "Mend it.")]
            ledger.move(interview, State.QUARANTINED, actor="test", findings=found)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(60)))
    ledger.verify_chain()
    assert_counters_equal_a_recount(dsn("ledger"))


@pytest.mark.parametrize("change", ["UPDATE raw_views SET who = 'x'", "DELETE FROM raw_views"])
def test_who_looked_at_raw_words_is_never_changed(ledger, change):
    story = Story(ledger)
    story.send("s01", 1, ["manager"])
    with ledger._database.transaction() as connection:
        connection.execute(
            "INSERT INTO raw_views (who, interview_id, what) VALUES ('ana', %s, 'transcript')",
            story.interviews,
        )
    with (
        pytest.raises(DatabaseRefusal, match="raw_views_append_only"),
        ledger._database.transaction() as connection,
    ):
        connection.execute(change.encode())
