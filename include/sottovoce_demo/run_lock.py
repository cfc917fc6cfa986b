"""One supervisor a demo: who holds the folder, and how to ask it to end."""

import fcntl
import json
import os
import signal
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psutil

from sottovoce.errors import SottovoceError, TransientError
from sottovoce_demo.sessions import Session
from sottovoce_demo.state import write_private


class AlreadyRunning(SottovoceError):
    """Another supervisor holds this demo's folder."""


class RunLock:
    """Held by the one process that runs a demo; given up by the kernel when that process dies."""

    def __init__(self, run_dir: Path) -> None:
        """Describe the lock of a demo; nothing is locked.

        Args:
            run_dir: The demo's folder of process records.
        """
        self._lock_file = run_dir / "supervisor.lock"
        self._holder_file = run_dir / "supervisor.json"
        self._held: IO[str] | None = None

    def __enter__(self) -> Self:
        # Inherited by nobody: a component that outlives us must not look like a supervisor.
        lock = self._lock_file.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise AlreadyRunning(
                f"This demo is running already ({self._lock_file.parent.parent}). "
                "Stop it with `make demo-down`, or choose another folder with --state."
            ) from error
        self._held = lock
        write_private(self._holder_file, json.dumps(asdict(Session.of(os.getpid()))))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._holder_file.unlink(missing_ok=True)
        if self._held is not None:
            self._held.close()
            self._held = None

    def holder(self) -> psutil.Process | None:
        """Return the process that runs the demo; None when it doesn't run.

        A process that merely has the number of a supervisor that died is not taken for it.
        """
        try:
            said = Session(**json.loads(self._holder_file.read_text()))
            process = psutil.Process(said.number)
            is_ours = said.is_led_by(process)
        except (OSError, ValueError, TypeError, psutil.NoSuchProcess):
            return None
        return process if is_ours else None

    def stop_holder(self, *, timeout_s: float = 90) -> bool:
        """Ask the process that runs the demo to end, and wait until it has.

        Returns:
            Whether there was one.

        Raises:
            TransientError: It is still there after ``timeout_s`` seconds.
        """
        if (process := self.holder()) is None:
            return False
        process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + timeout_s
        while self.holder() is not None:
            if time.monotonic() > deadline:
                raise TransientError(f"The demo (process {process.pid}) does not end.")
            time.sleep(0.1)
        return True
