"""Which names each site's interviews held: the vault can be asked for a name, but tells none."""

from collections.abc import Callable, Collection, Mapping

from sottovoce.adapters.postgres.connections import Connection, Database
from sottovoce.adapters.postgres.vault_keys import VaultKeys
from sottovoce.deidentify.text.site_memory import HashedNames, name_hash
from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType

Names = Mapping[tuple[str, ...], EntityType]
"""What is named, by the name's words in small letters. Holds raw words."""


class VaultMemory:
    """The part of one study's vault that remembers names, by keyed hashes."""

    def __init__(
        self, database: Database, keys: VaultKeys, check_key: Callable[[Connection], None]
    ) -> None:
        """Remember in this database; nothing is opened yet.

        Args:
            database: The vault's.
            keys: The vault's.
            check_key: What fails when the vault was made with another key.
        """
        self._database = database
        self._keys = keys
        self._check_key = check_key

    def remember(self, site: str, interview: InterviewId, names: Names) -> None:
        """Let these names, and no others, be what is remembered of an interview.

        Args:
            site: The interview's site, the only one whose interviews can ask for them.
            interview: Whose names; those remembered of it before are forgotten.
            names: What it held; empty when nothing was certain.

        Raises:
            StudyConfigError: The vault was made with another key.
            TransientError: The vault is away.
        """
        key = self._keys.site_names(site)
        rows = [
            (site, bytes.fromhex(name_hash(key, words)), kind, interview)
            for words, kind in names.items()
        ]
        with self._database.transaction() as connection, connection.cursor() as cursor:
            self._check_key(connection)
            cursor.execute("DELETE FROM site_names WHERE interview_id = %s", [interview])
            cursor.executemany(
                "INSERT INTO site_names (site, name_lookup, entity_type, interview_id)"
                " VALUES (%s, %s, %s, %s)",
                rows,
            )

    def names(self, site: str, *, of: Collection[InterviewId]) -> HashedNames:
        """Return what some interviews of a site held; it can be asked, but not read.

        Where they disagree about what a name names, the type that comes first by its name counts.

        Raises:
            StudyConfigError: The vault was made with another key.
            TransientError: The vault is away.
        """
        with self._database.transaction() as connection:
            self._check_key(connection)
            rows = connection.execute(
                'SELECT name_lookup, min(entity_type COLLATE "C") FROM site_names'
                " WHERE site = %s AND interview_id = ANY(%s) GROUP BY name_lookup",
                [site, list(of)],
            ).fetchall()
        kinds = {lookup.hex(): EntityType(kind) for lookup, kind in rows}
        return HashedNames(self._keys.site_names(site), kinds)

    def forget_others(self, site: str, *, than: Collection[InterviewId]) -> None:
        """Delete what a site's interviews held, but not of those that are given.

        Raises:
            TransientError: The vault is away.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM site_names WHERE site = %s AND interview_id <> ALL(%s)",
                [site, list(than)],
            )
