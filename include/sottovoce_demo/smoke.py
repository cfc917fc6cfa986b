"""``make smoke``: the whole demo without anyone watching, and a verdict."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console

from sottovoce.errors import SottovoceError
from sottovoce.model.states import State
from sottovoce_demo import smoke_checks
from sottovoce_demo.access import Access
from sottovoce_demo.chaos import Chaos, Kill
from sottovoce_demo.delivery import send_study
from sottovoce_demo.outcomes import Progress, find_deviations, read_whereabouts
from sottovoce_demo.progress import wait_until_over
from sottovoce_demo.server_process import ServerProcess
from sottovoce_demo.sessions import recorded
from sottovoce_demo.stack import Project
from sottovoce_demo.state import DemoState
from sottovoce_demo.story import build_study
from sottovoce_demo.study import DemoStudy

POLL_SECONDS = 10
THROUGH_S = 300
THROUGH_AFTER_KILLS_S = 600


@dataclass(frozen=True, slots=True)
class Summary:
    """What a smoke run prints as its last line.

    The counts are taken when the machine's part is over: before a person approves one interview
    in review and rejects another.

    Attributes:
        submissions: Folders sent.
        interviews: Interviews in them.
        released: Those in the store.
        in_review: Those that wait for a person.
        quarantined: Those kept out.
        seconds: The whole run, from nothing to taken down.
        seconds_last_upload_to_last_receipt: How long the last site had to wait.
    """

    submissions: int
    interviews: int
    released: int
    in_review: int
    quarantined: int
    seconds: float
    seconds_last_upload_to_last_receipt: float

    def as_json(self) -> str:
        """Return the line."""
        return json.dumps(asdict(self))


class Smoke:
    """One run: a stack of its own, the demo study through it, every outcome checked."""

    def __init__(
        self, state: DemoState, project: Project, console: Console, kills: Sequence[Kill] = ()
    ) -> None:
        """Prepare a run; nothing is started.

        Args:
            state: A folder of its own.
            project: What to run.
            console: Where to say how it goes.
            kills: What to kill, and when.
        """
        self._state = state
        self._project = project
        self._console = console
        self._kills = kills
        self._config = project.study()
        self._began = time.monotonic()

    def run(self) -> tuple[Summary, list[str]]:
        """Run everything and take it down; return the counts and what deviates, in lines."""
        study = build_study(self._state, self._project)
        server = ServerProcess(self._state, poll_seconds=self._project.poll_seconds)
        progress, waited_s, deviations = Progress({}, len(study.expected), 0), 0.0, []
        try:
            server.start()
            access = server.wait_ready()
            self._say("the stack is healthy")
            progress, waited_s = self._send_and_wait(study, server, access)
            deviations = self._check(study, access, progress)
        except SottovoceError as error:
            deviations.append(str(error))
        finally:
            self._say("taking it down")
            server.stop()
        deviations += self._left_running()
        return self._summary(study, progress, waited_s), deviations

    def _send_and_wait(
        self, study: DemoStudy, server: ServerProcess, access: Access
    ) -> tuple[Progress, float]:
        chaos = Chaos(self._kills, self._state.run_dir, server.kill_and_start, self._say)
        chaos.start()
        last_upload = send_study(study, self._config, access, self._say_sent)
        self._say("everything is sent")
        chaos.join()
        server.wait_ready()
        progress, last_receipt = wait_until_over(
            study,
            self._config,
            access.dsns["ledger"],
            self._console,
            timeout_s=THROUGH_AFTER_KILLS_S if self._kills else THROUGH_S,
        )
        return progress, last_receipt - last_upload

    def _check(self, study: DemoStudy, access: Access, progress: Progress) -> list[str]:
        lines = [] if progress.is_over else ["not every interview has ended in time"]
        lines += find_deviations(study, read_whereabouts(access.dsns["ledger"]))
        checks: Iterable[tuple[str, Callable[[], list[str]]]] = (
            ("a person's answers", lambda: smoke_checks.check_reviews(study, self._state, access)),
            ("receipts", lambda: smoke_checks.check_receipts(self._config, access)),
            ("the store", lambda: smoke_checks.check_store(access)),
            ("recordings", lambda: smoke_checks.check_recordings(study, access)),
            ("the ledger's chain", lambda: smoke_checks.check_chain(access)),
            ("Airflow", lambda: smoke_checks.check_airflow(self._state, access, bool(self._kills))),
            ("leaks", lambda: smoke_checks.check_leaks(study, self._state, access, self._say)),
        )
        for name, check in checks:
            self._say(f"checking {name}")
            try:
                lines += check()
            except SottovoceError as error:
                lines.append(f"{name}: {error}")
        return lines

    def _left_running(self) -> list[str]:
        names = [file.stem for file in self._state.run_dir.glob("*.session")]
        sessions = {name: recorded(self._state.run_dir, name) for name in names}
        return [f"{n} is still running" for n, s in sessions.items() if s and any(s.members())]

    def _summary(self, study: DemoStudy, progress: Progress, waited_s: float) -> Summary:
        return Summary(
            submissions=len(study.submissions),
            interviews=len(study.expected),
            released=progress.count(State.RELEASED),
            in_review=progress.count(State.IN_REVIEW),
            quarantined=progress.count(State.QUARANTINED),
            seconds=round(time.monotonic() - self._began, 1),
            seconds_last_upload_to_last_receipt=round(waited_s, 1),
        )

    def _say(self, line: str) -> None:
        seconds = time.monotonic() - self._began
        self._console.print(
            f"{seconds:6.1f} s  {line}", markup=False, highlight=False, soft_wrap=True
        )

    def _say_sent(self, site: str, n_folders: int) -> None:
        self._say(f"site {site} sent {n_folders} folders")
