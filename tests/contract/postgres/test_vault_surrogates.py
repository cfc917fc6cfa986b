import traceback
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sottovoce.adapters.postgres.vault import Vault, VaultKey
from sottovoce.deidentify.policy.surrogates import Pool, Surrogate
from sottovoce.errors import PrivacyStop, StudyConfigError
from sottovoce.model.spans import EntityType

pytestmark = pytest.mark.postgres

FIRSTS = tuple(f"Given{chr(97 + n)}" for n in range(8))
LASTS = tuple(f"Family{chr(97 + n)}" for n in range(8))
BOTH, GIVEN, FAMILY = Pool(FIRSTS, LASTS), Pool(FIRSTS, ()), Pool((), LASTS)


def people(n: int, scope: str = "s01") -> list[VaultKey]:
    return [VaultKey(scope, EntityType.PERSON, f"person {at}") for at in range(n)]


def surrogates(vault: Vault, keys: list[VaultKey], pool: Pool = BOTH) -> list[Surrogate | None]:
    vault.numbers(keys)
    return vault.surrogates([(key, pool) for key in keys])


@pytest.mark.parametrize(
    ("pool", "n_names"),
    [pytest.param(BOTH, 2), pytest.param(GIVEN, 1), pytest.param(FAMILY, 1)],
)
def test_a_person_gets_the_names_that_are_wanted(vault, pool, n_names):
    (given,) = surrogates(vault, people(1), pool)
    assert len(given.names) == n_names
    assert (given.first in FIRSTS) == bool(pool.firsts)
    assert (given.last in LASTS) == bool(pool.lasts)


def test_a_person_keeps_a_surrogate_whatever_the_pool_is_later(vault):
    (before,) = surrogates(vault, people(1))
    assert surrogates(vault, people(1), Pool(("Other",), ("Names",))) == [before]
    assert surrogates(vault, people(1), Pool((), ())) == [before]


def test_no_two_people_have_a_name_in_common(vault):
    given = surrogates(vault, people(8))
    names = [name for each in given for name in each.names]
    assert len(set(names)) == len(names) == 16


def test_a_given_name_and_a_family_name_are_not_the_same_word(vault):
    pool = Pool(("Jordan",), ("jordan", "Hughes"))
    assert surrogates(vault, people(1), pool) == [Surrogate("Jordan", "Hughes")]
    assert surrogates(vault, people(2)[1:], Pool((), ("JÓRDAN",))) == [None]


def test_who_comes_when_all_names_are_given_gets_none(vault):
    given = surrogates(vault, people(9))
    assert given[8] is None
    assert surrogates(vault, people(9)) == given


def test_nothing_is_given_by_halves(vault):
    assert surrogates(vault, people(1), Pool(("Only",), ("Only",))) == [None]
    assert surrogates(vault, people(2)[1:], Pool(("Only",), ())) == [Surrogate("Only", None)]


def test_the_same_name_in_another_scope_is_another_person(vault):
    (here,), (there,) = surrogates(vault, people(1)), surrogates(vault, people(1, "s02"))
    assert not set(here.names) & set(there.names)


def test_many_who_ask_at_once_agree(vault):
    keys = people(8)
    vault.numbers(keys)
    orders = [keys[n:] + keys[:n] for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda order: vault.surrogates([(key, BOTH) for key in order]), orders)
        )
    found = [
        dict(zip(order, answer, strict=True)) for order, answer in zip(orders, answers, strict=True)
    ]
    assert all(one == other for one, other in pairwise(found))
    assert len({name for each in found[0].values() for name in each.names}) == 16


def test_which_name_is_chosen_only_the_key_can_tell(vault, dsn, a_key):
    wide = Pool(tuple(f"N{a}{b}x" for a in "abcdefgh" for b in "abcdefgh"), ())
    chosen = surrogates(vault, people(6), wide)
    with psycopg.connect(dsn("vault")) as connection:
        connection.execute("TRUNCATE vault.stand_ins, vault.surrogate_names, vault.key_check")
    other = Vault(dsn("vault"), a_key())
    other.migrate()
    assert surrogates(other, people(6), wide) != chosen


def test_the_tables_alone_tell_no_name(vault, dsn):
    (given,) = surrogates(vault, people(1))
    with psycopg.connect(dsn("vault")) as connection:
        rows = connection.execute("SELECT name_lookup, lookup, sealed FROM vault.surrogate_names")
        kept = b"".join(bytes(cell) for row in rows for cell in row)
    assert not any(name.encode() in kept for name in (*given.names, "person"))


def test_a_name_moved_to_somebody_else_stops_and_is_not_shown(vault, dsn):
    keys = people(2)
    surrogates(vault, keys[:1])
    vault.numbers(keys)
    with psycopg.connect(dsn("vault")) as connection:
        connection.execute(
            "UPDATE vault.surrogate_names SET lookup ="
            " (SELECT lookup FROM vault.stand_ins WHERE number = 2)"
        )
    with pytest.raises(PrivacyStop) as stopped:
        vault.surrogates([(keys[1], BOTH)])
    assert "Given" not in "".join(traceback.format_exception(stopped.value))


def test_another_key_gets_no_surrogate_and_no_shift(vault, dsn, a_key):
    surrogates(vault, people(1))
    stranger = Vault(dsn("vault"), a_key())
    for use in (
        lambda: stranger.surrogates([(people(1)[0], BOTH)]),
        lambda: stranger.shift_days("s01", "p01", 180),
    ):
        with pytest.raises(StudyConfigError, match="another key"):
            use()


def test_dates_of_a_participant_are_always_shifted_alike_and_never_little(vault):
    shifts = {f"p{n}": vault.shift_days("s01", f"p{n}", 60) for n in range(400)}
    assert {abs(days) for days in shifts.values()} == set(range(31, 61))
    assert min(shifts.values()) < 0 < max(shifts.values())
    assert all(vault.shift_days("s01", who, 60) == days for who, days in shifts.items())
    assert [vault.shift_days("s02", f"p{n}", 60) for n in range(400)] != [*shifts.values()]


@given(
    asked=st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["s01", "s02"]),
                st.integers(0, 5),
                st.sampled_from([BOTH, GIVEN, FAMILY, Pool(FIRSTS[:2], LASTS[3:])]),
            ),
            max_size=5,
        ),
        max_size=4,
    )
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whoever_asks_in_whatever_order_a_person_is_one_and_a_name_is_one_persons(vault, asked):
    """One vault sees all the examples, as one vault sees all the runs of a study."""
    for request in asked:
        keys = [VaultKey(scope, EntityType.PERSON, f"name {n}") for scope, n, _ in request]
        vault.numbers(keys)
        vault.surrogates([(key, pool) for key, (*_, pool) in zip(keys, request, strict=True)])
    everybody = [
        VaultKey(s, EntityType.PERSON, f"name {n}") for s in ("s01", "s02") for n in range(6)
    ]
    vault.numbers(everybody)
    nothing = [(key, Pool((), ())) for key in everybody]
    given_names = [name for each in vault.surrogates(nothing) if each for name in each.names]
    assert len(set(given_names)) == len(given_names)
    for request in asked:
        keys = [VaultKey(scope, EntityType.PERSON, f"name {n}") for scope, n, _ in request]
        again = vault.surrogates([(key, BOTH) for key in keys])
        # Who got none, because the names ran out, may still get one of a larger pool.
        later = vault.surrogates([(key, GIVEN) for key in keys])
        assert all(before in (None, after) for before, after in zip(again, later, strict=True))
    # They run out for some, and never before somebody has one.
    assert any(vault.surrogates(nothing)) or not any(asked)
