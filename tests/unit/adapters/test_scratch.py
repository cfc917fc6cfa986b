"""What lies on disk for a while is nobody else's, and goes even when its worker is killed."""

import os
import signal
import subprocess
import sys

import pytest

from sottovoce.adapters.scratch import private_folder
from sottovoce.errors import StudyConfigError

HOLDER = """
import sys, time
from pathlib import Path
from sottovoce.adapters.scratch import private_folder
with private_folder(Path(sys.argv[1])) as folder:
    (folder / "original.wav").write_bytes(b"a voice")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """A worker that has a recording in its folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    folder = process.stdout.readline().strip()
    yield process, tmp_path / folder
    process.kill()
    process.wait()
    process.stdout.close()


def fail_at_work(below) -> None:
    with private_folder(below) as folder:
        (folder / "original.wav").write_bytes(b"a voice")
        raise RuntimeError


def files_below(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_nobody_else_may_enter(tmp_path):
    with private_folder(tmp_path) as folder:
        for path in (folder, folder.parent):
            assert path.stat().st_mode & 0o077 == 0
            assert path.stat().st_uid == os.getuid()


def test_all_is_gone_when_the_work_is_done_or_fails(tmp_path):
    with pytest.raises(RuntimeError):
        fail_at_work(tmp_path)
    assert files_below(tmp_path) == []


def test_a_folder_in_use_is_left_alone(tmp_path, holder):
    _, folder = holder
    with private_folder(tmp_path):
        pass
    assert (folder / "original.wav").exists()


def test_what_a_killed_worker_left_is_deleted_by_the_next(tmp_path, holder):
    process, folder = holder
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (folder / "original.wav").exists()
    with private_folder(tmp_path):
        assert not folder.exists()


def test_a_place_that_others_may_enter_is_not_used(tmp_path):
    root = tmp_path / f"sottovoce-{os.getuid()}"
    root.mkdir()
    root.chmod(0o755)
    with pytest.raises(StudyConfigError, match="SOTTOVOCE_SCRATCH_DIR"), private_folder(tmp_path):
        pass


def test_a_link_in_its_place_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (tmp_path / f"sottovoce-{os.getuid()}").symlink_to(elsewhere)
    with pytest.raises(StudyConfigError), private_folder(tmp_path):
        pass
