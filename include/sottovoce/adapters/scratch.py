"""Folders for what must lie on disk for a while, gone when the work is done or the worker dies."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sottovoce.errors import StudyConfigError, TransientError

_ONLY_OURS = 0o700


@contextmanager
def private_folder(below: Path | None = None) -> Iterator[Path]:
    """Yield an empty folder that nobody else may enter, and delete it with all it holds.

    A worker that is killed deletes nothing, so whoever comes next deletes what it left: each
    folder is locked by its process, and the system gives a lock up when the process is gone.

    Args:
        below: Where folders are made; None for the system's place for temporary files.

    Raises:
        StudyConfigError: Somebody else could read what is there.
        TransientError: The disk is full or gone.
    """
    try:
        folder, held = _make(_root(below))
    except OSError as error:
        raise TransientError("No temporary folder can be made. Is the disk full?") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _root(below: Path | None) -> Path:
    root = (below or Path(tempfile.gettempdir())) / f"sottovoce-{os.getuid()}"
    root.mkdir(mode=_ONLY_OURS, parents=True, exist_ok=True)
    there = root.lstat()
    if there.st_uid != os.getuid() or root.is_symlink() or there.st_mode & 0o077:
        raise StudyConfigError(
            f"Others may look into {root}. Delete it, or set SOTTOVOCE_SCRATCH_DIR to a folder "
            "that only the pipeline may enter."
        )
    return root


def _make(root: Path) -> tuple[Path, int]:
    """Return a new folder and the lock that says it is in use."""
    guard = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(guard, fcntl.LOCK_EX)  # nobody sweeps between making a folder and locking it
        for left in root.iterdir():
            _delete_if_left(left)
        folder = Path(tempfile.mkdtemp(dir=root))
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(held, fcntl.LOCK_EX)
    finally:
        os.close(guard)
    return folder, held


def _delete_if_left(folder: Path) -> None:
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return  # its process is just done with it
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # in use
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(held)
