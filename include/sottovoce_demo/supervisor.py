"""Keep a handful of servers alive: start them in order, restart the dead, stop in reverse."""

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from sottovoce.errors import SottovoceError, TransientError
from sottovoce_demo.sessions import Session, forget, record, recorded

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""A component that lived this long is restarted as if it had never died."""
HOPELESS_STARTS = 6
"""So many starts without ever being ready: waiting longer is no use."""


@dataclass(frozen=True, slots=True)
class Component:
    """One server: how to start, ask and end it.

    Attributes:
        name: Short name, e.g. ``scheduler``; names its log.
        command: The words that run it in the foreground.
        environment: All its variables; nothing is inherited.
        is_ready: Whether it does its work.
        prepare: Called before every start.
        stop_signal: What asks it to end.
        stop_timeout_s: How long it may take to; then it is killed.
    """

    name: str
    command: Callable[[], Sequence[str]]
    environment: Mapping[str, str] = field(repr=False)
    is_ready: Callable[[], bool]
    prepare: Callable[[], None] = lambda: None
    stop_signal: int = signal.SIGTERM
    stop_timeout_s: float = 15


@dataclass(slots=True)
class _Child:
    component: Component
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    pause_s: float = FIRST_PAUSE_S
    due: float = 0
    n_starts: int = 0


class Supervisor:
    """Owns the components of one demo.

    A thread looks after them until :meth:`stop`; what a killed predecessor left running is
    ended before a component starts.
    """

    def __init__(self, *, run_dir: Path, logs_dir: Path) -> None:
        """Prepare to start components; nothing runs yet.

        Args:
            run_dir: Where the running sessions are recorded.
            logs_dir: Where each component's output goes, one file each.
        """
        self._run_dir = run_dir
        self._logs_dir = logs_dir
        self._children: dict[str, _Child] = {}
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self, component: Component) -> None:
        """Start a component and look after it from now on."""
        with self._lock:
            child = self._children[component.name] = _Child(component)
            self._spawn(child)
        if not self._thread.is_alive():
            self._thread.start()

    def wait_ready(self, *names: str, timeout_s: float) -> None:
        """Return once all the named components do their work.

        Raises:
            TransientError: One of them does not in time, or keeps dying; names it and its log.
        """
        deadline = time.monotonic() + timeout_s
        for child in [self._children[name] for name in names]:
            n_before = child.n_starts
            while not child.component.is_ready():
                if time.monotonic() > deadline or child.n_starts - n_before > HOPELESS_STARTS:
                    name = child.component.name
                    logged = self._logs_dir / f"{name}.log"
                    raise TransientError(f"{name} does not become ready; {logged} says why.")
                time.sleep(0.2)

    def n_starts(self) -> dict[str, int]:
        """Return how often each component was started."""
        with self._lock:
            return {name: child.n_starts for name, child in self._children.items()}

    def stop(self) -> None:
        """End every component, last started first. Doing so twice is harmless."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        with self._lock:
            for name in reversed(list(self._children)):
                self._end(self._children.pop(name))

    def _watch(self) -> None:
        while not self._stopping.wait(0.2):
            with self._lock:
                for child in self._children.values():
                    self._look_after(child)

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            name, status = child.component.name, child.process.returncode
            child.process = None
            lived_s = now - child.started
            child.pause_s = (
                FIRST_PAUSE_S if lived_s > STEADY_S else min(child.pause_s * 2, LONGEST_PAUSE_S)
            )
            child.due = now + child.pause_s
            log.warning("%s ended with %s; it starts again in %g s", name, status, child.pause_s)
        if child.process is None and now >= child.due:
            self._respawn(child)

    def _respawn(self, child: _Child) -> None:
        try:
            self._spawn(child)
        except (SottovoceError, OSError) as error:
            child.pause_s = min(child.pause_s * 2, LONGEST_PAUSE_S)
            child.due = time.monotonic() + child.pause_s
            log.warning("%s can't start: %s", child.component.name, error)

    def _spawn(self, child: _Child) -> None:
        component = child.component
        # Workers of a dead scheduler would go on with tasks that its successor starts again.
        if (before := recorded(self._run_dir, component.name)) is not None:
            before.kill()
        component.prepare()
        with (self._logs_dir / f"{component.name}.log").open("ab") as out:
            child.process = subprocess.Popen(  # noqa: S603 - our own words
                list(component.command()), env=dict(component.environment), cwd="/",
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        child.started = time.monotonic()
        child.n_starts += 1
        with suppress(psutil.NoSuchProcess):
            record(self._run_dir, component.name, Session.of(child.process.pid))

    def _end(self, child: _Child) -> None:
        name, began = child.component.name, time.monotonic()
        if child.process is not None:
            child.process.send_signal(child.component.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(child.component.stop_timeout_s)
        if (session := recorded(self._run_dir, name)) is not None:
            session.kill()
        if child.process is not None:
            child.process.wait()
        forget(self._run_dir, name)
        log.info("%s has stopped, after %.1f s", name, time.monotonic() - began)
