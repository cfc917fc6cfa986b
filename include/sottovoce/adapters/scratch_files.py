"""Files that are needed again in a moment, on disk for a few minutes and no longer.

**A place where raw words may be**: sound, in a folder that only the pipeline's user may enter.
"""

import atexit
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from sottovoce.adapters.scratch import private_folder
from sottovoce.errors import TransientError

MOST = 4
"""Files kept at once, besides those that are just being read."""

KEPT_S = 600.0
"""Seconds for which one is kept after it was last read."""

_SOON_S = 0.1


@dataclass
class _File:
    path: Path
    is_there: bool = False
    n_readers: int = 0
    read_at: float = field(default_factory=monotonic)
    fetching: threading.Lock = field(default_factory=threading.Lock)


class ScratchFiles:
    """Files of one process, each fetched once while it is kept.

    What is kept goes when nobody has read it for a while, when there is too much of it, and with
    the process. If that is killed, whoever makes a private folder next deletes what it left.
    """

    def __init__(self, *, most: int = MOST, kept_s: float = KEPT_S) -> None:
        """Say how much is kept, and for how long."""
        self._most = most
        self._kept_s = kept_s
        self._files: OrderedDict[str, _File] = OrderedDict()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._folder: tuple[ExitStack, Path] | None = None
        self._n_made = 0
        atexit.register(self.close)

    @contextmanager
    def lend(
        self, name: str, fetch: Callable[[Path], object], *, below: Path | None = None
    ) -> Iterator[Path]:
        """Yield a file that stays there until the block ends.

        Args:
            name: What it is known by, e.g. a digest of its content.
            fetch: Writes it to a path; called if it is not there.
            below: Where the private folder is made, if there is none; None for the system's place.

        Raises:
            TransientError: The disk is full or gone.
        """
        file = self._take(name, below)
        try:
            with file.fetching:
                self._fill(file, fetch)
            yield file.path
        finally:
            self._give_back(file)

    def close(self) -> None:
        """Delete everything now, besides what is being read."""
        with self._lock:
            self._delete_since(monotonic())

    def _take(self, name: str, below: Path | None) -> _File:
        with self._lock:
            file = self._files.pop(name, None) or _File(self._new_path(below))
            self._files[name] = file
            file.n_readers += 1
            return file

    def _fill(self, file: _File, fetch: Callable[[Path], object]) -> None:
        if file.is_there:
            return
        try:
            fetch(file.path)
        except OSError as error:
            file.path.unlink(missing_ok=True)
            raise TransientError("A recording can't be copied. Is the disk full?") from error
        except BaseException:
            file.path.unlink(missing_ok=True)
            raise
        file.is_there = True

    def _give_back(self, file: _File) -> None:
        with self._lock:
            file.n_readers -= 1
            file.read_at = monotonic()
            idle = [name for name, each in self._files.items() if not each.n_readers]
            for name in idle[: max(0, len(idle) - self._most)]:
                self._delete(name)
            self._start_timer()

    def _new_path(self, below: Path | None) -> Path:
        if self._folder is None:
            stack = ExitStack()
            self._folder = stack, stack.enter_context(private_folder(below))
        self._n_made += 1
        return self._folder[1] / str(self._n_made)

    def _start_timer(self) -> None:
        """Delete what is old also when nobody asks any more."""
        if self._timer is None and self._files:
            oldest = min(file.read_at for file in self._files.values())
            wait_s = max(_SOON_S, oldest + self._kept_s - monotonic())
            self._timer = threading.Timer(wait_s, self._on_time)
            self._timer.daemon = True
            self._timer.start()

    def _on_time(self) -> None:
        with self._lock:
            self._timer = None
            self._delete_since(monotonic() - self._kept_s)
            self._start_timer()

    def _delete_since(self, read_at: float) -> None:
        for name, file in list(self._files.items()):
            if not file.n_readers and file.read_at <= read_at:
                self._delete(name)
        if not self._files and self._folder is not None:
            self._folder[0].close()
            self._folder = None

    def _delete(self, name: str) -> None:
        with suppress(OSError):
            self._files.pop(name).path.unlink(missing_ok=True)
