"""``sottovoce-demo``: the whole stack on this machine, with a made-up study in it."""

import logging
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console

from sottovoce.errors import SottovoceError
from sottovoce_demo.access import Access, read_access
from sottovoce_demo.chaos import Kill, parse_kill, random_kills
from sottovoce_demo.run_lock import RunLock
from sottovoce_demo.stack import Project, Stack, find_project
from sottovoce_demo.state import HOST, DemoState, open_state

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
console = Console()

StateOption = Annotated[
    Path | None,
    typer.Option("--state", help="The demo's folder.", show_default=".sottovoce here"),
]
PollOption = Annotated[
    int, typer.Option("--poll-seconds", min=1, help="How often the sites' buckets are listed.")
]


@app.command()
def up(
    state: StateOption = None,
    poll_seconds: PollOption = 15,
    servers_only: Annotated[bool, typer.Option(help="Start the servers, send nothing.")] = False,
) -> None:
    """Start everything, run the demo study through it, and stay until Ctrl-C.

    Started again, it goes on where it was: same secrets, same data, same ports where they are
    free.
    """
    demo = _open(state)
    project = Project(find_project(), poll_seconds=poll_seconds)
    with _plain_failures(), RunLock(demo.run_dir):
        logging.basicConfig(
            filename=demo.logs_dir / "supervisor.log",
            level=logging.INFO,
            format="%(asctime)s %(levelname)s %(message)s",
        )
        with _until_asked_to_stop():
            _run_stack(demo, project, servers_only=servers_only)


@app.command()
def down(state: StateOption = None) -> None:
    """Stop a demo that runs in another window, and wait until it has stopped."""
    demo = _open(state)
    with _plain_failures():
        was_running = RunLock(demo.run_dir).stop_holder()
    console.print("The demo has stopped." if was_running else "No demo runs here.")


@app.command()
def status(state: StateOption = None) -> None:
    """Say which servers are up, and where every interview is."""
    from sottovoce_demo.airflow_server import read_health
    from sottovoce_demo.outcomes import measure_progress, read_whereabouts
    from sottovoce_demo.progress import progress_table
    from sottovoce_demo.story import build_study

    demo = _open(state)
    access = _running(demo)
    console.print(f"Airflow: http://{HOST}:{access.ports.airflow}")
    for part, health in read_health(access.ports.airflow).items():
        console.print(f"  {part}: {health}")
    project = Project(find_project())
    seen = read_whereabouts(access.dsns["ledger"])
    console.print(
        progress_table(measure_progress(build_study(demo, project), seen), project.study())
    )


@app.command()
def screenshots(
    folder: Annotated[Path, typer.Argument(help="Where to put the pictures.")],
    state: StateOption = None,
) -> None:
    """Photograph the pages of a running demo."""
    from sottovoce_demo.screenshots import take_screenshots

    demo = _open(state)
    with _plain_failures():
        for file in take_screenshots(demo, _running(demo), folder):
            _say(str(file))


@app.command()
def smoke(
    keep: Annotated[
        Path | None, typer.Option(help="Keep the demo's folder there, to look into it.")
    ] = None,
    kill: Annotated[
        list[str] | None,
        typer.Option(metavar="COMPONENT@SECONDS", help="Kill a part with -9 at that moment."),
    ] = None,
    chaos: Annotated[
        int | None, typer.Option(metavar="SEED", help="Kill parts at moments the seed decides.")
    ] = None,
) -> None:
    """Run the demo study through a stack of its own, check every outcome, take it down.

    The last line is one JSON object with the counts. The exit status says whether every interview
    ended as it had to, and nothing leaked.
    """
    kills = _planned_kills(kill or [], chaos)
    with tempfile.TemporaryDirectory(prefix="sottovoce-smoke-") as scratch:
        deviations = _run_smoke(keep or Path(scratch) / "state", kills)
    raise typer.Exit(1 if deviations else 0)


def _run_stack(demo: DemoState, project: Project, *, servers_only: bool) -> None:
    from sottovoce_demo.story import play

    stack = Stack(demo, project)
    try:
        access = stack.start(_say)
        if not servers_only:
            play(demo, project, access, console)
        _say("everything is up; Ctrl-C or `make demo-down` stops it")
        while True:
            signal.pause()
    finally:
        # A second Ctrl-C must not leave half of it running.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _say("stopping")
        stack.stop()


def _run_smoke(folder: Path, kills: list[Kill]) -> list[str]:
    from sottovoce_demo.smoke import POLL_SECONDS, Smoke

    project = Project(find_project(), poll_seconds=POLL_SECONDS)
    summary, deviations = Smoke(open_state(folder), project, console, kills).run()
    for line in deviations:
        console.print(f"DEVIATION {line}", markup=False, highlight=False, soft_wrap=True)
    print(summary.as_json(), flush=True)  # noqa: T201 - for programs: no wrapping, no colour
    return deviations


def _planned_kills(kills: list[str], seed: int | None) -> list[Kill]:
    try:
        planned = [parse_kill(text) for text in kills]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--kill") from None
    return planned + ([] if seed is None else random_kills(seed))


@contextmanager
def _plain_failures() -> Iterator[None]:
    try:
        yield
    except SottovoceError as error:
        console.print(str(error), markup=False, highlight=False)
        raise typer.Exit(1) from None


@contextmanager
def _until_asked_to_stop() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        _say("stopped; everything is kept for the next start")


def _open(folder: Path | None) -> DemoState:
    return open_state(folder or find_project() / ".sottovoce")


def _running(demo: DemoState) -> Access:
    access = read_access(demo)
    if RunLock(demo.run_dir).holder() is None or access is None:
        console.print("No demo runs here. `make demo` starts it.")
        raise typer.Exit(1)
    return access


def _say(line: str) -> None:
    console.print(f"· {line}", markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    app()
