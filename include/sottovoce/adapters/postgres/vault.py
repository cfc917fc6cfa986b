"""The vault: which stand-in is whose. The only place that could tell, and only with the key."""

import hmac
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sottovoce.adapters.postgres.connections import Connection, Database
from sottovoce.adapters.postgres.migrations import migrate
from sottovoce.adapters.postgres.vault_keys import VaultKeys
from sottovoce.adapters.postgres.vault_lists import VaultLists
from sottovoce.adapters.postgres.vault_memory import VaultMemory
from sottovoce.adapters.postgres.vault_surrogates import give_surrogate, known_surrogates
from sottovoce.deidentify.policy.surrogates import Pool, Surrogate
from sottovoce.errors import SottovoceError, StudyConfigError
from sottovoce.model.ids import InterviewCode
from sottovoce.model.spans import EntityType

_NUMBERS_LOCK = 0x50772


class UnknownStandIn(SottovoceError):
    """The vault never gave this number to anything."""


@dataclass(frozen=True, slots=True)
class VaultKey:
    """One identifier, as far as it is the same one everywhere in its scope.

    Attributes:
        scope: Within what it means the same: an interview, a site, or the study.
        entity_type: What it identifies.
        key: The words, written the way in which mentions are compared.
    """

    scope: str
    entity_type: EntityType
    key: str = field(repr=False)


class Vault:
    """One study's vault, opened with its key."""

    def __init__(self, dsn: str, key_b64: str) -> None:
        """Derive the keys; nothing is opened yet.

        Args:
            dsn: Address of the database, as its owner.
            key_b64: 32 random bytes in URL-safe base64.

        Raises:
            StudyConfigError: The address or the key can't be read as such.
        """
        self._database = Database(dsn, schema="vault")
        self._keys = VaultKeys(key_b64)
        self._key_fits = False
        self.memory = VaultMemory(self._database, self._keys, self._check_key)
        """Which names each site's interviews held."""
        self.lists = VaultLists(self._database, self._keys, self._check_key)
        """What reviewers want remembered."""

    def connected(self) -> AbstractContextManager[None]:
        """Let all calls of this thread share one connection until the block ends."""
        return self._database.connected()

    def migrate(self) -> None:
        """Make the tables, or bring them up to date; a new vault takes this key for good.

        Raises:
            StudyConfigError: The vault was made with another key.
        """
        migrate(self._database, "vault")
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO key_check (fingerprint) VALUES (%s) ON CONFLICT DO NOTHING",
                [self._keys.fingerprint],
            )
            self._check_key(connection)

    def numbers(self, entities: Sequence[VaultKey]) -> list[int]:
        """Return the number that stands in for each identifier, the same one every time.

        In the whole study no two identifiers of one type share a number. New ones get the
        next free number, in the order given.

        Args:
            entities: Identifiers in any order, repetitions allowed.

        Returns:
            One number for each, from 1.

        Raises:
            StudyConfigError: The vault was made with another key.
            TransientError: The vault is away.
        """
        lookups = [self._keys.lookup(e.scope, e.entity_type, e.key) for e in entities]
        with self._database.transaction() as connection:
            self._check_key(connection)
            known = _known(connection, lookups)
            if len(known) < len(set(lookups)):
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS_LOCK])
                known = _known(connection, lookups)
                known |= self._allocate(
                    connection, dict(zip(lookups, entities, strict=True)), known
                )
        return [known[lookup] for lookup in lookups]

    def surrogates(self, people: Sequence[tuple[VaultKey, Pool]]) -> list[Surrogate | None]:
        """Return the name that stands in for each person, the same one every time.

        In the whole study no two people have a name in common. Each person has a number already.

        Args:
            people: People in any order, and the names of which those who have none may get some.

        Returns:
            One surrogate for each; None where every name of the pool is somebody's.

        Raises:
            StudyConfigError: The vault was made with another key.
            PrivacyStop: An entry was altered.
            TransientError: The vault is away.
        """
        lookups = [self._keys.lookup(e.scope, e.entity_type, e.key) for e, _ in people]
        with self._database.transaction() as connection:
            self._check_key(connection)
            known = known_surrogates(connection, self._keys, lookups)
            if len(known) < len(set(lookups)):
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS_LOCK])
                known = known_surrogates(connection, self._keys, lookups)
                for lookup, (_, pool) in zip(lookups, people, strict=True):
                    given = known.get(lookup) or give_surrogate(
                        connection, self._keys, lookup, pool
                    )
                    known |= {lookup: given} if given else {}
        return [known.get(lookup) for lookup in lookups]

    def shift_days(self, site: str, participant: str, up_to: int) -> int:
        """Return by how many days a participant's dates are shifted, either way; never under 31.

        Args:
            site: The site's code.
            participant: The site's code for the person.
            up_to: The most days, at least 31.

        Raises:
            StudyConfigError: The vault was made with another key.
        """
        self._ensure_key_fits()
        return self._keys.shift_days(up_to, site, participant)

    def voice_key(self, interview: str) -> bytes:
        """Return the key that disguises the voices of one interview, and of no other.

        Raises:
            StudyConfigError: The vault was made with another key.
        """
        self._ensure_key_fits()
        return self._keys.voice(interview)

    def reveal(self, entity_type: EntityType, number: int) -> str:
        """Return the identifier behind a stand-in, for a person who is allowed to know.

        Raises:
            UnknownStandIn: There is no such stand-in.
            PrivacyStop: The entry was altered.
        """
        with self._database.transaction() as connection:
            self._check_key(connection)
            row = connection.execute(
                "SELECT sealed, lookup FROM stand_ins WHERE entity_type = %s AND number = %s",
                [entity_type, number],
            ).fetchone()
        if row is None:
            raise UnknownStandIn(f"The vault has no {entity_type} {number}.")
        return self._keys.open(row[0], bound_to=row[1])

    def participant(self, site: str, code: str) -> str:
        """Return the study's code for a person whom a site calls ``code``, e.g. ``p-7k3q9d2a``.

        Raises:
            StudyConfigError: The vault was made with another key.
        """
        self._ensure_key_fits()
        return f"p-{self._keys.participant(site, code)}"

    def interview(self, site: str, participant: str, role: str, day: str) -> InterviewCode:
        """Return the study's code for an interview, e.g. ``s01-i7k3q9d2a``, in every version.

        Keyed, because anybody could try every participant and every day on a plain hash.

        Args:
            site: The site's code.
            participant: The site's code for the person.
            role: The person's role.
            day: Day of the interview, ISO 8601.

        Raises:
            StudyConfigError: The vault was made with another key.
        """
        self._ensure_key_fits()
        return InterviewCode(f"{site}-i{self._keys.interview(site, participant, role, day)}")

    def _ensure_key_fits(self) -> None:
        if not self._key_fits:
            with self._database.transaction() as connection:
                self._check_key(connection)

    def _check_key(self, connection: Connection) -> None:
        """Fail closed: with another key everybody would quietly get a second stand-in."""
        if self._key_fits:
            return
        row = connection.execute("SELECT fingerprint FROM key_check").fetchone()
        if row is None:
            raise StudyConfigError("The vault is not ready; migrate it first.")
        if not hmac.compare_digest(row[0], self._keys.fingerprint):
            raise StudyConfigError(
                "The vault was made with another key. Set SOTTOVOCE_VAULT_KEY to that one."
            )
        self._key_fits = True

    def _allocate(
        self, connection: Connection, wanted: dict[bytes, VaultKey], known: dict[bytes, int]
    ) -> dict[bytes, int]:
        """Give each identifier that has no number the next one of its type."""
        last: dict[str, int] = dict(
            connection.execute(
                "SELECT entity_type, max(number) FROM stand_ins GROUP BY entity_type"
            ).fetchall()
        )
        added: dict[bytes, int] = {}
        for lookup, entity in wanted.items():
            if lookup not in known:
                last[entity.entity_type] = last.get(entity.entity_type, 0) + 1
                added[lookup] = last[entity.entity_type]
        rows = [
            (wanted[at].entity_type, n, at, self._keys.seal(wanted[at].key, bound_to=at))
            for at, n in added.items()
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO stand_ins (entity_type, number, lookup, sealed)"
                " VALUES (%s, %s, %s, %s)",
                rows,
            )
        return added


def _known(connection: Connection, lookups: Sequence[bytes]) -> dict[bytes, int]:
    rows = connection.execute(
        "SELECT lookup, number FROM stand_ins WHERE lookup = ANY(%s)", [list(lookups)]
    )
    return dict(rows.fetchall())
