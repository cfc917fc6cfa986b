import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sottovoce.adapters.postgres.vault import Vault
from sottovoce.errors import StudyConfigError
from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType

pytestmark = pytest.mark.postgres

PERSON, PLACE = EntityType.PERSON, EntityType.LOCATION
QUILL, BEN = ("quill",), ("ben", "oyelaran")
FIRST, SECOND = InterviewId("s01-aaaaaaaa-1"), InterviewId("s01-bbbbbbbb-1")
words = st.text(st.characters(exclude_characters="\n"), min_size=4, max_size=20)


def rows(dsn) -> list[tuple]:
    with psycopg.connect(dsn("vault")) as connection:
        query = "SELECT site, name_lookup, entity_type, interview_id FROM vault.site_names"
        return connection.execute(query).fetchall()


def test_a_name_of_one_interview_is_known_when_that_interview_is_asked(vault):
    vault.memory.remember("s01", FIRST, {QUILL: PERSON, BEN: PERSON})
    names = vault.memory.names("s01", of=[FIRST, SECOND])
    assert (names.get(QUILL), names.get(BEN)) == (PERSON, PERSON)
    assert names.get(("ben",)) is None


@pytest.mark.parametrize(
    ("site", "of"),
    [
        pytest.param("s02", [FIRST], id="at another site"),
        pytest.param("s01", [SECOND], id="of another interview"),
        pytest.param("s01", [], id="of no interview"),
    ],
)
def test_a_name_is_known_nowhere_else(vault, site, of):
    vault.memory.remember("s01", FIRST, {QUILL: PERSON})
    assert vault.memory.names(site, of=of).get(QUILL) is None


def test_remembering_an_interview_again_takes_the_place_of_what_it_held(vault):
    vault.memory.remember("s01", FIRST, {QUILL: PERSON})
    vault.memory.remember("s01", SECOND, {QUILL: PERSON})
    vault.memory.remember("s01", FIRST, {BEN: PERSON})
    assert vault.memory.names("s01", of=[FIRST]).get(QUILL) is None
    assert vault.memory.names("s01", of=[FIRST]).get(BEN) is PERSON
    assert vault.memory.names("s01", of=[SECOND]).get(QUILL) is PERSON


def test_interviews_that_disagree_give_one_answer_in_whatever_order(vault):
    vault.memory.remember("s01", FIRST, {QUILL: PERSON})
    vault.memory.remember("s01", SECOND, {QUILL: PLACE})
    answers = {vault.memory.names("s01", of=of).get(QUILL) for of in ([FIRST, SECOND],) * 2}
    assert answers == {PLACE}


def test_what_is_forgotten_leaves_no_row_and_the_rest_stays(vault, dsn):
    vault.memory.remember("s01", FIRST, {QUILL: PERSON})
    vault.memory.remember("s01", SECOND, {BEN: PERSON})
    vault.memory.remember("s02", InterviewId("s02-aaaaaaaa-1"), {BEN: PERSON})
    vault.memory.forget_others("s01", than=[SECOND])
    assert {interview for *_, interview in rows(dsn)} == {SECOND, "s02-aaaaaaaa-1"}
    vault.memory.forget_others("s01", than=[])
    assert {site for site, *_ in rows(dsn)} == {"s02"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(words, min_size=1, max_size=4))
def test_no_name_stands_in_the_table(vault, dsn, name):
    vault.memory.remember("s01", FIRST, {tuple(name): PERSON})
    with psycopg.connect(dsn("vault")) as connection:
        ((*others, lookup),) = connection.execute(
            "SELECT to_jsonb(site_names) - 'name_lookup', name_lookup FROM vault.site_names"
        ).fetchall()
    assert others == [{"site": "s01", "entity_type": "PERSON", "interview_id": FIRST}]
    assert len(lookup) == 32
    assert not any(word.encode("utf-8", "surrogatepass") in lookup for word in name)
    assert vault.memory.names("s01", of=[FIRST]).get(tuple(name)) is PERSON


def test_two_sites_that_know_the_same_name_do_not_show_it(vault, dsn):
    vault.memory.remember("s01", FIRST, {QUILL: PERSON})
    vault.memory.remember("s02", InterviewId("s02-aaaaaaaa-1"), {QUILL: PERSON})
    (one, other) = [lookup for _, lookup, *_ in rows(dsn)]
    assert one != other


def test_another_key_neither_remembers_nor_asks(vault, dsn, a_key):
    vault.memory.remember("s01", FIRST, {QUILL: PERSON})
    stranger = Vault(dsn("vault"), a_key()).memory
    with pytest.raises(StudyConfigError, match="another key"):
        stranger.names("s01", of=[FIRST])
    with pytest.raises(StudyConfigError, match="another key"):
        stranger.remember("s01", SECOND, {BEN: PERSON})
    assert len(rows(dsn)) == 1


def test_what_is_remembered_does_not_show_the_names(vault):
    vault.memory.remember("s01", FIRST, {QUILL: PERSON})
    assert "quill" not in repr(vault.memory.names("s01", of=[FIRST])) + repr(vault.memory)
