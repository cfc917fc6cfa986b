"""Files on disk for a few minutes: fetched once, read while they are there, and gone after."""

import threading
import time
from pathlib import Path

import pytest

from sottovoce.adapters.scratch_files import ScratchFiles
from sottovoce.errors import PrivacyStop, TransientError


@pytest.fixture
def files(tmp_path):
    made = ScratchFiles(most=2)
    yield made
    made.close()


def fetcher(fetched: list[str], name: str):
    def fetch(path: Path) -> None:
        fetched.append(name)
        path.write_bytes(name.encode())

    return fetch


def read(files: ScratchFiles, below: Path, fetched: list[str], name: str) -> Path:
    with files.lend(name, fetcher(fetched, name), below=below) as path:
        assert path.read_bytes() == name.encode()
        return path


def test_a_file_is_fetched_once_and_nobody_else_may_read_it(files, tmp_path):
    fetched: list[str] = []
    path = read(files, tmp_path, fetched, "a")
    assert read(files, tmp_path, fetched, "a") == path
    assert fetched == ["a"]
    assert path.parent.stat().st_mode & 0o077 == 0


def test_the_one_that_nobody_has_read_for_longest_makes_room(files, tmp_path):
    fetched: list[str] = []
    first = read(files, tmp_path, fetched, "a")
    second = read(files, tmp_path, fetched, "b")
    read(files, tmp_path, fetched, "a")
    read(files, tmp_path, fetched, "c")
    assert first.exists()
    assert not second.exists()


def test_what_is_being_read_stays_however_much_is_fetched_besides(files, tmp_path):
    with files.lend("held", fetcher([], "held"), below=tmp_path) as held:
        for name in "abcd":
            read(files, tmp_path, [], name)
        files.close()
        assert held.read_bytes() == b"held"


def test_nothing_is_left_after_a_while_though_nobody_asks(tmp_path):
    files = ScratchFiles(kept_s=0.3)
    path = read(files, tmp_path, [], "a")
    until = time.monotonic() + 20
    while path.parent.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not path.parent.exists()


def test_reading_again_keeps_a_file_longer(tmp_path):
    files, fetched = ScratchFiles(kept_s=3.0), list[str]()
    for _ in range(5):
        read(files, tmp_path, fetched, "a")
        time.sleep(1.0)
    assert fetched == ["a"]
    files.close()


def test_closing_leaves_nothing_and_it_can_be_used_again(files, tmp_path):
    path = read(files, tmp_path, [], "a")
    files.close()
    assert not path.parent.exists()
    assert read(files, tmp_path, [], "a").parent != path.parent


@pytest.mark.parametrize(
    ("error", "expected"),
    [(OSError("no space"), TransientError), (PrivacyStop("not what was kept"), PrivacyStop)],
)
def test_what_could_not_be_fetched_whole_is_not_there_and_is_tried_again(
    files, tmp_path, error, expected
):
    paths = []

    def fails(path: Path) -> None:
        paths.append(path)
        path.write_bytes(b"half")
        raise error

    with pytest.raises(expected), files.lend("a", fails, below=tmp_path):
        pass
    assert not paths[0].exists()
    fetched: list[str] = []
    read(files, tmp_path, fetched, "a")
    assert fetched == ["a"]


def test_two_who_want_the_same_file_fetch_it_once(files, tmp_path):
    fetched: list[str] = []
    start = threading.Barrier(4)

    def slowly(path: Path) -> None:
        fetched.append("a")
        time.sleep(0.2)
        path.write_bytes(b"a")

    def one() -> None:
        start.wait()
        with files.lend("a", slowly, below=tmp_path) as path:
            assert path.read_bytes() == b"a"

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fetched == ["a"]
