"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sottovoce.errors import TransientError
from sottovoce_demo.sessions import Session, kill_recorded, recorded, run_recorded
from sottovoce_demo.supervisor import Component, Supervisor

SLEEPS = "import time; time.sleep(600)"
FORKS = "import os, time; os.fork(); os.setpgid(0, 0) if os.getpid() != os.getsid(0) else 0; "
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "


def a_component(name: str, code: str = SLEEPS, **options: object) -> Component:
    return Component(
        name=name,
        command=lambda: [sys.executable, "-c", code],
        environment={"PATH": os.defpath},
        is_ready=options.pop("is_ready", lambda: True),  # type: ignore[arg-type]
        **options,  # type: ignore[arg-type]
    )


def eventually(condition: Callable[[], object], timeout_s: float = 10) -> bool:
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


@pytest.fixture
def supervisor(run_dir: Path, tmp_path: Path) -> Iterator[Supervisor]:
    (tmp_path / "logs").mkdir()
    supervisor = Supervisor(run_dir=run_dir, logs_dir=tmp_path / "logs")
    yield supervisor
    supervisor.stop()


def pid_of(run_dir: Path, name: str) -> int:
    session = recorded(run_dir, name)
    assert session is not None
    return session.number


def n_members(run_dir: Path, name: str) -> int:
    session = recorded(run_dir, name)
    return 0 if session is None else len(list(session.members()))


def test_a_killed_component_is_started_again(supervisor: Supervisor, run_dir: Path) -> None:
    supervisor.start(a_component("one"))
    before = pid_of(run_dir, "one")
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: pid_of(run_dir, "one") != before)
    assert supervisor.n_starts() == {"one": 2}


def test_what_a_killed_component_forked_is_ended_before_it_starts_again(
    supervisor: Supervisor, run_dir: Path
) -> None:
    supervisor.start(a_component("one", FORKS + SLEEPS))
    assert eventually(lambda: n_members(run_dir, "one") == 2)
    first = recorded(run_dir, "one")
    assert first is not None
    os.kill(first.number, signal.SIGKILL)
    assert eventually(lambda: supervisor.n_starts()["one"] == 2)
    assert list(first.members()) == []


def test_a_component_that_keeps_dying_is_started_more_and_more_rarely(
    supervisor: Supervisor,
) -> None:
    supervisor.start(a_component("one", "raise SystemExit(1)"))
    assert eventually(lambda: supervisor.n_starts()["one"] == 2)
    time.sleep(1.5)
    assert supervisor.n_starts()["one"] == 2


def test_a_failing_preparation_is_tried_again(supervisor: Supervisor) -> None:
    answers = iter([None, TransientError("not yet"), None])

    def prepare() -> None:
        if error := next(answers):
            raise error

    supervisor.start(a_component("one", "raise SystemExit(0)", prepare=prepare))
    assert eventually(lambda: supervisor.n_starts()["one"] == 2)


def test_components_are_ended_in_reverse_order(supervisor: Supervisor, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    code = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        f"    with open({str(journal)!r}, 'a') as out: out.write(NAME + ' ')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"pathlib.Path({str(tmp_path)!r}, NAME).touch()\n"
        "time.sleep(600)"
    )
    for name in ("first", "second", "third"):
        supervisor.start(a_component(name, f"NAME = {name!r}\n{code}"))
    assert eventually(lambda: all((tmp_path / n).exists() for n in ("first", "second", "third")))
    supervisor.stop()
    assert journal.read_text().split() == ["third", "second", "first"]


def test_a_component_that_does_not_listen_is_killed(supervisor: Supervisor, run_dir: Path) -> None:
    supervisor.start(a_component("one", STUBBORN + SLEEPS, stop_timeout_s=0.3))
    pid = pid_of(run_dir, "one")
    time.sleep(0.3)
    supervisor.stop()
    assert not psutil.pid_exists(pid)


def test_nothing_is_on_record_after_a_stop(supervisor: Supervisor, run_dir: Path) -> None:
    supervisor.start(a_component("one"))
    supervisor.stop()
    assert list(run_dir.iterdir()) == []


def test_nothing_is_started_again_during_a_stop(supervisor: Supervisor) -> None:
    supervisor.start(a_component("one"))
    supervisor.stop()
    assert supervisor.n_starts() == {}


def test_the_output_of_a_component_is_in_a_log_of_its_own(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    supervisor.start(a_component("one", "print('hello', flush=True); " + SLEEPS))
    assert eventually(lambda: "hello" in (tmp_path / "logs" / "one.log").read_text())


@pytest.mark.parametrize(
    ("code", "timeout_s"),
    [
        pytest.param(SLEEPS, 0.5, id="never ready"),
        pytest.param("raise SystemExit(1)", 0.5, id="dead"),
    ],
)
def test_waiting_for_a_component_that_does_not_come_up_names_its_log(
    supervisor: Supervisor, code: str, timeout_s: float
) -> None:
    supervisor.start(a_component("one", code, is_ready=lambda: False))
    with pytest.raises(TransientError, match=r"logs/one\.log"):
        supervisor.wait_ready("one", timeout_s=timeout_s)


SUPERVISES = """
import pathlib, sys, time
from sottovoce_demo.supervisor import Component, Supervisor
folder = pathlib.Path(sys.argv[1])
supervisor = Supervisor(run_dir=folder, logs_dir=folder)
command = [sys.executable, "-c", sys.argv[2]]
supervisor.start(Component("one", lambda: command, {}, is_ready=lambda: True))
time.sleep(600)
"""


def test_what_a_killed_supervisor_left_running_can_be_ended(run_dir: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", SUPERVISES, run_dir, FORKS + SLEEPS])
    try:
        assert eventually(lambda: n_members(run_dir, "one") == 2)
    finally:
        killed.kill()
        killed.wait()
    left = recorded(run_dir, "one")
    assert left is not None
    assert len(list(left.members())) == 2
    kill_recorded(run_dir)
    assert list(left.members()) == []
    assert recorded(run_dir, "one") is None


@pytest.mark.parametrize("status", [0, 3])
def test_a_command_that_ends_by_itself_says_how_and_is_on_record_no_more(
    run_dir: Path, tmp_path: Path, status: int
) -> None:
    command = [sys.executable, "-c", f"raise SystemExit({status})"]
    assert run_recorded(run_dir, "migrate", command, {}, tmp_path / "log") == status
    assert recorded(run_dir, "migrate") is None


def test_a_command_does_not_go_on_without_its_killed_parent(run_dir: Path, tmp_path: Path) -> None:
    runs = "import pathlib, sys; from sottovoce_demo.sessions import run_recorded; folder ="
    runs += " pathlib.Path(sys.argv[1]); command = [sys.executable, '-c', sys.argv[2]];"
    runs += " run_recorded(folder, 'migrate', command, {}, folder / 'log')"
    killed = subprocess.Popen([sys.executable, "-c", runs, run_dir, SLEEPS])
    try:
        assert eventually(lambda: n_members(run_dir, "migrate") == 1)
    finally:
        killed.kill()
        killed.wait()
    left = recorded(run_dir, "migrate")
    assert left is not None
    kill_recorded(run_dir)
    assert list(left.members()) == []


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", SLEEPS], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_a_process_that_merely_got_the_number_of_ours_is_left_alone(
    stranger: subprocess.Popen[bytes],
) -> None:
    assert [p.pid for p in Session.of(stranger.pid).members()] == [stranger.pid]
    assert list(Session(stranger.pid, started=1.0).members()) == []


@pytest.mark.parametrize("number", [0, -1])
def test_no_process_is_taken_for_a_member_of_a_session_that_cannot_be(number: int) -> None:
    assert list(Session(number, started=1.0).members()) == []
