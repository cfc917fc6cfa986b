"""``sottovoce status``: where the interviews are, for whoever runs the pipeline."""

from typing import Annotated

import typer

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def status(as_json: JsonFlag = False) -> None:
    """Show how many interviews each site has in each state.

    Reads the ledger, so it needs the settings of the pipeline (SOTTOVOCE_LEDGER_DSN or a file of
    secrets). A site has no access to it: a site reads its receipts.
    """
    from sottovoce.errors import SottovoceError
    from sottovoce.steps.status import counts_by_site

    try:
        counts = counts_by_site()
    except SottovoceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if as_json:
        import json

        typer.echo(json.dumps(counts, indent=1))
        return
    _print_table(counts)


def _print_table(counts: dict[str, dict[str, int]]) -> None:
    from rich.console import Console
    from rich.table import Table

    states = list(next(iter(counts.values()), {}))
    table = Table("site", *states)
    for site, of_site in counts.items():
        table.add_row(site, *(str(of_site[state] or "") for state in states))
    totals = [sum(of_site[state] for of_site in counts.values()) for state in states]
    table.add_section()
    table.add_row("all", *map(str, totals))
    Console().print(table)
