import psycopg
import pytest
from psycopg import errors as pg

from sottovoce.errors import PrivacyStop, StudyConfigError
from sottovoce.model.releases import CleanTranscript, CleanTurn, Redaction, Release
from sottovoce.model.spans import EntityType

pytestmark = pytest.mark.postgres

CODE = "s01-i0000001"
SAID = {"team": "I trust [Person 3].", "workshop": "I trust Daniel.", "archive": "I trust one."}


def words(profile: str, *redactions: Redaction) -> CleanTranscript:
    return CleanTranscript((CleanTurn(0, "P1", 0.0, None, SAID[profile], redactions),))


def a_release(code: str = CODE) -> Release:
    return Release(
        interview_code=code, site="s01", participant="p-aaaaaaaa", role="peer_worker",
        interview_month="2026-03", language="en", interview_id="s01-3fa9c2d1ab-r02",
        source_sha256="a" * 64, policy_fingerprint="b" * 12, software_version="0.1.0",
        reviewed=True, transcript=words("team"),
    )  # fmt: skip


OTHERS = {
    "workshop": words("workshop", Redaction(8, 14, EntityType.PERSON, "Daniel")),
    "archive": words("archive"),
}


@pytest.fixture
def reader(provisioned, dsn):
    """A role beside the analyst, and its address."""
    with psycopg.connect(provisioned.superuser_dsn, autocommit=True) as server:
        server.execute("DROP ROLE IF EXISTS facilitators")
        server.execute("CREATE ROLE facilitators LOGIN PASSWORD 'secret'")
        server.execute("GRANT CONNECT ON DATABASE store TO facilitators")
    yield provisioned.dsn("store", "facilitators", "secret")
    with psycopg.connect(
        provisioned.dsn("store", "sottovoce_admin", provisioned.superuser_password)
    ) as store:
        store.execute("DROP OWNED BY facilitators")
    with psycopg.connect(provisioned.superuser_dsn, autocommit=True) as server:
        server.execute("DROP OWNED BY facilitators")
        server.execute("DROP ROLE facilitators")


def ask(address: str, query: str) -> list[tuple]:
    with psycopg.connect(address) as connection:
        return connection.execute(query).fetchall()


def seen(address: str) -> set[str]:
    turns = {profile for (profile,) in ask(address, "SELECT profile FROM study.profile_turns")}
    redactions = ask(address, "SELECT DISTINCT profile FROM study.profile_redactions")
    found = {
        profile
        for profile in OTHERS
        if ask(address, f"SELECT * FROM study.search_profile('{profile}', 'trust')")  # noqa: S608
    }
    assert turns == found
    assert {profile for (profile,) in redactions} == turns & {"workshop"}
    assert set(ask(address, "SELECT study.readable_profiles()")[0][0]) >= turns
    return turns


def test_each_role_sees_the_profiles_it_was_granted(store, dsn, reader):
    store.set_readers({"workshop": ["facilitators"], "archive": ["analyst"]})
    store.replace_interview(a_release(), OTHERS)
    assert seen(dsn("analyst")) == {"archive"}
    assert seen(reader) == {"workshop"}
    assert ask(dsn("loader"), "SELECT count(*) FROM study.profile_turns") == [(2,)]


def test_nobody_sees_a_profile_without_readers(store, dsn):
    store.set_readers({"workshop": [], "archive": []})
    store.replace_interview(a_release(), OTHERS)
    assert seen(dsn("analyst")) == set()
    assert ask(dsn("analyst"), "SELECT text FROM study.turns") == [(SAID["team"],)]


def test_a_reader_of_a_profile_does_not_see_the_teams(store, reader):
    store.set_readers({"workshop": ["facilitators"], "archive": []})
    store.replace_interview(a_release(), OTHERS)
    for table in ("turns", "redactions", "interview_summary", "profile_readers"):
        with pytest.raises(pg.InsufficientPrivilege):
            ask(reader, f"SELECT * FROM study.{table}")  # noqa: S608
    with pytest.raises(pg.InsufficientPrivilege):
        ask(reader, "SELECT * FROM study.search_turns('trust')")
    assert ask(reader, "SELECT role FROM study.interviews") == [("peer_worker",)]


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("1 / (CASE WHEN text ~ 'Daniel' THEN 0 ELSE 1 END) = 1", id="an error"),
        pytest.param("text::integer = 1", id="an error that quotes"),
        pytest.param("words @@ 'daniel'", id="the index"),
    ],
)
def test_no_condition_tells_what_is_in_a_profile_that_is_not_granted(store, dsn, condition):
    store.set_readers({"workshop": [], "archive": []})
    store.replace_interview(a_release(), OTHERS)
    query = f"SELECT count(*) FROM study.profile_turns WHERE {condition}"  # noqa: S608
    assert ask(dsn("analyst"), query) == [(0,)]


def test_who_is_no_longer_named_loses_every_right(store, reader):
    store.set_readers({"workshop": ["facilitators"], "archive": ["facilitators"]})
    store.replace_interview(a_release(), OTHERS)
    store.set_readers({"workshop": [], "archive": ["facilitators"]})
    assert seen(reader) == {"archive"}
    store.set_readers({"workshop": [], "archive": []})
    with pytest.raises(pg.InsufficientPrivilege):
        ask(reader, "SELECT * FROM study.interviews")


def test_the_analyst_loses_a_profile_but_nothing_else(store, dsn):
    store.set_readers({"workshop": ["analyst"]})
    store.replace_interview(a_release(), {"workshop": OTHERS["workshop"]})
    store.set_readers({"workshop": []})
    assert seen(dsn("analyst")) == set()
    assert ask(dsn("analyst"), "SELECT text FROM study.turns") == [(SAID["team"],)]


def test_a_role_that_the_server_lacks_is_named_and_nothing_changes(store, dsn):
    store.set_readers({"workshop": ["analyst"]})
    with pytest.raises(StudyConfigError, match="no role nobody_here"):
        store.set_readers({"workshop": ["nobody_here"]})
    assert ask(dsn("loader"), "SELECT * FROM study.profile_readers") == [("workshop", "analyst")]


def test_a_profile_that_the_study_no_longer_has_is_forgotten(store, dsn):
    store.replace_interview(a_release(), OTHERS)
    store.set_readers({"archive": []})
    assert ask(dsn("loader"), "SELECT profile FROM study.profile_turns") == [("archive",)]


def test_a_new_version_replaces_every_profile(store, dsn):
    store.replace_interview(a_release(), OTHERS)
    store.replace_interview(a_release(), {"archive": OTHERS["archive"]})
    assert ask(dsn("loader"), "SELECT profile FROM study.profile_turns") == [("archive",)]


def test_removing_an_interview_removes_it_from_every_profile(store, dsn):
    store.replace_interview(a_release(), OTHERS)
    store.replace_interview(a_release("s01-i0000002"), OTHERS)
    store.remove_interview(CODE)
    assert ask(
        dsn("loader"), "SELECT DISTINCT interview_code FROM study.profile_turns"
    ) == [("s01-i0000002",)]  # fmt: skip


@pytest.mark.parametrize(
    "transcript",
    [
        pytest.param(
            words("workshop", Redaction(0, 6, EntityType.PERSON, "Daniel")), id="elsewhere"
        ),
        pytest.param(
            words("workshop", *[Redaction(8, 14, EntityType.PERSON, "Daniel")] * 2), id="twice"
        ),
    ],
)
def test_a_profile_whose_redactions_are_wrong_keeps_the_whole_interview_out(store, dsn, transcript):
    with pytest.raises(PrivacyStop):
        store.replace_interview(a_release(), {"workshop": transcript})
    assert ask(dsn("loader"), "SELECT count(*) FROM study.turns") == [(0,)]


def test_the_teams_words_are_in_no_other_table(store):
    with pytest.raises(PrivacyStop):
        store.replace_interview(a_release(), {"team": words("team")})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE study.profile_turns SET text = 'x'",
        "UPDATE study.profile_redactions SET stand_in = 'x'",
    ],
)
def test_not_even_the_loader_changes_a_released_text(store, dsn, statement):
    store.replace_interview(a_release(), OTHERS)
    with psycopg.connect(dsn("loader")) as loader, pytest.raises(psycopg.IntegrityError):
        loader.execute(statement)
