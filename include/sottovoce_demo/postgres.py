"""A private PostgreSQL on the loopback address: the demo's, and the tests'.

The server is one foreground process, so that a supervisor can own it: call
:meth:`PostgresServer.prepare`, then run :meth:`PostgresServer.command`, and again after every
death. :meth:`PostgresServer.start` does both for whoever has no supervisor.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from sottovoce.errors import StudyConfigError, TransientError
from sottovoce_demo.postgres_binaries import (
    PostgresPrograms,
    account_for,
    as_account,
    find_programs,
)

SUPERUSER = "sottovoce_admin"
HOST = "127.0.0.1"

_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    # Failed statements and their details may hold what a participant said: keep them off the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length_on_error": "0",
}
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


@dataclass
class PostgresServer:
    """One cluster in one folder, reachable on one port of this machine only.

    Attributes:
        data_dir: The cluster; made if it isn't there. Its parent is made too.
        port: A free port.
        superuser_password: Password of ``sottovoce_admin``; fixed when the cluster is made.
        durable: False leaves out every flush to disk: for tests.
        programs: Which PostgreSQL; None for the newest here that fits the cluster.
    """

    data_dir: Path
    port: int
    superuser_password: str = field(repr=False)
    durable: bool = True
    programs: PostgresPrograms | None = None
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.data_dir = self.data_dir.resolve()

    @property
    def superuser_dsn(self) -> str:
        """Address of the database ``postgres`` as superuser, password included."""
        return self.dsn("postgres", SUPERUSER, self.superuser_password)

    def dsn(self, database: str, role: str, password: str) -> str:
        """Return the address of a database, as libpq, psycopg and SQLAlchemy read it."""
        secret = f"{quote(role, safe='')}:{quote(password, safe='')}"
        return f"postgresql://{secret}@{HOST}:{self.port}/{database}"

    def prepare(self) -> None:
        """Make the folder ready to be served: call it before every start.

        Makes the cluster if there is none. Ends what a killed server left running in this
        folder, and removes a lock whose number belongs to another process by now.

        Raises:
            StudyConfigError: No PostgreSQL here, or the cluster can't be made.
            TransientError: What was left running does not end.
        """
        if not (self.data_dir / "PG_VERSION").exists():
            self._make_cluster()
        self._end_leftovers()
        (self.data_dir / "postmaster.pid").unlink(missing_ok=True)

    def command(self) -> list[str]:
        """Return the command that serves this cluster in the foreground.

        Root hands over to an unprivileged user in it; the process stays the same one, so its
        number is the server's. SIGINT ends it at once and cleanly.
        """
        settings = {**_SETTINGS, "port": str(self.port)} | ({} if self.durable else _NOT_DURABLE)
        flags = [f"--{name}={value}" for name, value in settings.items()]
        postgres = str(self._programs().bin_dir / "postgres")
        return [*self._prefix(), postgres, "-D", str(self.data_dir), *flags]

    def env(self) -> dict[str, str]:
        """Return the environment for :meth:`command`: ours without ``PG*`` and ``LC_*``."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        return kept | {"LC_ALL": "C"}

    def start(self, log: Path | None = None, *, timeout_s: float = 60) -> None:
        """Serve the cluster as a child process, and return when it answers.

        Args:
            log: Where the server's own log goes; dropped if None. Holds no statements.
            timeout_s: How long to wait for the first answer.

        Raises:
            TransientError: It ended, or did not answer in time.
        """
        self.stop()
        self.prepare()
        with (log or Path(os.devnull)).open("ab") as out:
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                self.command(), env=self.env(), stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, cwd="/", start_new_session=True,
            )  # fmt: skip
        self.wait_ready(timeout_s=timeout_s)

    def wait_ready(self, *, timeout_s: float = 60) -> None:
        """Return once the server answers.

        Raises:
            TransientError: It did not in time, or the process that :meth:`start` made ended.
        """

        def answers() -> bool:
            if self._process is not None and self._process.poll() is not None:
                raise TransientError("PostgreSQL ended while starting; its log says why.")
            return self.is_ready()

        if not _wait_until(answers, timeout_s):
            raise TransientError(f"PostgreSQL did not answer within {timeout_s:.0f} s.")

    def is_ready(self) -> bool:
        """Whether the server takes connections."""
        try:
            psycopg.connect(self.superuser_dsn, connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """End the server cleanly, whoever started it; nothing happens when none runs."""
        self._end_leftovers()
        if self._process is not None:
            self._process.wait()
            self._process = None

    def pid(self) -> int | None:
        """Return the number of the server's first process; None when none runs."""
        lock = self.data_dir / "postmaster.pid"
        try:
            number = int(lock.read_text(encoding="ascii").splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None
        return number if number in self._processes_here() else None

    def _make_cluster(self) -> None:
        account = account_for(self.data_dir)
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            password_file = Path(folder) / "password"
            password_file.touch(mode=0o600)
            password_file.write_text(self.superuser_password, encoding="utf-8")
            if account:
                for path in (self.data_dir, Path(folder), password_file):
                    os.chown(path, account.uid, account.gid)
            self._run_initdb(password_file)

    def _run_initdb(self, password_file: Path) -> None:
        initdb = str(self._programs().bin_dir / "initdb")
        options = ["-A", "scram-sha-256", "-U", SUPERUSER, f"--pwfile={password_file}"]
        options += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        options += [] if self.durable else ["--no-sync"]
        done = subprocess.run(  # noqa: S603 - our own words
            [*self._prefix(), initdb, "-D", str(self.data_dir), *options],
            env=self.env(), cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise StudyConfigError(f"PostgreSQL could not make its cluster: {done.stderr.strip()}")

    def _programs(self) -> PostgresPrograms:
        if self.programs is None:
            version = self.data_dir / "PG_VERSION"
            major = int(version.read_text(encoding="ascii")) if version.exists() else None
            self.programs = find_programs(major)
        return self.programs

    def _prefix(self) -> list[str]:
        return as_account(account_for(self.data_dir), self.data_dir, self._programs().bin_dir)

    def _end_leftovers(self) -> None:
        """End whatever serves this folder: it is private, so it can only be ours."""
        for step in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if (first := self.pid()) is not None:
                os.kill(first, step)
            if _wait_until(lambda: not self._processes_here(), 20):
                return
        raise TransientError("An earlier PostgreSQL of this folder does not end.")

    def _processes_here(self) -> set[int]:
        return set(_processes_in(self.data_dir))


def _processes_in(folder: Path) -> Iterator[int]:
    """Yield the PostgreSQL processes that serve ``folder``: each has it as its working folder."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_postgres = (entry / "comm").read_text(encoding="utf-8").strip() == "postgres"
            if is_postgres and (entry / "cwd").readlink() == folder:
                yield int(entry.name)
        except OSError:
            continue


def _wait_until(condition: Callable[[], bool], timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
