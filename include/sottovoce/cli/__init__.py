"""The command line. Each command is a function of a module here, imported when it is asked for."""

from importlib import import_module
from typing import Annotated

import typer
from typer.core import TyperGroup

_COMMANDS = {
    "send": "send",
    "receipts": "receipts",
    "status": "status",
    "reprocess": "reprocess",
    "detect": "files",
    "deidentify": "files",
    "inspect-audio": "recordings",
    "redact-audio": "recordings",
    "evaluate": "evaluate",
}
"""Module by command, in the order in which ``--help`` shows them."""


class _Commands(TyperGroup):
    """Commands whose modules are imported one at a time: some load a language model."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Return the names of all commands, for ``--help``."""
        return list(_COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str):  # type: ignore[no-untyped-def, override]
        """Return one command; None if there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"{__name__}.{_COMMANDS[cmd_name]}")
        alone = typer.Typer(add_completion=False, rich_markup_mode="markdown")
        alone.command(cmd_name)(getattr(module, cmd_name.replace("-", "_")))
        return typer.main.get_command(alone)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    # What a function holds when it fails may be what a person said.
    pretty_exceptions_show_locals=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from sottovoce import __version__

        typer.echo(f"sottovoce {__version__}")
        raise typer.Exit


@app.callback()
def _sottovoce(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and stop."
        ),
    ] = False,
) -> None:
    """Turn interviews that people gave in confidence into data a research team can share.

    At a study site: `send` a folder of interviews, read the `receipts` that come back.

    Where the pipeline runs: `status` of every interview, `reprocess` after a change of policy.

    On files alone, without any server: `detect` and `deidentify` transcripts,
    `inspect-audio` and `redact-audio` recordings, `evaluate` how well that works.
    """
