"""The counters behind the page on quality: equal to a recount, whatever happened before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sottovoce.adapters.postgres import migrations
from sottovoce.adapters.postgres.ledger import Ledger, NewInterview, Registration
from sottovoce.adapters.postgres.ledger_records import Transition
from sottovoce.adapters.postgres.migrations import migrations_of
from sottovoce.errors import InvalidTransition
from sottovoce.model.states import (
    TRANSITIONS_WHEN_CLEANED_AGAIN,
    VALID_STATE_TRANSITIONS,
    State,
)

pytestmark = pytest.mark.postgres

Counts = dict[str, Counter[tuple[object, ...]]]


def a_registration(site: str, n: int) -> Registration:
    submission, digest = f"{site}-{n:010x}", f"{n:064x}"
    rows = tuple(NewInterview(f"{submission}-r{row:02d}", row) for row in (2, 3))
    return Registration(submission, site, digest, digest, rows)


def a_search(detector="0a0a", words=900, **found: int) -> dict[str, int | str]:
    spans = {f"found_{kind}": n for kind, n in found.items()}
    counts = {"spans": sum(found.values()), "doubtful": 1, "near_misses": 2, "words": words}
    return {**counts, **spans, "detector": detector}


@dataclass
class Story:
    """A ledger that things happen to."""

    ledger: Ledger
    sites: dict[str, str] = field(default_factory=dict)

    def send(self, site: str) -> list[str]:
        sent = a_registration(site, len(self.sites))
        self.ledger.register(sent, actor="intake")
        ids = [each.interview_id for each in sent.interviews]
        self.sites |= dict.fromkeys(ids, site)
        return ids

    def move(self, interview: str, to: State, detail: dict[str, int | str] | None = None) -> None:
        try:
            self.ledger.move(interview, to, actor="test", detail=detail)
        except InvalidTransition:
            last = self.ledger.history(interview)[-1].seq
            self.ledger.move(interview, to, actor="test", detail=detail, last_seq=last)

    def recounted(self) -> Counts:
        """Count again, in another language and from the interviews' histories."""
        counts: Counts = {"search_counts": Counter(), "span_counts": Counter()}
        counts["check_counts"] = Counter()
        for interview, site in self.sites.items():
            searched_with: object = None
            for step in self.ledger.history(interview):
                where = (monday_of(step.at), site)
                outcome = outcome_of(step)
                if outcome:
                    counts["check_counts"][(*where, outcome)] += 1
                if is_search(step, searched_with):
                    names = ("words", "spans", "doubtful", "near_misses")
                    counts["search_counts"][(*where, "n")] += 1
                    for name in names:
                        counts["search_counts"][(*where, name)] += number(step, name)
                    for name in step.detail:
                        if name.startswith("found_"):
                            kind = name.removeprefix("found_").upper()
                            counts["span_counts"][(*where, kind)] += number(step, name)
                searched_with = step.detail.get("detector", searched_with)
        return counts

    def kept(self, dsn: str) -> Counts:
        with psycopg.connect(dsn, options="-c search_path=ledger") as connection:
            rows = connection.execute(
                "SELECT week, site, n, words, spans, doubtful, near_misses FROM search_counts"
            ).fetchall()
            names = ("n", "words", "spans", "doubtful", "near_misses")
            searches = {
                (week, site, name): n
                for week, site, *counts in rows
                for name, n in zip(names, counts, strict=True)
            }
            spans = connection.execute("SELECT week, site, entity_type, n FROM span_counts")
            checks = connection.execute("SELECT week, site, outcome, n FROM check_counts")
            return {
                "search_counts": Counter(searches),
                "span_counts": Counter({(*key,): n for *key, n in spans}),
                "check_counts": Counter({(*key,): n for *key, n in checks}),
            }


def number(step: Transition, name: str) -> int:
    value = step.detail.get(name, 0)
    return value if isinstance(value, int) else 0


def monday_of(at: datetime) -> date:
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def week_of(story: Story, interview: str) -> date:
    """Return the week in which the last step of an interview was taken."""
    return monday_of(story.ledger.history(interview)[-1].at)


def is_search(step: Transition, searched_with: object) -> bool:
    if not isinstance(step.detail.get("words"), int):
        return False
    if step.before is State.CHECKED:
        return True
    again = step.detail.get("reason") == "reprocess"
    return again and step.detail.get("detector") != searched_with


def outcome_of(step: Transition) -> str | None:
    reason = step.detail.get("reason")
    if reason == "second_look":
        return "kept_out" if step.after is State.QUARANTINED else "to_a_person"
    if reason == "stale":
        return "searched_again"
    if step.before is State.RELEASED:
        gone = reason == "reprocess" and step.after is not State.RELEASED
        return "taken_back" if gone else None
    if step.after is State.RELEASED:
        return "released"
    if step.before is State.CHECKED:
        return {State.IN_REVIEW: "doubtful", State.DEIDENTIFIED: "sure"}.get(step.after)
    return None


DETAILS = st.one_of(
    st.none(),
    st.builds(
        a_search,
        st.sampled_from(["0a0a", "0b0b"]),
        st.integers(0, 9000),
        person=st.integers(0, 99),
        nhs_number=st.integers(0, 3),
    ),
    st.just({"words": "none", "found_person": "many"}),
    st.just({"words": 12, "found_person": "many"}),
)
REASONS = st.sampled_from([None, "second_look", "stale", "reprocess", "participant"])
MOVES = st.tuples(st.integers(0, 2), st.integers(0, 5), DETAILS, REASONS)


def possible(before: State) -> list[State]:
    """Return where an interview can go, on its way first, so that many get far."""
    ways = VALID_STATE_TRANSITIONS[before] | TRANSITIONS_WHEN_CLEANED_AGAIN.get(before, set())
    return sorted(ways, key=list(State).index)


def tell(story: Story, moves: Sequence[tuple[int, int, dict[str, int | str] | None, str]]) -> None:
    interviews = list(story.sites)
    for which, way, detail, reason in moves:
        interview = interviews[which]
        ways = possible(story.ledger.interview(interview).state)
        if ways:
            told = {**(detail or {}), **({"reason": reason} if reason else {})}
            story.move(interview, ways[way % len(ways)], told)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=st.lists(MOVES, min_size=4, max_size=24))
def test_after_any_sequence_of_steps_the_counters_equal_a_recount(dsn, moves):
    with psycopg.connect(dsn("ledger")) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
    story = Story(Ledger(dsn("ledger")))
    story.ledger.migrate()
    with story.ledger.connected():
        for site in ("s01", "s02"):
            story.send(site)
        tell(story, moves)
        assert story.kept(dsn("ledger")) == story.recounted()
        story.ledger.verify_chain()


@pytest.fixture
def story(ledger) -> Story:
    return Story(ledger)


def test_a_search_counts_what_it_found_by_type(story, dsn):
    interview, other = story.send("s01")
    for each, found in ((interview, {"person": 3, "age": 1}), (other, {"person": 4})):
        story.move(each, State.CHECKED)
        story.move(each, State.DEIDENTIFIED, a_search(**found))
    first, second = week_of(story, interview), week_of(story, other)  # Monday may come between
    assert story.kept(dsn("ledger"))["span_counts"] == Counter(
        {(first, "s01", "PERSON"): 3, (first, "s01", "AGE"): 1}
    ) + Counter({(second, "s01", "PERSON"): 4})
    searches = story.kept(dsn("ledger"))["search_counts"]
    assert sum(searches[week, "s01", "n"] for week in {first, second}) == 2


def test_what_the_second_look_repeats_is_not_found_twice(story, dsn):
    interview, _ = story.send("s01")
    story.move(interview, State.CHECKED)
    story.move(interview, State.DEIDENTIFIED, a_search(person=3))
    before = story.kept(dsn("ledger"))["span_counts"]
    story.move(interview, State.IN_REVIEW, {**a_search(person=3), "reason": "second_look"})
    kept = story.kept(dsn("ledger"))
    assert kept["span_counts"] == before
    assert sorted(outcome for _, _, outcome in kept["check_counts"]) == ["sure", "to_a_person"]


@pytest.mark.parametrize(
    ("detector", "n_found"),
    [
        pytest.param("0a0a", 3, id="another policy for what is found: no search"),
        pytest.param("0b0b", 8, id="another detector: a search"),
    ],
)
def test_cleaning_again_counts_when_it_searched(story, dsn, detector, n_found):
    interview, _ = story.send("s01")
    story.move(interview, State.CHECKED)
    story.move(interview, State.DEIDENTIFIED, a_search("0a0a", person=3))
    again = {**a_search(detector, person=5), "reason": "reprocess"}
    story.move(interview, State.DEIDENTIFIED, again)
    assert story.kept(dsn("ledger"))["span_counts"].total() == n_found


def test_a_study_that_was_there_before_is_counted_by_the_migration(dsn, monkeypatch):
    with psycopg.connect(dsn("ledger")) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
    before = [m for m in migrations_of("ledger") if m.version < 5]
    story = Story(Ledger(dsn("ledger")))
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "migrations_of", lambda _: before)
        story.ledger.migrate()
    for interview in story.send("s01"):
        story.move(interview, State.CHECKED)
        story.move(interview, State.IN_REVIEW, a_search(person=2))
    story.ledger.migrate()
    assert story.recounted()["span_counts"].total() == 4
    assert story.kept(dsn("ledger")) == story.recounted()


@pytest.mark.parametrize(
    ("way", "reason", "outcome"),
    [
        pytest.param([State.DEIDENTIFIED], None, "sure", id="nobody needs to look"),
        pytest.param([State.IN_REVIEW], None, "doubtful", id="somebody has to look"),
        pytest.param([State.DEIDENTIFIED, State.RELEASED], None, "released", id="released"),
        pytest.param(
            [State.DEIDENTIFIED, State.IN_REVIEW], "second_look", "to_a_person", id="stopped"
        ),
        pytest.param(
            [State.IN_REVIEW, State.APPROVED, State.QUARANTINED], "second_look", "kept_out",
            id="stopped although approved",
        ),
        pytest.param([State.DEIDENTIFIED, State.CHECKED], "stale", "searched_again", id="stale"),
        pytest.param(
            [State.DEIDENTIFIED, State.RELEASED, State.IN_REVIEW], "reprocess", "taken_back",
            id="taken out of the store",
        ),
        pytest.param([State.IN_REVIEW, State.APPROVED], None, None, id="approved"),
        pytest.param(
            [State.DEIDENTIFIED, State.RELEASED, State.WITHDRAWN], "participant", None,
            id="withdrawn",
        ),
        pytest.param(
            [State.DEIDENTIFIED, State.RELEASED, State.RELEASED], "reprocess", None,
            id="released again",
        ),
    ],
)  # fmt: skip
def test_each_step_has_the_outcome_that_people_call_it(story, dsn, way, reason, outcome):
    interview, _ = story.send("s01")
    *before, last = [State.CHECKED, *way]
    for state in before:
        story.move(interview, state)
    already = story.kept(dsn("ledger"))["check_counts"]
    story.move(interview, last, {"reason": reason} if reason else None)
    added = story.kept(dsn("ledger"))["check_counts"] - already
    week = week_of(story, interview)
    assert added == ({(week, "s01", outcome): 1} if outcome else {})
