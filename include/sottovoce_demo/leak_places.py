"""Where a leak of the demo could be: its logs, its databases, its objects."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sottovoce_demo.access import Access
from sottovoce_demo.leak_search import Place
from sottovoce_demo.stack import CLEAN_BUCKET, RAW_BUCKET
from sottovoce_demo.state import DemoState

_COLUMNS = """
SELECT table_schema, table_name, column_name, data_type
FROM information_schema.columns JOIN information_schema.tables
USING (table_catalog, table_schema, table_name)
WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
ORDER BY 1, 2, ordinal_position
"""
SOUND = (".flac", ".ogg", ".wav")
"""How the names of clean recordings end."""

_WORDLESS = frozenset(
    {"integer", "bigint", "smallint", "boolean", "uuid", "date", "double precision", "numeric"}
)


def forbidden_places(state: DemoState, access: Access, client: Any) -> Iterator[Place]:
    """Yield every place where no identifier may be at all.

    Args:
        state: The demo's folder: its logs are searched, rotated ones too.
        access: The running demo.
        client: An S3 client with the pipeline's key.
    """
    yield from log_places(state.logs_dir, "log")
    yield from log_places(state.airflow_home / "logs", "task log")
    yield from database_places(access.dsns["airflow"], "airflow")
    yield from database_places(access.dsns["ledger"], "ledger")
    for bucket in (RAW_BUCKET, CLEAN_BUCKET):
        yield Place(f"object keys of {bucket}", list(_keys(client, bucket)))
    yield Place(f"recordings of {CLEAN_BUCKET}", _sound(client, CLEAN_BUCKET))


def released_places(access: Access, client: Any) -> Iterator[Place]:
    """Yield the places where nothing may be but what the recognizers missed."""
    yield from database_places(access.dsns["loader"], "store")
    yield Place(f"objects of {CLEAN_BUCKET}", _contents(client, CLEAN_BUCKET))


def log_places(folder: Path, name: str) -> Iterator[Place]:
    """Yield every file below a folder, and the files' own names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for file in files:
        yield Place(f"{name} {_harmless(file, folder)}", _lines(file))
    yield Place(f"{name} file names", [str(file.relative_to(folder)) for file in files])


def database_places(dsn: str, name: str) -> Iterator[Place]:
    """Yield every column of every table that can hold a word, bytes read as text."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        columns = connection.execute(_COLUMNS).fetchall()
        for schema, table, column, kind in columns:
            if kind not in _WORDLESS and not kind.startswith("timestamp"):
                values = _values(connection, schema, table, column, is_bytes=kind == "bytea")
                yield Place(f"{name} {table}.{column}", values)


def _values(
    connection: psycopg.Connection[Any], schema: str, table: str, column: str, *, is_bytes: bool
) -> Iterator[str]:
    what = (
        sql.Identifier(column) if is_bytes else sql.SQL("{}::text").format(sql.Identifier(column))
    )
    query = sql.SQL("SELECT {} FROM {} WHERE {} IS NOT NULL").format(
        what, sql.Identifier(schema, table), sql.Identifier(column)
    )
    for (value,) in connection.execute(query):
        yield bytes(value).decode("utf-8", "replace") if is_bytes else value


def _lines(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        yield from lines


def _harmless(file: Path, folder: Path) -> str:
    # The first folder of a task log is its DAG; what follows could hold a name.
    first = file.relative_to(folder).parts[0]
    return re.sub(r"[^\w.=-]", "?", first)


def _keys(client: Any, bucket: str) -> Iterator[str]:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        yield from (item["Key"] for item in page.get("Contents", ()))


def _contents(client: Any, bucket: str) -> Iterator[str]:
    for key in _keys(client, bucket):
        if not key.endswith(SOUND):
            yield _read(client, bucket, key).decode("utf-8", "replace")


def _sound(client: Any, bucket: str) -> Iterator[str]:
    """Yield the bytes of recordings as text, in the ways in which metadata is written."""
    for key in _keys(client, bucket):
        if key.endswith(SOUND):
            content = _read(client, bucket, key)
            yield content.decode("utf-8", "replace")
            for start in (0, 1):  # letters of two bytes may begin at either
                yield content[start:].decode("utf-16-le", "replace")


def _read(client: Any, bucket: str, key: str) -> bytes:
    content: bytes = client.get_object(Bucket=bucket, Key=key)["Body"].read()
    return content
