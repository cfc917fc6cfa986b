import hashlib
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql
from tests.timing import is_done_in

from sottovoce.adapters.postgres.ledger import (
    BrokenChain,
    NewInterview,
    Registration,
    UnknownInterview,
)
from sottovoce.errors import InvalidTransition, PrivacyStop, SottovoceError, TransientError
from sottovoce.model.findings import Finding
from sottovoce.model.fingerprints import Fingerprints
from sottovoce.model.folders import FolderRecord
from sottovoce.model.states import State

pytestmark = pytest.mark.postgres

NO_CONSENT = Finding("no-consent", "interviews.csv row 2", "Consent is missing.", "Ask for it.")


def a_digest(seed: object) -> str:
    return hashlib.sha256(repr(seed).encode()).hexdigest()


def a_registration(folder="alpha", version=1, site="s01", rows=(2, 3), **fields) -> Registration:
    submission = f"{site}-{a_digest((folder, version))[:10]}"
    interviews = tuple(
        NewInterview(
            f"{submission}-r{row:02d}", row, f"{site}-i{a_digest((folder, row))[:8]}",
            f"{site}-p{row:02d}", "peer_worker", a_digest((folder, version, row)),
        )
        for row in rows
    )  # fmt: skip
    interviews = tuple(replace(each, **fields) for each in interviews)
    return Registration(submission, site, a_digest(folder), a_digest((folder, version)), interviews)


def registered(ledger, **fields) -> list[str]:
    registration = a_registration(**fields)
    assert ledger.register(registration, actor="intake")
    return [each.interview_id for each in registration.interviews]


def walk(ledger, interview, *states) -> None:
    for state in states:
        ledger.move(interview, state, actor="test")


def test_a_registered_interview_is_received_and_keeps_what_the_study_knows_of_it(ledger):
    registration = a_registration(rows=(2,))
    ledger.register(registration, actor="intake")
    (new,) = registration.interviews
    record = ledger.interview(new.interview_id)
    assert (record.state, record.site, record.row, record.superseded) == (
        State.RECEIVED,
        "s01",
        2,
        False,
    )
    assert record.interview_code == new.interview_code
    assert record.transcript_sha256 == new.transcript_sha256
    assert abs(record.since - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_version_of_a_folder_is_registered_once(ledger):
    registration = a_registration()
    answers = [ledger.register(registration, actor="intake") for _ in range(3)]
    assert answers == [True, False, False]
    assert ledger.counts() == {("s01", State.RECEIVED): 2}


def test_of_many_who_register_one_version_exactly_one_does(ledger):
    registration = a_registration()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ledger.register(registration, actor="intake"), range(16)))
    assert sum(answers) == 1
    assert ledger.verify_chain() == 2


def test_a_new_version_of_a_folder_quarantines_what_is_under_way_and_keeps_what_is_released(ledger):
    under_way, released = registered(ledger)
    walk(ledger, released, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    registered(ledger, version=2)
    first, second = ledger.interview(under_way), ledger.interview(released)
    assert (first.state, first.superseded) == (State.QUARANTINED, True)
    assert [f.code for f in ledger.findings(under_way)] == ["superseded"]
    assert (second.state, second.superseded) == (State.RELEASED, True)
    assert ledger.findings(released) == []


def test_another_folder_supersedes_nothing(ledger):
    (interview, _) = registered(ledger)
    registered(ledger, folder="beta")
    registered(ledger, site="s02")
    assert not ledger.interview(interview).superseded


def test_of_two_versions_registered_at_once_one_supersedes_the_other(ledger):
    versions = [a_registration(version=n) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(lambda v: ledger.register(v, actor="intake"), versions))
    live = ledger.waiting([State.RECEIVED])
    assert len({r.submission_id for r in live}) == 1
    assert ledger.counts() == {("s01", State.RECEIVED): 2, ("s01", State.QUARANTINED): 10}


def test_a_move_keeps_who_why_and_what_was_found(ledger):
    (interview,) = registered(ledger, rows=(2,))
    seq = ledger.move(
        interview,
        State.QUARANTINED,
        actor="check",
        findings=[NO_CONSENT],
        detail={"n": 3, "rule": "consent"},
    )
    first, last = ledger.history(interview)
    assert (first.before, first.after, first.actor) == (None, State.RECEIVED, "intake")
    assert (last.seq, last.before, last.after) == (seq, State.RECEIVED, State.QUARANTINED)
    assert (last.actor, dict(last.detail)) == ("check", {"n": 3, "rule": "consent"})
    assert last.at.utcoffset() == timedelta(0)
    assert ledger.findings(interview) == [NO_CONSENT]


@pytest.mark.parametrize(
    ("before", "to"),
    [
        pytest.param([], State.RELEASED, id="past every check"),
        pytest.param([], State.RECEIVED, id="to where it is"),
        pytest.param([State.CHECKED, State.IN_REVIEW], State.RELEASED, id="past the reviewer"),
        pytest.param([State.QUARANTINED], State.CHECKED, id="out of quarantine"),
        pytest.param([State.WITHDRAWN], State.RECEIVED, id="back after withdrawal"),
    ],
)
def test_an_interview_never_goes_where_it_may_not(ledger, before, to):
    (interview,) = registered(ledger, rows=(2,))
    walk(ledger, interview, *before)
    was = ledger.interview(interview)
    with pytest.raises(
        InvalidTransition, match=f"{interview} is {was.state} and can't become {to}"
    ):
        ledger.move(interview, to, actor="test")
    assert ledger.interview(interview) == was


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda ledger: ledger.move("s01-x-r02", State.CHECKED, actor="t"), id="move"),
        pytest.param(lambda ledger: ledger.interview("s01-x-r02"), id="interview"),
    ],
)
def test_an_interview_nobody_registered_is_unknown(ledger, ask):
    with pytest.raises(UnknownInterview):
        ask(ledger)


def test_of_many_who_move_one_interview_exactly_one_does(ledger):
    (interview,) = registered(ledger, rows=(2,))

    def attempt(_: int) -> bool:
        try:
            ledger.move(interview, State.CHECKED, actor="test")
        except InvalidTransition:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(attempt, range(24))) == 1
    assert ledger.verify_chain() == 2


@pytest.mark.parametrize(
    "detail",
    [
        pytest.param({"note": "Marta said so"}, id="a text"),
        pytest.param({"a note": 1}, id="a name of several words"),
        pytest.param({"note": "x" * 200}, id="something long"),
        pytest.param({"note": ""}, id="nothing"),
    ],
)
def test_a_detail_is_never_a_text(ledger, detail):
    (interview,) = registered(ledger, rows=(2,))
    with pytest.raises(PrivacyStop) as stopped:
        ledger.move(interview, State.CHECKED, actor="test", detail=detail)
    assert "Marta" not in str(stopped.value)
    assert ledger.interview(interview).state is State.RECEIVED


@pytest.mark.parametrize("field", ["participant_code", "role", "interview_code"])
def test_a_name_in_place_of_a_code_is_refused_and_not_repeated(ledger, field):
    registration = a_registration(**{field: "Marta Quill"})
    with pytest.raises(SottovoceError) as refused:
        ledger.register(registration, actor="intake")
    assert "Marta" not in "".join(traceback.format_exception(refused.value))
    assert ledger.counts() == {}


def test_those_that_wait_come_longest_first_and_without_superseded_ones(ledger):
    a, b = registered(ledger)
    (c,) = registered(ledger, folder="beta", rows=(2,))
    registered(ledger, folder="gamma", rows=(2,))
    registered(ledger, folder="gamma", rows=(), version=2)
    walk(ledger, a, State.CHECKED)
    waiting = ledger.waiting({State.RECEIVED, State.CHECKED})
    assert [record.interview_id for record in waiting] == [b, c, a]
    assert ledger.waiting([]) == []


SAME = {"interview_code": "s01-i00000001"}
SAME_WORDS = {"transcript_sha256": a_digest("words")}


@pytest.mark.parametrize("same", [SAME, SAME_WORDS], ids=["same code", "same transcript"])
def test_an_interview_sent_in_two_folders_is_the_later_ones_twin(ledger, same):
    (first,) = registered(ledger, rows=(2,), **same)
    (second,) = registered(ledger, folder="beta", rows=(2,), **same)
    assert [twin.interview_id for twin in ledger.live_twins(second)] == [first]
    assert ledger.live_twins(first) == []


def test_of_two_like_rows_of_one_manifest_the_lower_one_has_a_twin(ledger):
    first, second = registered(ledger, **SAME)
    assert [twin.interview_id for twin in ledger.live_twins(second)] == [first]
    assert ledger.live_twins(first) == []


@pytest.mark.parametrize("end", [State.QUARANTINED, State.WITHDRAWN])
def test_an_interview_out_of_use_is_nobodys_twin(ledger, end):
    (first,) = registered(ledger, rows=(2,), **SAME)
    (second,) = registered(ledger, folder="beta", rows=(2,), **SAME)
    walk(ledger, first, end)
    assert ledger.live_twins(second) == []


def test_an_earlier_version_of_the_same_folder_is_not_a_twin(ledger):
    (first,) = registered(ledger, rows=(2,), **SAME)
    walk(ledger, first, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    (second,) = registered(ledger, version=2, rows=(2,), **SAME)
    assert ledger.live_twins(second) == []


def test_interviews_without_a_code_are_not_twins(ledger):
    none = {"interview_code": None, "transcript_sha256": None}
    registered(ledger, rows=(2,), **none)
    (second,) = registered(ledger, folder="beta", rows=(2,), **none)
    assert ledger.live_twins(second) == []


def test_the_current_release_is_the_last_one(ledger):
    (first,) = registered(ledger, rows=(2,), **SAME)
    walk(ledger, first, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    (second,) = registered(ledger, version=2, rows=(2,), **SAME)
    assert ledger.current("s01-i00000001").interview_id == first
    walk(ledger, second, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    assert ledger.current("s01-i00000001").interview_id == second
    assert [r.interview_id for r in ledger.earlier_releases("s01-i00000001")] == [first]
    assert ledger.current("s01-ifffffff") is None


def test_a_receipt_is_due_after_each_step_and_only_once(ledger):
    (interview,) = registered(ledger, rows=(2,))
    ((record, seq),) = ledger.receipts_due()
    assert record.interview_id == interview
    later = ledger.move(interview, State.CHECKED, actor="test")
    ledger.note_receipt(interview, seq)
    assert [due for _, due in ledger.receipts_due()] == [later]
    ledger.note_receipt(interview, later)
    ledger.note_receipt(interview, seq)
    assert ledger.receipts_due() == []


def test_a_person_is_asked_once_about_each_review(ledger):
    (interview,) = registered(ledger, rows=(2,))
    walk(ledger, interview, State.CHECKED, State.IN_REVIEW)
    ((record, step),) = ledger.reviews_to_open()
    assert (record.interview_id, step.after) == (interview, State.IN_REVIEW)
    ledger.note_review(interview, step.seq)
    ledger.note_review(interview, step.seq)
    assert ledger.reviews_to_open() == []


def a_folder(n: int, **fields) -> FolderRecord:
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    return replace(FolderRecord(a_digest(n), a_digest(-n), at, at, at, "open"), **fields)


def test_folders_are_remembered_site_by_site_with_when_they_were_first_seen(ledger):
    later = datetime(2026, 3, 2, 9, tzinfo=UTC)
    ledger.note_folders("s01", [a_folder(n) for n in range(3)])
    ledger.note_folders("s01", [a_folder(1, first_seen_at=later, listed_at=later, state="closed")])
    ledger.note_folders("s01", [])
    known = ledger.folders("s01")
    assert known[a_digest(0)] == a_folder(0)
    assert known[a_digest(1)] == a_folder(1, listed_at=later, state="closed")
    assert (len(known), ledger.folders("s02")) == (3, {})


def test_ten_thousand_folders_are_remembered_in_a_second(ledger):
    folders = [a_folder(n) for n in range(10_000)]
    ledger.note_folders("s01", folders)

    def remember():
        ledger.note_folders("s01", folders)
        assert len(ledger.folders("s01")) == 10_000

    assert is_done_in(1, remember)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE transitions SET actor = 'someone'",
        "DELETE FROM transitions",
        "TRUNCATE transitions CASCADE",
        "UPDATE findings SET code = 'x'",
        "DELETE FROM findings",
        "TRUNCATE findings",
    ],
)
def test_the_history_can_not_be_rewritten(ledger, dsn, statement):
    registered(ledger)
    with (
        psycopg.connect(dsn("ledger"), options="-c search_path=ledger") as connection,
        pytest.raises(psycopg.IntegrityError, match="append-only"),
    ):
        connection.execute(statement)


TAMPERING = [
    pytest.param("UPDATE transitions SET actor = 'someone' WHERE seq = 2", 2, id="who"),
    pytest.param("UPDATE transitions SET at = at + interval '1 us' WHERE seq = 3", 3, id="when"),
    pytest.param("UPDATE transitions SET detail = '{\"n\": 9}' WHERE seq = 3", 3, id="detail"),
    pytest.param("UPDATE findings SET code = 'other'", 4, id="finding"),
    pytest.param("DELETE FROM findings", 4, id="finding removed"),
    pytest.param("INSERT INTO findings VALUES (2, 0, 'a', 'b', 'c', 'd')", 2, id="finding added"),
    pytest.param("DELETE FROM transitions WHERE seq = 2", 2, id="step removed"),
    pytest.param(
        "DELETE FROM findings; DELETE FROM transitions WHERE seq = 4", 4, id="last step removed"
    ),
    pytest.param("UPDATE interviews SET state = 'released' WHERE manifest_row = 3", 2, id="state"),
]


@pytest.mark.parametrize(("statement", "seq"), TAMPERING)
def test_tampering_shows_and_says_where(ledger, dsn, statement, seq):
    first, _ = registered(ledger)
    ledger.move(first, State.CHECKED, actor="test", detail={"n": 1})
    ledger.move(first, State.QUARANTINED, actor="test", findings=[NO_CONSENT])
    assert ledger.verify_chain() == 4
    with psycopg.connect(dsn("ledger"), options="-c search_path=ledger") as connection:
        for table in ("transitions", "findings"):
            connection.execute(
                sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table))
            )
        connection.execute(statement)
    with pytest.raises(BrokenChain) as broken:
        ledger.verify_chain()
    assert broken.value.seq == seq


@pytest.mark.parametrize("blocked_table", ["findings", "interviews"])
def test_a_move_whose_connection_dies_half_way_leaves_nothing_behind(
    ledger, dsn, postgres_server, blocked_table
):
    """The lock holds the move up after it wrote the transition; then its server process ends."""
    (interview,) = registered(ledger, rows=(2,))
    was = ledger.interview(interview)
    failures: list[Exception] = []

    def attempt() -> None:
        try:
            ledger.move(interview, State.QUARANTINED, actor="test", findings=[NO_CONSENT])
        except SottovoceError as error:
            failures.append(error)

    with psycopg.connect(dsn("ledger")) as blocker:
        blocker.execute(
            sql.SQL("LOCK TABLE ledger.{} IN SHARE MODE").format(sql.Identifier(blocked_table))
        )
        moving = threading.Thread(target=attempt)
        moving.start()
        _end_whoever_waits(postgres_server.superuser_dsn)
        moving.join()
    assert [type(failure) for failure in failures] == [TransientError]
    assert ledger.interview(interview) == was
    assert (len(ledger.history(interview)), ledger.findings(interview)) == (1, [])
    assert ledger.verify_chain() == 1
    ledger.move(interview, State.QUARANTINED, actor="test", findings=[NO_CONSENT])


def _end_whoever_waits(superuser_dsn: str) -> None:
    with psycopg.connect(superuser_dsn, autocommit=True) as admin:
        for _ in range(200):
            ended = admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = 'ledger' AND wait_event_type = 'Lock'"
            ).fetchall()
            if ended:
                return
            time.sleep(0.02)
    pytest.fail("nobody waited for the lock")


def test_calls_that_share_a_connection_survive_its_death(ledger, postgres_server):
    (interview,) = registered(ledger, rows=(2,))
    with ledger.connected(), ledger.connected():
        ledger.interview(interview)
        with psycopg.connect(postgres_server.superuser_dsn, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'ledger'"
            )
        with pytest.raises(TransientError):
            ledger.interview(interview)
        assert ledger.interview(interview).state is State.RECEIVED


def released(ledger) -> tuple[str, int]:
    (interview,) = registered(ledger, rows=(2,))
    walk(ledger, interview, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    return interview, ledger.history(interview)[-1].seq


@pytest.mark.parametrize("to", [State.RELEASED, State.IN_REVIEW, State.QUARANTINED])
def test_what_is_cleaned_again_goes_where_the_normal_flow_can_not(ledger, to):
    interview, last = released(ledger)
    with pytest.raises(InvalidTransition):
        ledger.move(interview, to, actor="release")
    ledger.move(interview, to, actor="reprocess", last_seq=last)
    assert ledger.interview(interview).state is to


@pytest.mark.parametrize("to", [State.CHECKED, State.APPROVED, State.DEIDENTIFIED])
def test_what_is_cleaned_again_stays_or_goes_to_a_person_and_nowhere_else(ledger, to):
    interview, last = released(ledger)
    with pytest.raises(InvalidTransition):
        ledger.move(interview, to, actor="reprocess", last_seq=last)


def test_of_many_who_clean_one_interview_again_exactly_one_does(ledger):
    interview, last = released(ledger)

    def clean_again(_) -> bool:
        try:
            ledger.move(interview, State.RELEASED, actor="reprocess", last_seq=last)
        except InvalidTransition:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(clean_again, range(16))) == 1
    assert ledger.verify_chain() == last + 1


def test_with_what_an_interview_was_cleaned_is_what_its_last_search_or_release_says(ledger):
    interview, last = released(ledger)
    assert ledger.cleaned_with(interview) is None
    first = Fingerprints("a" * 12, "b" * 12, 0.1 + 0.2)
    ledger.move(
        interview,
        State.IN_REVIEW,
        actor="reprocess",
        detail={**first.as_detail(), "added": 1},
        last_seq=last,
    )
    ledger.move(interview, State.APPROVED, actor="manager")
    assert ledger.cleaned_with(interview) == first


def test_of_versions_of_one_interview_the_one_in_the_store_is_in_use(ledger):
    code = "s01-iabcdefgh1"
    first, second = (
        registered(ledger, version=n, rows=(2,), interview_code=code)[0] for n in (1, 2)
    )
    states = [State.RELEASED, State.DEIDENTIFIED, State.CHECKED]
    assert [r.interview_id for r in ledger.in_use([State.RECEIVED])] == [second]
    walk(ledger, second, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    assert [r.interview_id for r in ledger.in_use(states)] == [second]
    assert ledger.interview(first).state is State.QUARANTINED


def test_an_older_version_that_is_still_released_is_in_use(ledger):
    (first,) = registered(ledger, rows=(2,))
    walk(ledger, first, State.CHECKED, State.DEIDENTIFIED, State.RELEASED)
    (second,) = registered(ledger, version=2, rows=(2,))
    walk(ledger, second, State.QUARANTINED)
    assert [r.interview_id for r in ledger.in_use([State.RELEASED])] == [first]
