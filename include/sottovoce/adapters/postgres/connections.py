"""Connections to one database, and errors that show neither its address nor its rows."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import psycopg
from psycopg import errors as pg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

from sottovoce.errors import SottovoceError, StudyConfigError, TransientError

Connection: TypeAlias = psycopg.Connection[TupleRow]

_SESSION = "-c timezone=UTC -c lock_timeout=60s -c search_path={schema}"


class DatabaseRefusal(SottovoceError):
    """A rule of the database forbids what was about to be written, so nothing was.

    Attributes:
        rule: Name of the rule, as the SQL files have it; never a value.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule

    def __str__(self) -> str:
        return f"The database refuses to write this: {self.rule}."


class Database:
    """One database and one schema in it, as one role.

    Each transaction has a connection of its own, except within :meth:`connected`.
    Safe to share between threads and to carry over a fork.
    """

    def __init__(self, dsn: str, *, schema: str) -> None:
        """Keep the address; nothing is opened yet.

        Raises:
            StudyConfigError: It is not an address of a PostgreSQL database.
        """
        self.schema = schema
        self._conninfo = _conninfo(dsn, schema)
        self._held: dict[tuple[int, int], Connection] = {}

    def __repr__(self) -> str:
        return f"Database(schema={self.schema!r})"

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection inside one transaction: all of the block is kept, or none.

        Raises:
            TransientError: The server is away, or this transaction lost against another one.
            StudyConfigError: The role lacks a right, or the tables are not there yet.
            DatabaseRefusal: A rule of the database forbids what the block writes.
        """
        with quiet_errors(self.schema), self._open() as connection, connection.transaction():
            yield connection

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Let all transactions of this thread share one connection until the block ends."""
        me = (os.getpid(), threading.get_ident())
        if me in self._held:
            yield
            return
        with quiet_errors(self.schema):
            self._held[me] = self._connect()
        try:
            yield
        finally:
            self._held.pop(me).close()

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        me = (os.getpid(), threading.get_ident())
        held = self._held.get(me)
        if held is None:
            with self._connect() as connection:
                yield connection
            return
        if held.closed:
            held = self._held[me] = self._connect()
        yield held

    def _connect(self) -> Connection:
        return psycopg.connect(self._conninfo, autocommit=True)


def _conninfo(dsn: str, schema: str) -> str:
    try:
        given = conninfo_to_dict(dsn)
    except psycopg.Error:
        msg = f"The address of the {schema} database can't be read as a PostgreSQL address."
        raise StudyConfigError(msg) from None
    session = _SESSION.format(schema=schema)
    options = f"{given.get('options') or ''} {session}".strip()
    given.setdefault("connect_timeout", 10)
    given.setdefault("application_name", "sottovoce")
    return make_conninfo(dsn, **{**given, "options": options})


@contextmanager
def quiet_errors(schema: str) -> Iterator[None]:
    """Replace the driver's errors, whose texts and details quote addresses and rows."""
    try:
        yield
    except psycopg.Error as error:
        raise _translated(error, schema) from None


def _translated(error: psycopg.Error, schema: str) -> SottovoceError:
    if isinstance(error, pg.UndefinedTable | pg.InvalidSchemaName | pg.UndefinedFunction):
        return StudyConfigError(f"The {schema} database lacks a table; migrate it first.")
    if isinstance(error, pg.InsufficientPrivilege):
        return StudyConfigError(f"This role may not do that in the {schema} database.")
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        reason = error.sqlstate or "no connection"
        return TransientError(f"The {schema} database did not do what was asked ({reason}).")
    rule = error.diag.constraint_name or f"{type(error).__name__} ({error.sqlstate})"
    return DatabaseRefusal(rule)
