"""Which other name stands in for whom; in the vault, so that it is the same one everywhere."""

from collections.abc import Iterator, Sequence

from sottovoce.adapters.postgres.connections import Connection
from sottovoce.adapters.postgres.vault_keys import VaultKeys
from sottovoce.deidentify.policy.names import name_parts
from sottovoce.deidentify.policy.surrogates import Pool, Surrogate


def known_surrogates(
    connection: Connection, keys: VaultKeys, lookups: Sequence[bytes]
) -> dict[bytes, Surrogate]:
    """Return the surrogates that were given before.

    Raises:
        PrivacyStop: An entry was altered.
    """
    rows = connection.execute(
        "SELECT lookup, part, sealed FROM surrogate_names WHERE lookup = ANY(%s)", [list(lookups)]
    )
    found: dict[bytes, dict[str, str]] = {}
    for lookup, part, sealed in rows:
        found.setdefault(lookup, {})[part] = keys.open(sealed, bound_to=lookup)
    return {at: Surrogate(names.get("first"), names.get("last")) for at, names in found.items()}


def give_surrogate(
    connection: Connection, keys: VaultKeys, lookup: bytes, pool: Pool
) -> Surrogate | None:
    """Give a person names of a pool that nobody else has, given names and family names alike.

    Which, only the key can tell. The caller holds the lock under which names are given.

    Returns:
        The names; None, and nothing is given, when the pool has none left.
    """
    first = _first_free(connection, keys, lookup, pool.firsts)
    last = _first_free(connection, keys, lookup, pool.lasts, besides=first)
    if (pool.firsts and first is None) or (pool.lasts and last is None) or not (first or last):
        return None
    surrogate = Surrogate(first, last)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO surrogate_names (name_lookup, lookup, part, sealed)"
            " VALUES (%s, %s, %s, %s)",
            list(_rows(keys, lookup, surrogate)),
        )
    return surrogate


def _first_free(
    connection: Connection,
    keys: VaultKeys,
    lookup: bytes,
    names: Sequence[str],
    *,
    besides: str | None = None,
) -> str | None:
    at = {name: _name_lookup(keys, name) for name in names}
    rows = connection.execute(
        "SELECT name_lookup FROM surrogate_names WHERE name_lookup = ANY(%s)", [list(at.values())]
    )
    taken = {found for (found,) in rows}
    if besides is not None:
        taken.add(_name_lookup(keys, besides))
    free = [name for name in names if at[name] not in taken]
    return min(free, key=lambda name: keys.order(lookup, name), default=None)


def _rows(keys: VaultKeys, lookup: bytes, surrogate: Surrogate) -> Iterator[tuple[object, ...]]:
    for part, name in (("first", surrogate.first), ("last", surrogate.last)):
        if name is not None:
            sealed = keys.seal(name, bound_to=lookup)
            yield _name_lookup(keys, name), lookup, part, sealed


def _name_lookup(keys: VaultKeys, name: str) -> bytes:
    return keys.lookup("surrogate", *name_parts(name))
