"""What `make demo` says at the end: what happened, what to ask the store, where everything is."""

from collections.abc import Mapping
from typing import Any

import psycopg
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from sottovoce_demo.access import Access
from sottovoce_demo.state import HOST, USERS, DemoState

QUERIES: Mapping[str, str] = {
    "How much was said, and how much of it was replaced?": """\
SELECT role, count(*) AS interviews, sum(n_words) AS words, sum(n_redactions) AS replaced
FROM study.interview_summary GROUP BY role ORDER BY role""",
    "What stands in for what, by kind of identifier?": """\
SELECT entity_type, count(*) AS replaced, count(DISTINCT stand_in) AS stand_ins
FROM study.redactions GROUP BY entity_type ORDER BY replaced DESC LIMIT 6""",
    "Who spoke about being listened to?": """\
SELECT i.site, i.role, t.speaker, left(t.text, 90) AS text
FROM study.turns t JOIN study.interviews i USING (interview_code)
WHERE t.words @@ websearch_to_tsquery('english', 'listen or listened or trust')
ORDER BY i.site, t.turn_index LIMIT 4""",
}
"""Three questions of an analyst, and how to ask them."""

MAY: Mapping[str, str] = {
    "admin": "everything",
    "manager": "the whole Desk: all sites, submissions, reviews",
    "reviewer": "read and mark interviews of sites s01 to s03",
    "reviewer2": "read and mark interviews of every site",
    "viewer": "counts only",
}
"""What each user of the demo may do."""


def print_queries(console: Console, access: Access) -> None:
    """Ask the store three questions as an analyst would, and print the answers."""
    with psycopg.connect(access.dsns["analyst"], autocommit=True) as connection:
        for question, query in QUERIES.items():
            console.print(f"\n[bold]{question}[/bold]")
            if console.is_terminal:
                console.print(Syntax(query, "sql", background_color="default"))
            else:
                console.print(query, markup=False, highlight=False)
            console.print(_answer(connection, query))


def print_access(console: Console, state: DemoState, access: Access) -> None:
    """Print where everything is and how to get in."""
    users = Table(title=f"Airflow: http://{HOST}:{access.ports.airflow}", title_justify="left")
    for heading in ("user", "password", "may"):
        users.add_column(heading)
    for name in USERS:
        users.add_row(name, state.secrets.user_passwords[name], MAY[name])
    console.print()
    console.print(users)
    console.print("\n[bold]The store[/bold], as an analyst (reads the schema study, nothing else):")
    for line in _how_to_connect(access.dsns["analyst"]):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _how_to_connect(dsn: str) -> list[str]:
    given = psycopg.conninfo.conninfo_to_dict(dsn)
    r_arguments = (
        f'host="{given["host"]}", port={given["port"]}, dbname="{given["dbname"]}", '
        f'user="{given["user"]}", password="{given["password"]}"'
    )
    return [
        f"  psql    psql '{dsn}'",
        "  pandas  pd.read_sql('SELECT * FROM study.interview_summary',",
        f"              sqlalchemy.create_engine('{dsn.replace('://', '+psycopg://', 1)}'))",
        f"  R       DBI::dbConnect(RPostgres::Postgres(), {r_arguments})",
    ]


def _answer(connection: psycopg.Connection[Any], query: str) -> Table:
    cursor = connection.execute(query.encode())
    table = Table()
    for column in cursor.description or ():
        table.add_column(column.name)
    for row in cursor:
        # Stand-ins are in square brackets, which rich would take for styles.
        table.add_row(*(str(value).replace("[", r"\[") for value in row))
    return table
