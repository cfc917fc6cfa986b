"""Kill a part of a running demo, to see that nothing is lost and nothing happens twice."""

import os
import random
import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from sottovoce_demo.airflow_server import COMPONENTS
from sottovoce_demo.sessions import recorded

TASK = "task"
SUPERVISOR = "supervisor"
VICTIMS = ("postgres", "s3", *COMPONENTS, TASK, SUPERVISOR)
_KILL = re.compile(rf"(?P<victim>{'|'.join(VICTIMS)})@(?P<after_s>\d+(\.\d+)?)")
_LOOK_FOR_VICTIM_S = 60


@dataclass(frozen=True, slots=True, order=True)
class Kill:
    """One kill -9.

    Attributes:
        after_s: Seconds after the sites begin to upload.
        victim: One of :data:`VICTIMS`.
    """

    after_s: float
    victim: str


def parse_kill(text: str) -> Kill:
    """Return the kill that ``COMPONENT@SECONDS`` stands for.

    Raises:
        ValueError: It is written in another way; says how.
    """
    match = _KILL.fullmatch(text)
    if match is None:
        raise ValueError(f"write COMPONENT@SECONDS; components are {', '.join(VICTIMS)}")
    return Kill(float(match["after_s"]), match["victim"])


def random_kills(seed: int, *, n_kills: int = 4, within_s: float = 90) -> list[Kill]:
    """Return kills of different parts at moments that the seed decides, earliest first."""
    dice = random.Random(seed)  # noqa: S311 - not a secret
    victims = dice.sample(VICTIMS, n_kills)
    return sorted(Kill(round(dice.uniform(1, within_s), 1), victim) for victim in victims)


class Chaos:
    """Kills what it is told to, at its time, in a thread of its own."""

    def __init__(
        self,
        kills: Iterable[Kill],
        run_dir: Path,
        kill_supervisor: Callable[[], None],
        tell: Callable[[str], None],
    ) -> None:
        """Plan the kills; the clock starts with :meth:`start`.

        Args:
            kills: What to kill and when.
            run_dir: Where the demo's supervisor records its sessions.
            kill_supervisor: Kills the supervisor and starts the demo again.
            tell: Called with a line for each kill.
        """
        self._kills: Sequence[Kill] = sorted(kills)
        self._run_dir = run_dir
        self._kill_supervisor = kill_supervisor
        self._tell = tell
        self._thread = threading.Thread(target=self._run, name="chaos", daemon=True)

    def start(self) -> None:
        """Start the clock."""
        self._thread.start()

    def join(self) -> None:
        """Return once every kill is done."""
        self._thread.join()

    def _run(self) -> None:
        began = time.monotonic()
        for kill in self._kills:
            time.sleep(max(0.0, began + kill.after_s - time.monotonic()))
            done = self._kill(kill.victim)
            self._tell(f"{'killed' if done else 'found no'} {kill.victim} at {kill.after_s:g} s")

    def _kill(self, victim: str) -> bool:
        if victim == SUPERVISOR:
            self._kill_supervisor()
            return True
        deadline = time.monotonic() + _LOOK_FOR_VICTIM_S
        while time.monotonic() < deadline:
            pid = find_task(self._run_dir) if victim == TASK else find_leader(self._run_dir, victim)
            with suppress(psutil.Error):
                if pid is not None:
                    psutil.Process(pid).kill()
                    return True
            time.sleep(0.2)
        return False


def find_leader(run_dir: Path, name: str) -> int | None:
    """Return the process of a component; None while it is down."""
    session = recorded(run_dir, name)
    if session is None:
        return None
    return next((p.pid for p in session.members() if p.pid == session.number), None)


def find_task(run_dir: Path) -> int | None:
    """Return a process that runs a task right now; None if no task runs."""
    scheduler = recorded(run_dir, "scheduler")
    if scheduler is None:
        return None
    for process in scheduler.members():
        with suppress(OSError, psutil.Error):
            # Airflow gives each task a process group of its own, and nothing else.
            if os.getpgid(process.pid) != scheduler.number:
                return process.pid
    return None
