"""Words that reviewers want remembered: sealed, by site, forgotten with their interview."""

import psycopg
import pytest

from sottovoce.adapters.postgres.vault import Vault
from sottovoce.adapters.postgres.vault_lists import ListedWords
from sottovoce.errors import StudyConfigError
from sottovoce.model.ids import InterviewId
from sottovoce.model.rosters import RosterEntry
from sottovoce.model.spans import EntityType

pytestmark = pytest.mark.postgres

ONE, TWO = InterviewId("s01-aaaaaaaaaa-r02"), InterviewId("s01-bbbbbbbbbb-r02")
NAME = ListedWords("roster", EntityType.PERSON, "Zebedee Quill")
PHRASE = ListedWords("never", EntityType.ORGANISATION, "The Open Door's")


def test_a_name_counts_at_its_site_only_and_a_phrase_in_the_whole_study(vault):
    vault.lists.add("s01", ONE, [NAME, PHRASE])
    assert vault.lists.roster("s01") == (RosterEntry(EntityType.PERSON, "Zebedee Quill"),)
    assert vault.lists.roster("s02") == ()
    assert len(vault.lists.roster()) == 1
    assert vault.lists.never() == {"the open door"}


def test_adding_again_changes_nothing(vault):
    for _ in range(2):
        vault.lists.add("s01", ONE, [NAME])
    assert len(vault.lists.roster("s01")) == 1


def test_what_two_interviews_told_is_forgotten_with_the_second(vault):
    vault.lists.add("s01", ONE, [NAME, PHRASE])
    vault.lists.add("s01", TWO, [NAME])
    vault.lists.forget(ONE)
    assert len(vault.lists.roster("s01")) == 1
    assert vault.lists.never() == frozenset()
    vault.lists.forget(TWO)
    assert vault.lists.roster("s01") == ()


def test_nothing_in_the_table_can_be_read_or_compared_between_sites(vault, dsn):
    vault.lists.add("s01", ONE, [NAME, PHRASE])
    vault.lists.add("s02", TWO, [NAME])
    with psycopg.connect(dsn("vault")) as connection:
        rows = connection.execute("SELECT lookup, sealed FROM vault.listed_words").fetchall()
    assert len({bytes(lookup) for lookup, _ in rows}) == 3
    everything = b"".join(bytes(cell) for row in rows for cell in row).lower()
    assert not any(word in everything for word in (b"zebedee", b"quill", b"door"))


def test_with_another_key_nothing_is_said(vault, dsn, a_key):
    vault.lists.add("s01", ONE, [NAME, PHRASE])
    other = Vault(dsn("vault"), a_key())
    for ask in (lambda: other.lists.roster("s01"), other.lists.never):
        with pytest.raises(StudyConfigError):
            ask()
