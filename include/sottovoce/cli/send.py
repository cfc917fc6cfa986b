"""``sottovoce send``: a folder of interviews from a site's computer to its bucket."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sottovoce.cli.access import (
    DEFAULT_REGION,
    Bucket,
    Endpoint,
    Profile,
    Region,
    own_bucket,
    stop,
)
from sottovoce.cli.receipts import exit_code, show

if TYPE_CHECKING:
    from sottovoce.adapters.outbox import Outbox
    from sottovoce.adapters.site_bucket import Progress, SiteBucket, SiteReceipt

_POLL_S = 2.0
_UNDER_WAY = frozenset({"received", "checked", "deidentified", "approved"})


def send(  # noqa: PLR0913 - an option each
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="Folder with interviews.csv and the files it lists.",
            exists=True,
            file_okay=False,
        ),
    ],
    bucket: Bucket,
    endpoint: Endpoint = None,
    region: Region = DEFAULT_REGION,
    profile: Profile = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--folder", help="Name of the folder in your inbox; otherwise the name of DIR."
        ),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait for the receipts and show them.")
    ] = False,
    wait_minutes: Annotated[float, typer.Option(help="How long to wait at most.", min=0.01)] = 60,
) -> None:
    """Send a folder of interviews to the study.

    The folder is checked first: the manifest must be readable and every file it lists must be
    there. Sizes and sha256 that you left empty in interviews.csv are filled in on the way; the
    file on your disk stays as it is. Files that arrived before are not sent again, so after a
    broken connection just repeat the command. The manifest goes last: nothing is looked at
    before everything is there.

    To correct something, change it on your disk and send the folder again, under the same name.

    For example, once the four variables below are set: `sottovoce send interviews/march --wait`

    Ends with exit code 1 if something has to be fixed before sending, or, with --wait, if an
    interview was kept out; with 2 if the time to wait was over before all receipts had come.
    """
    inbox_folder = _inbox_folder(name if name is not None else folder.resolve().name)
    outbox, manifest = _checked(folder)
    with own_bucket(bucket, endpoint, region, profile) as site:
        n_bytes = sum(file.n_bytes for file in outbox.files.values()) + len(manifest)
        with _progress(n_bytes) as on_bytes:
            arrived_at = site.send(inbox_folder, outbox, manifest, on_bytes=on_bytes)
        typer.echo(
            "Everything had arrived before; nothing was sent."
            if arrived_at is None
            else f"Sent and confirmed: {len(outbox.table.rows)} interviews."
        )
        if wait:
            rows = {row.row for row in outbox.table.rows}
            found = _wait(site, inbox_folder, rows, arrived_at, wait_minutes * 60)
            show(found.values())
            raise typer.Exit(_outcome(found, rows))


def _inbox_folder(name: str) -> str:
    from sottovoce.intake.completeness import is_file_name

    if not is_file_name(name):
        stop("The folder needs a plain name. Give it one with --folder.")
    return name


def _checked(folder: Path) -> tuple["Outbox", bytes]:
    """Return the folder and its completed manifest, or end with everything there is to fix."""
    from sottovoce.adapters.outbox import Outbox
    from sottovoce.errors import SottovoceError
    from sottovoce.intake.outgoing import check_before_sending, complete_manifest

    try:
        outbox = Outbox(folder)
        outbox.check_roster()
    except SottovoceError as error:
        stop(f"{error}\nNothing was sent.")
    problems = check_before_sending(outbox.table, outbox.files)
    for problem in problems:
        typer.echo(f"{problem.where}: {problem.problem} {problem.fix}", err=True)
    if problems:
        stop("Nothing was sent.")
    return outbox, complete_manifest(outbox.manifest, outbox.table, outbox.files)


@contextmanager
def _progress(n_bytes: int) -> Iterator["Progress"]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Sending", total=n_bytes)
        yield lambda more: bar.advance(task, more)


def _wait(
    site: "SiteBucket",
    folder: str,
    rows: set[int],
    since: datetime | None,
    timeout_s: float,
) -> dict[int, "SiteReceipt"]:
    """Return the latest receipt of each row, once none is under way or the time is over."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = {
            receipt.row: receipt
            for receipt in site.receipts(folder)
            if not receipt.is_superseded and (since is None or receipt.written_at >= since)
        }
        if _is_settled(found, rows) or time.monotonic() >= deadline:
            return found
        time.sleep(_POLL_S)


def _is_settled(found: dict[int, "SiteReceipt"], rows: set[int]) -> bool:
    if 0 in found:  # the manifest itself could not be read
        return found[0].state not in _UNDER_WAY
    return rows <= {row for row, receipt in found.items() if receipt.state not in _UNDER_WAY}


def _outcome(found: dict[int, "SiteReceipt"], rows: set[int]) -> int:
    if _is_settled(found, rows):
        return exit_code(list(found.values()))
    typer.secho("Not every receipt has come yet. Look again with sottovoce receipts.", err=True)
    return 2
