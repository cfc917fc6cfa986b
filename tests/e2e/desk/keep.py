"""Keep a stack running while tests of the Desk are written, so that each try takes seconds.

In one window ``python -m tests.e2e.desk.keep FOLDER``, until Ctrl-C; in another
``SOTTOVOCE_DESK_STACK=FOLDER pytest tests/e2e/desk``, which sends the study anew each time, or goes
on with what ``SOTTOVOCE_DESK_WAVE`` names.
"""

import signal
import sys
from pathlib import Path

from tests.e2e.desk.study import make_project

from sottovoce_demo.stack import Stack
from sottovoce_demo.state import open_state


def keep(folder: Path) -> None:
    """Run a stack in a folder until somebody says stop."""
    stack = Stack(open_state(folder / "state"), make_project(folder / "project"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        stack.start(print)
        print("ready", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        print("stopping", flush=True)
    finally:
        stack.stop()


if __name__ == "__main__":
    keep(Path(sys.argv[1]).resolve())
