"""A demo in a process of its own, for whoever has to be able to kill it."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from sottovoce.errors import TransientError
from sottovoce_demo.access import Access, forget_access, read_access
from sottovoce_demo.airflow_server import plain_environment
from sottovoce_demo.state import DemoState

_STOP_S = 120


class ServerProcess:
    """``sottovoce-demo up --servers-only`` in one folder, started as often as it is killed."""

    def __init__(self, state: DemoState, *, poll_seconds: int) -> None:
        """Describe the process; nothing is started.

        Args:
            state: The demo's folder.
            poll_seconds: How often the buckets of the sites are listed.
        """
        self._state = state
        self._options = ["--poll-seconds", str(poll_seconds)]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What it says."""
        return self._state.logs_dir / "up.log"

    def start(self) -> None:
        """Start it, and return at once."""
        command = [sys.executable, "-m", "sottovoce_demo.cli", "up", "--servers-only"]
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                [*command, "--state", str(self._state.folder), *self._options],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env=plain_environment(), start_new_session=True,
            )  # fmt: skip

    def wait_ready(self, *, timeout_s: float = 300) -> Access:
        """Return how to reach the demo, once it is healthy.

        Raises:
            TransientError: It ended, or is not healthy in time.
        """
        deadline = time.monotonic() + timeout_s
        while (access := read_access(self._state)) is None:
            has_ended = self._process is None or self._process.poll() is not None
            if has_ended or time.monotonic() > deadline:
                raise TransientError(f"The demo does not come up:\n{_tail(self.log)}")
            time.sleep(0.2)
        return access

    def kill_and_start(self) -> None:
        """Kill the supervisor alone, with -9, and start it again."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        # Its note that all is well has outlived it.
        forget_access(self._state)
        self.start()

    def stop(self) -> None:
        """Ask it to end, and wait until everything has."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_S)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._process = None


def _tail(file: Path) -> str:
    return "\n".join(file.read_text(errors="replace").splitlines()[-15:])
