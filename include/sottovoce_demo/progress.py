"""Wait for the study to be through, and show how far it is."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import psycopg
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.table import Table

from sottovoce.config.study import StudyConfig
from sottovoce.errors import TransientError
from sottovoce.model.states import State
from sottovoce_demo.outcomes import Progress, measure_progress, read_whereabouts
from sottovoce_demo.study import DemoStudy

_SHOWN: dict[State | None, str] = {
    None: "not\nseen",
    State.RECEIVED: "received",
    State.CHECKED: "checked",
    State.DEIDENTIFIED: "de-iden-\ntified",
    State.IN_REVIEW: "in\nreview",
    State.APPROVED: "approved",
    State.RELEASED: "released",
    State.QUARANTINED: "quaran-\ntined",
}
"""States and their headings, narrow enough for a terminal of 80 columns."""

_PAUSE_S = 0.5


def wait_until_over(
    study: DemoStudy,
    config: StudyConfig,
    ledger_dsn: str,
    console: Console,
    *,
    timeout_s: float,
) -> tuple[Progress, float]:
    """Return once the machine's part is over for every interview, or time is up.

    On a terminal a table of sites and states is kept up to date; elsewhere a line is printed
    whenever something moved.

    Returns:
        How far the study is, and when that was seen, in seconds since 1970.
    """
    deadline = time.monotonic() + timeout_s
    progress = Progress({}, len(study.expected), 0)
    with _display(console, config) as show:
        while not progress.is_over and time.monotonic() < deadline:
            try:
                progress = measure_progress(study, read_whereabouts(ledger_dsn))
            except (psycopg.Error, TransientError):
                pass  # the server is being restarted
            else:
                show(progress)
            time.sleep(0 if progress.is_over else _PAUSE_S)
    return progress, time.time()


def progress_table(progress: Progress, config: StudyConfig) -> Table:
    """Return a table of sites by states, with a line of sums."""
    table = Table(title=config.title, box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("site")
    for heading in _SHOWN.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for site in config.sites:
        counts = progress.by_site.get(site, Counter())
        table.add_row(site, *(str(counts.get(state, 0) or "·") for state in _SHOWN))
    table.add_section()
    sums = [sum(c.get(state, 0) for c in progress.by_site.values()) for state in _SHOWN]
    table.add_row("all", *map(str, sums))
    return table


def progress_line(progress: Progress) -> str:
    """Return the sums of :func:`progress_table` in one line."""
    sums = {state: sum(c.get(state, 0) for c in progress.by_site.values()) for state in _SHOWN}
    moved = ", ".join(f"{n} {_in_words(state)}" for state, n in sums.items() if n)
    return f"{progress.n_ended} of {progress.n_expected} are through: {moved}"


def _in_words(state: State | None) -> str:
    return "not seen" if state is None else state.value.replace("_", " ")


def _display(
    console: Console, config: StudyConfig
) -> AbstractContextManager[Callable[[Progress], None]]:
    return _LiveTable(console, config) if console.is_terminal else nullcontext(_Lines(console))


class _Lines:
    """Prints a line whenever something moved."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        line = progress_line(progress)
        if line != self._last:
            self._console.print(line, highlight=False, soft_wrap=True)
        self._last = line


class _LiveTable(AbstractContextManager[Callable[[Progress], None]]):
    """Keeps a table up to date in place."""

    def __init__(self, console: Console, config: StudyConfig) -> None:
        self._config = config
        self._live = Live(console=console, refresh_per_second=4)

    def __enter__(self) -> Callable[[Progress], None]:
        self._live.start()
        return lambda progress: self._live.update(progress_table(progress, self._config))

    def __exit__(self, *_error: object) -> None:
        self._live.stop()
