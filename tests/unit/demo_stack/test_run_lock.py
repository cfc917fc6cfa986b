import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sottovoce_demo.run_lock import AlreadyRunning, RunLock

HOLDS = """
import pathlib, sys, time
from sottovoce_demo.run_lock import RunLock
with RunLock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen([sys.executable, "-c", HOLDS, tmp_path], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_two_supervisors_never_share_a_demo(tmp_path: Path, holder) -> None:
    with pytest.raises(AlreadyRunning, match="demo-down"), RunLock(tmp_path):
        pytest.fail("the lock was given twice")


def test_the_lock_of_a_killed_supervisor_is_free(tmp_path: Path, holder) -> None:
    holder.kill()
    holder.wait()
    assert RunLock(tmp_path).holder() is None
    with RunLock(tmp_path) as lock:
        process = lock.holder()
        assert process is not None
        assert process.pid == os.getpid()


def test_the_lock_is_free_after_its_block(tmp_path: Path) -> None:
    for _ in range(2):
        with RunLock(tmp_path):
            pass
    assert RunLock(tmp_path).holder() is None


def test_stopping_waits_until_the_supervisor_has_ended(tmp_path: Path, holder) -> None:
    assert RunLock(tmp_path).stop_holder(timeout_s=10)
    assert RunLock(tmp_path).holder() is None
    assert holder.wait(10) != 0


def test_stopping_where_nothing_runs_does_nothing(tmp_path: Path) -> None:
    assert not RunLock(tmp_path).stop_holder()


def test_a_process_that_merely_has_the_number_of_a_dead_supervisor_is_not_stopped(
    tmp_path: Path,
) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        said = {"number": bystander.pid, "started": time.time() - 5000}
        (tmp_path / "supervisor.json").write_text(json.dumps(said))
        assert not RunLock(tmp_path).stop_holder()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()
