"""``sottovoce receipts``: what became of what a site sent."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from sottovoce.cli.access import DEFAULT_REGION, Bucket, Endpoint, Profile, Region, own_bucket

if TYPE_CHECKING:
    from sottovoce.adapters.site_bucket import SiteReceipt

_COLOURS = {"done": "green", "act": "red", "with-team": "yellow", "closed": "magenta"}


def receipts(
    bucket: Bucket,
    folder: Annotated[
        str | None, typer.Argument(help="Only this folder's; otherwise those of all.")
    ] = None,
    endpoint: Endpoint = None,
    region: Region = DEFAULT_REGION,
    profile: Profile = None,
    only_open: Annotated[
        bool, typer.Option("--to-fix", help="Only those that ask you to fix something.")
    ] = False,
) -> None:
    """Show the receipts in your bucket: where each interview is, and what to fix.

    The same receipts lie in your bucket under receipts/, as pages to open in a browser.

    Ends with exit code 1 if any interview shown was kept out.

    For example: `sottovoce receipts march --to-fix`
    """
    with own_bucket(bucket, endpoint, region, profile) as site:
        found = [receipt for receipt in site.receipts(folder) if not receipt.is_superseded]
    if only_open:
        found = [receipt for receipt in found if receipt.state == "quarantined"]
    if not found:
        typer.echo("There is no receipt yet." if not only_open else "There is nothing to fix.")
    show(found)
    raise typer.Exit(exit_code(found))


def show(found: Iterable["SiteReceipt"]) -> None:
    """Print receipts for a coordinator, folder by folder, each with what to fix."""
    from rich.console import Console
    from rich.markup import escape

    from sottovoce.model.states import State
    from sottovoce.receipts.wording import WORDING

    console = Console(highlight=False)
    shown_folder: str | None = None
    for receipt in sorted(found, key=lambda each: (each.folder, each.row)):
        if receipt.folder != shown_folder:
            shown_folder = receipt.folder
            console.print(f"\n[bold]{escape(shown_folder)}[/bold]")
        wording = WORDING[State(receipt.state)]
        colour = _COLOURS.get(wording.tone, "cyan")
        name = f"row {receipt.row}" if receipt.row else "the manifest"
        console.print(f"  {name}: [{colour}]{wording.label}[/{colour}]")
        for finding in receipt.findings if receipt.state == "quarantined" else ():
            console.print(f"    {escape(finding.where)}: {escape(finding.problem)}")
            console.print(f"      [dim]→[/dim] {escape(finding.fix)}")


def exit_code(found: Sequence["SiteReceipt"]) -> int:
    """Return 1 if any of these interviews was kept out, else 0."""
    return int(any(receipt.state == "quarantined" for receipt in found))
