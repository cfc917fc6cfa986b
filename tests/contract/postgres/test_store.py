import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from sottovoce.errors import PrivacyStop, TransientError
from sottovoce.model.releases import CleanTranscript, CleanTurn, Redaction, Release
from sottovoce.model.spans import EntityType

pytestmark = pytest.mark.postgres

SAID = "😀 I trust [Person 3], she is from [Location 1]."


def redactions_of(text: str) -> tuple[Redaction, ...]:
    kinds = {"[Person 3]": EntityType.PERSON, "[Location 1]": EntityType.LOCATION}
    places = [(text.find(stand_in), stand_in, kind) for stand_in, kind in kinds.items()]
    return tuple(Redaction(at, at + len(s), kind, s) for at, s, kind in places if at >= 0)


def a_turn(index: int = 0, text: str = SAID, **fields) -> CleanTurn:
    turn = CleanTurn(index, "[Person 1]", 1.5 * index, 1.5 * index + 1, text, redactions_of(text))
    return replace(turn, **fields)


def a_release(*turns: CleanTurn, **fields) -> Release:
    release = Release(
        interview_code="s01-i0000001", site="s01", participant="p-aaaaaaaa", role="peer_worker",
        interview_month="2026-03", language="en", interview_id="s01-3fa9c2d1ab-r02",
        source_sha256="a" * 64, policy_fingerprint="b" * 12, software_version="0.1.0",
        reviewed=True, transcript=CleanTranscript(turns or (a_turn(),)),
    )  # fmt: skip
    return replace(release, **fields)


@pytest.fixture
def ask(store, dsn):
    """Ask as an analyst does."""

    def answer(query: str, *values: object) -> list[tuple]:
        with psycopg.connect(dsn("analyst")) as connection:
            return connection.execute(query, values).fetchall()

    return answer


def test_an_analyst_finds_what_was_released(store, ask):
    store.replace_interview(
        a_release(a_turn(0), a_turn(1, "", speaker=None, start_s=None, end_s=None))
    )
    assert ask("SELECT * FROM interviews") == [
        ("s01-i0000001", "s01", "p-aaaaaaaa", "peer_worker", "2026-03", "en")
    ]
    assert ask("SELECT * FROM participants") == [("p-aaaaaaaa", "s01")]
    assert ask(
        "SELECT turn_index, speaker, start_s, end_s, text, n_words FROM turns ORDER BY 1"
    ) == [
        (0, "[Person 1]", 0.0, 1.0, SAID, 10),
        (1, None, None, None, "", 0),
    ]
    assert ask(
        "SELECT interview_id, source_sha256, policy_fingerprint, software_version, reviewed FROM lineage"
    ) == [("s01-3fa9c2d1ab-r02", "a" * 64, "b" * 12, "0.1.0", True)]


def test_each_redaction_is_where_its_stand_in_is(store, ask):
    store.replace_interview(a_release())
    found = ask(
        "SELECT entity_type, substring(text FROM start_char + 1 FOR end_char - start_char), stand_in"
        " FROM redactions JOIN turns USING (interview_code, turn_index) ORDER BY start_char"
    )
    assert found == [
        ("PERSON", "[Person 3]", "[Person 3]"),
        ("LOCATION", "[Location 1]", "[Location 1]"),
    ]


def test_a_second_release_takes_the_place_of_the_first(store, ask):
    store.replace_interview(a_release(a_turn(0), a_turn(1), a_turn(2)))
    store.replace_interview(
        a_release(a_turn(0, "Other words."), participant="p-bbbbbbbb", reviewed=False)
    )
    assert ask("SELECT text FROM turns") == [("Other words.",)]
    assert ask("SELECT * FROM redactions") == []
    assert ask("SELECT participant FROM participants") == [("p-bbbbbbbb",)]
    assert ask("SELECT reviewed FROM lineage") == [(False,)]


BAD = "Marta told [Person 3]"
PERSON = EntityType.PERSON
REFUSED = [
    pytest.param((Redaction(0, 10, PERSON, "[Person 3]"),), id="elsewhere"),
    pytest.param((Redaction(0, 5, PERSON, "[Person 3]"),), id="of another length"),
    pytest.param((Redaction(11, 30, PERSON, "[Person 3] and more"),), id="past the end"),
    pytest.param((Redaction(-1, 9, PERSON, "[Person 3]"),), id="before the start"),
    pytest.param((Redaction(11, 11, PERSON, ""),), id="empty"),
    pytest.param(
        (Redaction(11, 21, PERSON, "[Person 3]"), Redaction(12, 18, PERSON, "Person")),
        id="overlapping",
    ),
    pytest.param((Redaction(11, 21, PERSON, "[Person 3]"),) * 2, id="twice"),
]


@pytest.mark.parametrize("redactions", REFUSED)
def test_a_release_whose_redactions_are_wrong_is_refused_whole(store, ask, redactions):
    store.replace_interview(a_release())
    wrong = a_release(a_turn(0, "New words."), a_turn(1, BAD, redactions=redactions))
    with pytest.raises(PrivacyStop) as stopped:
        store.replace_interview(wrong)
    assert "Marta" not in "".join(traceback.format_exception(stopped.value))
    assert ask("SELECT text FROM turns") == [(SAID,)]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"text": "Marta\0", "redactions": ()}, id="a NUL"),
        pytest.param({"text": "Marta\ud800", "redactions": ()}, id="half a character"),
        pytest.param({"start_s": -1.0}, id="before the recording"),
        pytest.param({"start_s": 5.0, "end_s": 4.0}, id="over before it began"),
        pytest.param({"index": -1}, id="before the first"),
    ],
)
def test_a_turn_that_can_not_be_is_refused_and_not_quoted(store, ask, fields):
    wrong = a_release(a_turn(**fields))
    with pytest.raises(PrivacyStop) as stopped:
        store.replace_interview(wrong)
    assert "Marta" not in "".join(traceback.format_exception(stopped.value))
    assert ask("SELECT * FROM participants") == []


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"interview_month": "2026-03-14"}, id="a day"),
        pytest.param({"interview_month": "2026-13"}, id="no month"),
        pytest.param({"source_sha256": "Marta"}, id="no digest"),
    ],
)
def test_a_release_that_says_more_than_it_should_is_refused(store, fields):
    with pytest.raises(PrivacyStop):
        store.replace_interview(a_release(**fields))


@pytest.mark.parametrize(
    "statement", ["UPDATE study.turns SET text = 'x'", "UPDATE study.redactions SET stand_in = 'x'"]
)
def test_not_even_the_loader_changes_a_released_text(store, dsn, statement):
    store.replace_interview(a_release())
    with psycopg.connect(dsn("loader")) as loader, pytest.raises(psycopg.IntegrityError):
        loader.execute(statement)


def test_removing_an_interview_leaves_nothing_of_it(store, ask):
    store.replace_interview(a_release())
    assert store.holds("s01-i0000001")
    assert store.remove_interview("s01-i0000001")
    assert not store.holds("s01-i0000001")
    tables = ("interviews", "turns", "redactions", "participants", "lineage")
    assert [ask(f"SELECT count(*) FROM {table}") for table in tables] == [[(0,)]] * 5  # noqa: S608
    assert not store.remove_interview("s01-i0000001")


def test_a_participant_stays_as_long_as_one_interview_does(store, ask):
    store.replace_interview(a_release())
    store.replace_interview(a_release(interview_code="s01-i0000002"))
    store.remove_interview("s01-i0000001")
    assert ask("SELECT participant FROM participants") == [("p-aaaaaaaa",)]


def test_many_who_release_at_once_all_succeed(store, ask):
    releases = [a_release(interview_code=f"s01-i000000{n % 3}") for n in range(18)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(store.replace_interview, releases))
    assert ask("SELECT count(*) FROM interviews") == [(3,)]
    assert ask("SELECT count(*) FROM turns") == [(3,)]


def test_an_analyst_sees_the_earlier_version_until_the_new_one_is_whole(
    store, ask, dsn, postgres_server
):
    """A release that is held up half way and then loses its connection changes nothing."""
    store.replace_interview(a_release())
    failures: list[Exception] = []

    def attempt() -> None:
        try:
            store.replace_interview(a_release(a_turn(0, "New words.")))
        except TransientError as error:
            failures.append(error)

    with psycopg.connect(dsn("loader")) as blocker:
        blocker.execute("LOCK TABLE study.lineage IN SHARE MODE")
        releasing = threading.Thread(target=attempt)
        releasing.start()
        _wait_for_lock(postgres_server.superuser_dsn)
        assert ask("SELECT text FROM turns") == [(SAID,)]
        _end_waiting(postgres_server.superuser_dsn)
        releasing.join()
    assert len(failures) == 1
    assert ask("SELECT text FROM turns") == [(SAID,)]


WAITING = "FROM pg_stat_activity WHERE datname = 'store' AND wait_event_type = 'Lock'"


def _wait_for_lock(superuser_dsn):
    with psycopg.connect(superuser_dsn, autocommit=True) as admin:
        for _ in range(200):
            if admin.execute(f"SELECT {WAITING}").fetchall():
                return
            time.sleep(0.02)
    pytest.fail("nobody waited for the lock")


def _end_waiting(superuser_dsn):
    with psycopg.connect(superuser_dsn, autocommit=True) as admin:
        admin.execute(f"SELECT pg_terminate_backend(pid) {WAITING}")


def test_the_summary_counts_turns_words_and_redactions(store, ask):
    store.replace_interview(a_release(a_turn(0), a_turn(1, " \n two words ")))
    summary = ask(
        "SELECT interview_code, role, n_turns, n_words, n_redactions, duration_s, reviewed FROM interview_summary"
    )
    assert summary == [("s01-i0000001", "peer_worker", 2, 12, 2, 2.5, True)]


@pytest.mark.parametrize("text", ["", " ", "one", " one\ttwo\nthree ", "it's [Person 3]'s"])
def test_words_are_counted_as_python_counts_them(store, ask, text):
    store.replace_interview(a_release(a_turn(0, text, redactions=())))
    assert ask("SELECT n_words FROM turns") == [(len(text.split()),)]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        pytest.param("trusting", [0], id="another form of the word"),
        pytest.param('"peer support"', [1], id="a phrase"),
        pytest.param("trust or support", [0, 1], id="either"),
        pytest.param("support -peer", [], id="one without the other"),
        pytest.param("", [], id="nothing"),
        pytest.param("((", [], id="a slip of the keyboard"),
    ],
)
def test_turns_are_found_by_their_words(store, ask, sought, found):
    store.replace_interview(a_release(a_turn(0), a_turn(1, "Peer support helped.")))
    turns = ask("SELECT turn_index FROM search_turns(%s)", sought)
    assert sorted(index for (index,) in turns) == found


def test_full_text_search_uses_its_index(store, dsn):
    with psycopg.connect(dsn("analyst")) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = connection.execute("EXPLAIN SELECT * FROM study.search_turns('trust')").fetchall()
    assert "turns_full_text" in str(plan)


def test_every_table_column_view_and_function_says_what_it_is(store, ask):
    undescribed = ask(
        "SELECT c.relname, a.attname FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relnamespace = 'study'::regnamespace AND c.relkind IN ('r', 'v')"
        " AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)"
        " UNION ALL SELECT proname, NULL FROM pg_proc WHERE pronamespace = 'study'::regnamespace"
        " AND obj_description(oid) IS NULL"
    )
    assert undescribed == []
