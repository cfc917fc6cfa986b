"""The search that guards every promise has to be able to find what it looks for."""

import json
import unicodedata
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce_demo.leak_places import database_places, log_places
from sottovoce_demo.leak_search import Leak, Place, search
from sottovoce_demo.postgres import PostgresServer

NAME = "Sevgi Özdemir"
WORDS = st.text("abcdefghijklmnopqrstuvwxyzéöß", min_size=1, max_size=8)


def found_in(text: str, *identifiers: str) -> int:
    return sum(leak.count for leak in search(identifiers, [Place("here", [text])]))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"hello {NAME}.", id="as it is"),
        pytest.param("SEVGI ÖZDEMIR", id="in capitals"),
        pytest.param("sevgi_özdemir-1.docx", id="in a file name"),
        pytest.param("Sevgi\n  Özdemir", id="over a line end"),
        pytest.param(json.dumps({"name": NAME}), id="escaped by JSON"),
        pytest.param(json.dumps(json.dumps({"name": NAME}, ensure_ascii=False)), id="JSON twice"),
        pytest.param(f"GET /inbox/{quote(NAME)}/x", id="in an address"),
        pytest.param("q=Sevgi+%C3%96zdemir", id="in a form"),
        pytest.param(unicodedata.normalize("NFD", NAME), id="with combining accents"),
        pytest.param("a\\nSevgi Özdemir", id="after an escaped line end"),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert found_in(text, NAME) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Sevgi went to Özdemir", id="words apart"),
        pytest.param("Özdemir Sevgi", id="other order"),
        pytest.param("Sevgina Özdemir", id="part of a longer word"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_name_is_not_found_where_it_is_not(text: str) -> None:
    assert found_in(text, NAME) == 0


@given(before=st.lists(WORDS), name=st.lists(WORDS, min_size=1), after=st.lists(WORDS))
def test_an_identifier_among_other_words_is_always_found(
    before: list[str], name: list[str], after: list[str]
) -> None:
    assert found_in(" ".join([*before, *name, *after]), " ".join(name)) >= 1


def test_identifiers_that_share_a_first_word_are_told_apart() -> None:
    assert found_in("Ann Lee Ann Lowe Ann", "Ann Lee", "Ann Lowe", "Ann Loft") == 2


def test_a_leak_says_where_what_kind_and_how_often_and_never_what() -> None:
    texts = ["Sevgi Özdemir and Wojtek", "Wojtek rang 07700 900 123", "@kwabz.e13 is Wojtek"]
    identifiers = [NAME, "Wojtek", "07700 900123", "07700 900 123", "@kwabz.e13"]
    leaks = search(identifiers, [Place("log a", texts), Place("log b", ["nothing"])])
    assert leaks == [Leak("log a", "code", 2), Leak("log a", "name", 3), Leak("log a", "phrase", 1)]
    assert not any(identifier in repr(leaks) for identifier in identifiers)


def test_a_place_does_not_show_what_is_in_it() -> None:
    assert NAME not in repr(Place("log", [NAME]))


def test_logs_are_searched_in_every_folder_and_in_their_names(tmp_path: Path) -> None:
    deep = tmp_path / "dag_id=intake" / "run_id=1"
    deep.mkdir(parents=True)
    (deep / "attempt=1.log").write_text(f"read {NAME}")
    (tmp_path / "sevgi özdemir.log").write_bytes(b"\xff\xfe broken bytes")
    leaks = search([NAME], log_places(tmp_path, "task log"))
    assert [leak.place for leak in leaks] == ["task log dag_id=intake", "task log file names"]


@pytest.mark.postgres
def test_every_column_that_can_hold_a_word_is_searched(postgres_server: PostgresServer) -> None:
    values = {
        "text": NAME,
        "varchar(99)": NAME,
        "json": json.dumps({"a": [NAME]}),
        "jsonb": json.dumps({"a": [NAME]}),
        "bytea": NAME.encode(),
        "text[]": [NAME],
    }
    with psycopg.connect(postgres_server.superuser_dsn, autocommit=True) as connection:
        connection.execute("CREATE DATABASE leaky")
    dsn = postgres_server.superuser_dsn.removesuffix("/postgres") + "/leaky"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute('CREATE SCHEMA "odd one"')
        for number, (kind, value) in enumerate(values.items()):
            connection.execute(f'CREATE TABLE "odd one".t{number} (id int, "Col" {kind})'.encode())
            connection.execute(
                f'INSERT INTO "odd one".t{number} VALUES (1, %s), (2, NULL)'.encode(),  # noqa: S608
                [value],
            )
    leaks = search([NAME], database_places(dsn, "x"))
    assert leaks == [Leak(f"x t{n}.Col", "phrase", 1) for n in range(len(values))]
