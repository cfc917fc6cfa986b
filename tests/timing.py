"""How long something takes, told apart from what else goes on in a process and on a machine."""

from collections.abc import Callable
from time import process_time

TRIES = 3


def is_done_in(limit_s: float, call: Callable[[], object]) -> bool:
    """Return whether a call takes less than so many seconds of processor time, at one of three tries.

    What takes too long by itself does so each time. What a garbage collection adds, which takes half
    a second among all that other tests have imported, or a core shared with other tests, does not
    come three times.
    """
    return any(_seconds(call) < limit_s for _ in range(TRIES))


def _seconds(call: Callable[[], object]) -> float:
    started = process_time()
    call()
    return process_time() - started
