import base64
import re
import traceback
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from sottovoce.adapters.postgres.vault import UnknownStandIn, Vault, VaultKey
from sottovoce.errors import PrivacyStop, StudyConfigError
from sottovoce.model.spans import EntityType

pytestmark = pytest.mark.postgres

MARTA = VaultKey("s01", EntityType.PERSON, "marta quill")
BEN = VaultKey("s01", EntityType.PERSON, "ben oyelaran")


def test_the_first_identifiers_of_each_type_are_numbered_from_one(vault):
    place = VaultKey("s01", EntityType.LOCATION, "marta quill")
    assert vault.numbers([MARTA, BEN, MARTA, place]) == [1, 2, 1, 1]
    assert vault.numbers([]) == []


def test_an_identifier_keeps_its_number(vault):
    assert vault.numbers([MARTA]) == [1]
    assert vault.numbers([BEN, MARTA]) == [2, 1]


def test_the_same_name_in_another_scope_is_another_person(vault):
    elsewhere = VaultKey("s02", EntityType.PERSON, MARTA.key)
    assert vault.numbers([MARTA, elsewhere]) == [1, 2]


def test_parts_that_run_together_are_still_told_apart(vault):
    keys = [
        VaultKey("s0", EntityType.PERSON, "1marta"),
        VaultKey("s01", EntityType.PERSON, "marta"),
    ]
    assert vault.numbers(keys) == [1, 2]


def test_many_who_number_at_once_agree_and_no_two_identifiers_share_a_number(vault, dsn):
    names = [VaultKey(f"s{n % 3}", EntityType.PERSON, f"name {n}") for n in range(60)]
    batches = [names[n:] + names[:n] for n in range(0, 60, 7)]
    with ThreadPoolExecutor(9) as pool:
        answers = list(pool.map(vault.numbers, batches))
    found = {
        (key, n)
        for keys, ns in zip(batches, answers, strict=True)
        for key, n in zip(keys, ns, strict=True)
    }
    assert len(found) == len(names) == len({n for _, n in found})


def test_who_may_know_finds_the_name_behind_a_stand_in(vault):
    vault.numbers([MARTA, BEN])
    assert vault.reveal(EntityType.PERSON, 2) == BEN.key


@pytest.mark.parametrize("name", ["", "é" * 40, "x" * 31, "x" * 32, "ends with nul\0\0", "😀\x80"])
def test_every_name_comes_back_as_it_was(vault, name):
    vault.numbers([VaultKey("s01", EntityType.OTHER_ID, name)])
    assert vault.reveal(EntityType.OTHER_ID, 1) == name


def test_a_number_never_given_is_unknown(vault):
    with pytest.raises(UnknownStandIn):
        vault.reveal(EntityType.PERSON, 1)


def _rows(dsn):
    with psycopg.connect(dsn("vault")) as connection:
        rows = connection.execute("SELECT entity_type, number, lookup, sealed FROM vault.stand_ins")
        return rows.fetchall()


def test_the_tables_alone_tell_neither_names_nor_scopes_nor_lengths(vault, dsn):
    names = ["al", "marta quill", "marta quill of the long name"]
    vault.numbers([VaultKey("secret-scope", EntityType.PERSON, name) for name in names])
    rows = _rows(dsn)
    kept = b"".join(lookup + sealed for _, _, lookup, sealed in rows)
    assert not any(word in kept for word in (b"marta", b"quill", b"secret-scope"))
    assert len({len(sealed) for *_, sealed in rows}) == 1


def test_the_same_name_in_two_scopes_looks_like_two_names(vault, dsn):
    vault.numbers([MARTA, VaultKey("s02", EntityType.PERSON, MARTA.key)])
    (_, _, lookup, sealed), (_, _, other_lookup, other_sealed) = _rows(dsn)
    assert lookup != other_lookup
    assert sealed != other_sealed


def test_an_entry_moved_under_another_number_is_not_opened(vault, dsn):
    vault.numbers([MARTA, BEN])
    with psycopg.connect(dsn("vault")) as connection:
        connection.execute(
            "UPDATE vault.stand_ins SET sealed = (SELECT sealed FROM vault.stand_ins WHERE number = 2)"
        )
    with pytest.raises(PrivacyStop):
        vault.reveal(EntityType.PERSON, 1)


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda vault: vault.migrate(), id="migrate"),
        pytest.param(lambda vault: vault.numbers([MARTA]), id="numbers"),
        pytest.param(lambda vault: vault.reveal(EntityType.PERSON, 1), id="reveal"),
        pytest.param(lambda vault: vault.participant("s01", "s01-p03"), id="participant"),
    ],
)
def test_another_key_opens_nothing(vault, dsn, a_key, use):
    vault.numbers([MARTA])
    stranger = Vault(dsn("vault"), a_key())
    with pytest.raises(StudyConfigError, match="another key"):
        use(stranger)
    assert len(_rows(dsn)) == 1


def test_a_vault_without_tables_says_so(vault, dsn, a_key):
    with psycopg.connect(dsn("vault")) as connection:
        connection.execute("DROP SCHEMA vault CASCADE")
    with pytest.raises(StudyConfigError, match="migrate"):
        Vault(dsn("vault"), a_key()).numbers([MARTA])


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="empty"),
        pytest.param(base64.urlsafe_b64encode(b"\xfb" * 31).decode(), id="a byte short"),
        pytest.param(base64.urlsafe_b64encode(b"\xfb" * 33).decode(), id="a byte long"),
        pytest.param(base64.b64encode(b"\xfb\xff" * 16).decode(), id="not URL-safe"),
        pytest.param("correct horse battery staple", id="a passphrase"),
        pytest.param(base64.urlsafe_b64encode(b"\xfb" * 32).decode() + "\n", id="a line break"),
    ],
)
def test_a_key_that_is_none_is_refused_and_not_shown(key):
    with pytest.raises(StudyConfigError) as refused:
        Vault("postgresql://127.0.0.1/vault", key)
    assert not key or key.strip() not in "".join(traceback.format_exception(refused.value))


def test_a_key_may_come_without_its_padding(vault, dsn):
    key = base64.urlsafe_b64encode(bytes(range(32))).decode()
    codes = set()
    with psycopg.connect(dsn("vault")) as connection:
        connection.execute("DELETE FROM vault.key_check")
    for written in (key, key.rstrip("=")):
        opened = Vault(dsn("vault"), written)
        opened.migrate()
        codes.add(opened.participant("s01", "s01-p03"))
    assert len(codes) == 1


def test_a_participant_has_one_code_that_says_nothing(vault):
    code = vault.participant("s01", "s01-p03")
    assert re.fullmatch(r"p-[0-9a-hjkmnp-tv-z]{8}", code)
    assert code == vault.participant("s01", "s01-p03")
    others = {vault.participant(f"s{site}", f"p{n}") for site in range(10) for n in range(100)}
    assert len(others) == 1000


def test_a_participants_code_depends_on_the_key(vault, dsn, a_key):
    code = vault.participant("s01", "s01-p03")
    with psycopg.connect(dsn("vault")) as connection:
        connection.execute("DELETE FROM vault.key_check")
    other = Vault(dsn("vault"), a_key())
    other.migrate()
    assert other.participant("s01", "s01-p03") != code


def test_nothing_of_the_vault_shows_a_name_or_a_key(dsn):
    key = base64.urlsafe_b64encode(b"k" * 32).decode()
    assert "marta" not in repr(MARTA)
    assert "kkkk" not in repr(Vault(dsn("vault"), key)._keys)
