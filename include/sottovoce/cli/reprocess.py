"""``sottovoce reprocess``: what a new policy or a new detector changes, for whoever runs it."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sottovoce.steps.reprocess_report import Row

Sites = Annotated[
    list[str] | None, typer.Option("--site", help="Only this site; may be given several times.")
]
Apply = Annotated[
    bool, typer.Option("--apply/--dry-run", help="Change it, or only say what would change.")
]


def reprocess(site: Sites = None, apply: Apply = False) -> None:
    """Clean again what was cleaned with another policy or detector than today's.

    Without --apply nothing is changed: the table says how many identifiers would be found
    otherwise, by interview and type, and where each interview would go. Needs the settings of the
    pipeline, its keys included. The DAG *reprocess* does the same.
    """
    from sottovoce.errors import SottovoceError
    from sottovoce.steps.reprocess import plan_reprocessing
    from sottovoce.steps.reprocess import reprocess as clean_again

    rows: list[Row] = []
    faults: list[str] = []
    try:
        for batch in plan_reprocessing(site or ()):
            report, of_batch = clean_again(batch, dry_run=not apply)
            rows += of_batch
            faults += report["faults"]
    except SottovoceError as error:
        faults.append(str(error))
    _print_table(rows)
    for fault in faults:
        typer.echo(fault, err=True)
    raise typer.Exit(1 if faults else 0)


def _print_table(rows: "list[Row]") -> None:
    from rich.console import Console
    from rich.table import Table

    from sottovoce.review.changes import Changes
    from sottovoce.steps.reprocess_report import in_words

    if not rows:
        typer.echo("Every interview was cleaned with today's policy and detector.")
        return
    table = Table("interview", "from", "to", "found otherwise")
    for row in rows:
        table.add_row(row.interview_id, row.before, row.after, in_words(row.changes))
    table.add_section()
    table.add_row("all", "", "", in_words(sum((row.changes for row in rows), Changes())))
    Console().print(table)
