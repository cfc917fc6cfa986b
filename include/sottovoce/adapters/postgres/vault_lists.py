"""Words that reviewers added to a site's roster, or never want masked; sealed in the vault."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from sottovoce.adapters.postgres.connections import Connection, Database
from sottovoce.adapters.postgres.vault_keys import VaultKeys
from sottovoce.deidentify.text.never import phrase_key
from sottovoce.model.ids import InterviewId
from sottovoce.model.rosters import RosterEntry
from sottovoce.model.spans import EntityType


@dataclass(frozen=True, slots=True)
class ListedWords:
    """Words that count beyond the interview they stand in.

    Attributes:
        kind: ``roster`` for a name of the site; ``never`` for what is masked nowhere.
        entity_type: What they identify, or were taken for.
        words: The words.
    """

    kind: Literal["roster", "never"]
    entity_type: EntityType
    words: str = field(repr=False)


class VaultLists:
    """The part of one study's vault that keeps what reviewers want remembered.

    Every method raises :class:`~sottovoce.errors.StudyConfigError` when the vault was made with
    another key, and :class:`~sottovoce.errors.TransientError` when it is away.
    """

    def __init__(
        self, database: Database, keys: VaultKeys, check_key: Callable[[Connection], None]
    ) -> None:
        """Keep them in this database; nothing is opened yet.

        Args:
            database: The vault's.
            keys: The vault's.
            check_key: What fails when the vault was made with another key.
        """
        self._database = database
        self._keys = keys
        self._check_key = check_key

    def add(self, site: str, interview: InterviewId, listed: Iterable[ListedWords]) -> None:
        """Keep words of an interview; those that are kept already change nothing."""
        rows = []
        for each in listed:
            lookup = self._lookup(site, each)
            sealed = self._keys.seal(each.words, bound_to=lookup)
            rows.append((lookup, interview, each.kind, site, each.entity_type, sealed))
        with self._database.transaction() as connection, connection.cursor() as cursor:
            self._check_key(connection)
            cursor.executemany(
                "INSERT INTO listed_words (lookup, interview_id, kind, site, entity_type, sealed)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                rows,
            )

    def roster(self, site: str | None = None) -> tuple[RosterEntry, ...]:
        """Return what reviewers added to a site's roster, or to every site's for None.

        Raises:
            PrivacyStop: An entry was altered.
        """
        rows = self._rows(
            "SELECT DISTINCT ON (lookup) lookup, sealed, entity_type FROM listed_words"
            " WHERE kind = 'roster' AND site = coalesce(%s, site) ORDER BY lookup",
            [site],
        )
        return tuple(
            RosterEntry(EntityType(kind), self._keys.open(sealed, bound_to=lookup))
            for lookup, sealed, kind in rows
        )

    def never(self) -> frozenset[str]:
        """Return the phrases that are not to be masked, in small letters and without possessives.

        Raises:
            PrivacyStop: An entry was altered.
        """
        rows = self._rows("SELECT lookup, sealed FROM listed_words WHERE kind = 'never'", [])
        return frozenset(
            phrase_key(self._keys.open(sealed, bound_to=lookup)) for lookup, sealed in rows
        )

    def forget(self, interview: InterviewId) -> None:
        """Forget what stood in an interview, and in no other that told it too."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM listed_words WHERE interview_id = %s", [interview])

    def _lookup(self, site: str, listed: ListedWords) -> bytes:
        scope = site if listed.kind == "roster" else ""
        said = phrase_key(listed.words)
        return self._keys.lookup("listed", listed.kind, scope, listed.entity_type, said)

    def _rows(self, query: str, values: list[object]) -> list[tuple[Any, ...]]:
        with self._database.transaction() as connection:
            self._check_key(connection)
            return connection.execute(query.encode(), values).fetchall()
