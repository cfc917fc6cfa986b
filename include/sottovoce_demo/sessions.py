"""Processes of a component, and how to end all of them, even after their parent was killed.

Every component leads a session of its own, so whatever it forks can be told by the session's
number. The kernel gives that number to nobody else while one member lives; the leader's start
time, which is kept on disk, tells a reused number from ours.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from sottovoce_demo.state import write_private


@dataclass(frozen=True, slots=True)
class Session:
    """One component's processes.

    Attributes:
        number: The leader's process id, which is the session's number too.
        started: When the leader started, in seconds since 1970.
    """

    number: int
    started: float

    @classmethod
    def of(cls, pid: int) -> "Session":
        """Return the session that the process ``pid`` leads.

        Raises:
            psutil.NoSuchProcess: It has ended and was reaped.
        """
        return cls(pid, psutil.Process(pid).create_time())

    def members(self) -> Iterator[psutil.Process]:
        """Yield the session's living processes; none if the number belongs to another by now.

        Number 0 has none: inside a container it stands for every process begun outside it.
        """
        if self.number <= 0 or self._is_reused():
            return
        for process in psutil.process_iter():
            with suppress(OSError, psutil.Error):
                if os.getsid(process.pid) == self.number and _is_alive(process):
                    yield process

    def is_led_by(self, process: psutil.Process) -> bool:
        """Whether a process is this session's leader and alive.

        Raises:
            psutil.NoSuchProcess: It has ended and was reaped.
        """
        is_same = abs(process.create_time() - self.started) <= 1
        return process.pid == self.number and is_same and _is_alive(process)

    def kill(self, *, timeout_s: float = 10) -> None:
        """Kill every member with -9, and those it forked meanwhile; return when all are gone."""
        deadline = time.monotonic() + timeout_s
        while members := list(self.members()):
            for process in members:
                with suppress(psutil.Error):
                    process.send_signal(signal.SIGKILL)
            if time.monotonic() > deadline:
                return
            time.sleep(0.05)

    def _is_reused(self) -> bool:
        try:
            leader = psutil.Process(self.number)
        except psutil.NoSuchProcess:
            return False
        return abs(leader.create_time() - self.started) > 1


def record(folder: Path, name: str, session: Session) -> None:
    """Keep a component's session on disk, for the next supervisor."""
    write_private(folder / f"{name}.session", json.dumps(asdict(session)))


def recorded(folder: Path, name: str) -> Session | None:
    """Return the session that a component had; None if it never ran or the file is unreadable."""
    try:
        return Session(**json.loads((folder / f"{name}.session").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def run_recorded(
    folder: Path, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path
) -> int:
    """Return the status of a command that ends by itself, on record while it runs.

    Whatever cuts it short, it does not go on without us: it is killed here, or, if we are
    killed, by :func:`kill_recorded` of our successor.
    """
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 - our own words
            command, env=dict(environment), cwd="/", stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    session = Session.of(process.pid)
    record(folder, name, session)
    try:
        return process.wait()
    finally:
        session.kill()
        process.wait()
        forget(folder, name)


def kill_recorded(folder: Path) -> None:
    """Kill every session on record: what a supervisor that was killed itself left running."""
    for file in folder.glob("*.session"):
        if (session := recorded(folder, file.stem)) is not None:
            session.kill()
        forget(folder, file.stem)


def forget(folder: Path, name: str) -> None:
    """Drop what is on disk of a component's session."""
    (folder / f"{name}.session").unlink(missing_ok=True)


def _is_alive(process: psutil.Process) -> bool:
    return bool(process.status() != psutil.STATUS_ZOMBIE)
