"""The sound of interviews in the store comes, is replaced and goes with its interview."""

from dataclasses import replace

import psycopg
import pytest

from sottovoce.errors import PrivacyStop
from sottovoce.model.recordings import Interval
from sottovoce.model.releases import CleanTranscript, CleanTurn, Release, ReleasedRecording
from sottovoce.model.spans import EntityType

pytestmark = pytest.mark.postgres

MUTED = (
    Interval(1.5, 2.25, (EntityType.LOCATION, EntityType.PERSON), "aligned"),
    Interval(8.0, 12.0, (EntityType.DATE,), "turn"),
)


def a_recording(**fields) -> ReleasedRecording:
    recording = ReleasedRecording(
        object_key="s01/s01-i0000001.flac", duration_s=61.5, sample_rate_hz=44_100, n_channels=2,
        n_bytes=5_000_000_000, sha256="c" * 64, is_disguised=False, muted=MUTED,
    )  # fmt: skip
    return replace(recording, **fields)


def a_release(recording: ReleasedRecording | None) -> Release:
    turn = CleanTurn(0, None, 1.0, 12.0, "I trust her.")
    return Release(
        interview_code="s01-i0000001", site="s01", participant="p-aaaaaaaa", role="peer_worker",
        interview_month="2026-03", language="en", interview_id="s01-3fa9c2d1ab-r02",
        source_sha256="a" * 64, policy_fingerprint="b" * 12, software_version="0.1.0",
        reviewed=True, transcript=CleanTranscript((turn,)), recording=recording,
    )  # fmt: skip


@pytest.fixture
def ask(store, dsn):
    """Ask as an analyst does."""

    def answer(query: str) -> list[tuple]:
        with psycopg.connect(dsn("analyst")) as connection:
            return connection.execute(query).fetchall()

    return answer


def test_an_analyst_finds_where_a_recording_is_and_what_was_muted(store, ask):
    store.replace_interview(a_release(a_recording()))
    assert ask("SELECT * FROM recordings") == [
        ("s01-i0000001", "s01/s01-i0000001.flac", 61.5, 44_100, 2, 5_000_000_000, "c" * 64, False)
    ]
    assert ask("SELECT start_s, end_s, entity_types, how FROM muted ORDER BY start_s") == [
        (1.5, 2.25, ["LOCATION", "PERSON"], "aligned"),
        (8.0, 12.0, ["DATE"], "turn"),
    ]


def test_a_version_without_sound_leaves_none(store, ask):
    store.replace_interview(a_release(a_recording()))
    store.replace_interview(a_release(None))
    assert ask("SELECT count(*) FROM interviews") == [(1,)]
    assert ask("SELECT (SELECT count(*) FROM recordings), (SELECT count(*) FROM muted)") == [(0, 0)]


def test_the_sound_can_be_taken_out_and_the_words_stay(store, ask):
    store.replace_interview(a_release(a_recording()))
    assert store.recording_keys() == {"s01/s01-i0000001.flac"}
    assert store.remove_recording("s01-i0000001")
    assert not store.remove_recording("s01-i0000001")
    assert store.recording_keys() == set()
    assert ask("SELECT (SELECT count(*) FROM muted), (SELECT count(*) FROM turns)") == [(0, 1)]


def test_an_interview_that_leaves_takes_its_sound_along(store, ask):
    store.replace_interview(a_release(a_recording()))
    store.remove_interview("s01-i0000001")
    assert ask("SELECT (SELECT count(*) FROM recordings), (SELECT count(*) FROM muted)") == [(0, 0)]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"object_key": "s01/Maureen's talk.flac"}, id="a key that may hold a name"),
        pytest.param({"object_key": "s01/s01-i0000001.exe"}, id="no sound"),
        pytest.param({"sha256": "x"}, id="no digest"),
        pytest.param({"n_bytes": 0}, id="empty"),
        pytest.param(
            {"muted": (Interval(2.0, 2.0, (EntityType.PERSON,), "turn"),)}, id="no length"
        ),
        pytest.param({"muted": (Interval(2.0, 3.0, (), "turn"),)}, id="muted for no reason"),
    ],
)
def test_a_recording_that_can_not_be_is_refused_with_its_interview(store, ask, wrong):
    with pytest.raises(PrivacyStop, match="The store refused an interview"):
        store.replace_interview(a_release(a_recording(**wrong)))
    assert ask("SELECT count(*) FROM interviews") == [(0,)]


def test_a_recording_is_never_changed_in_its_place(store, dsn):
    store.replace_interview(a_release(a_recording()))
    for statement in ("UPDATE recordings SET n_bytes = 1", "UPDATE muted SET end_s = 99"):
        refused = pytest.raises(psycopg.errors.CheckViolation, match="replaced whole")
        with psycopg.connect(dsn("loader")) as connection, refused:
            connection.execute(f"SET search_path = study; {statement}")
