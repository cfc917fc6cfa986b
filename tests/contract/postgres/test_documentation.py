"""The queries that the documentation tells people to type."""

import re
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.postgres

DOCS = Path(__file__).parents[3] / "docs"


def queries_of(page: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    return [q.strip() for block in blocks for q in block.split(";\n") if q.strip()]


@pytest.mark.parametrize("query", queries_of("store.md"))
def test_an_analyst_can_type_what_the_page_on_the_store_says(store, dsn, query):
    with psycopg.connect(dsn("analyst")) as connection:
        assert connection.execute(query).description


@pytest.mark.parametrize("page", ["ledger.md", "quality.md"])
def test_an_operator_can_type_what_the_pages_on_the_ledger_say(ledger, dsn, page):
    queries = queries_of(page)
    assert queries
    with psycopg.connect(dsn("ledger")) as connection:
        for query in queries:
            connection.execute(query)


@pytest.mark.parametrize(
    ("page", "fixture", "role"),
    [("store.md", "store", "analyst"), ("ledger.md", "ledger", "ledger")],
)
def test_the_page_names_every_table(request, dsn, page, fixture, role):
    request.getfixturevalue(fixture)
    text = (DOCS / page).read_text(encoding="utf-8")
    with psycopg.connect(dsn(role)) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v')"
            " AND relnamespace::regnamespace::text IN ('study', 'ledger')"
            " AND relname NOT IN ('schema_version', 'chained_transitions')"
        ).fetchall()
    assert len(tables) > 4
    assert [name for (name,) in tables if name not in text] == []
