"""How long the Desk's pages take to answer, in a study of 1,000 and of 10,000 interviews.

Starts a PostgreSQL and the real Airflow API server with the Desk in it, fills the ledger, logs in,
and asks for each page again and again, one request at a time: milliseconds from sending a request
to the first byte of the page. Nothing is cached between requests but what the server keeps anyway.
CPU is what the API server and PostgreSQL spend on one page together: other work on the machine
changes it less than the time.

    python benchmarks/desk/bench_pages.py [--sizes 1000 10000] [--times 20] [--out FILE]
"""

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import psutil
import psycopg
from many_interviews import fill

from sottovoce.adapters.postgres.ledger import Ledger
from sottovoce_demo.airflow_api import AirflowApi
from sottovoce_demo.airflow_server import (
    airflow_environment,
    migrate_command,
    read_health,
    write_passwords,
)
from sottovoce_demo.databases import provision_databases
from sottovoce_demo.postgres import PostgresServer
from sottovoce_demo.state import HOST, open_state

LIMIT_MS = 300
PROJECT = Path(__file__).parents[2]
PAGES = {
    "study, as a viewer": ("viewer", "/study"),
    "study, as a data manager": ("manager", "/study"),
    "submissions": ("manager", "/submissions"),
    "submissions of a site, quarantined": ("manager", "/submissions?site=s03&state=quarantined"),
    "submissions with a finding": ("manager", "/submissions?finding=bad-date&order=longest"),
    "submissions, the last page": ("manager", "{last}"),
    "one interview's trail": ("manager", "/submissions/{interview}"),
    "review queue": ("manager", "/review"),
    "quality": ("manager", "/quality"),
    "who looked": ("manager", "/access"),
}


@dataclass(frozen=True)
class Server:
    """An Airflow API server that runs, and the ledger that its Desk reads."""

    port: int
    ledger_dsn: str
    tokens: dict[str, str]
    pids: tuple[int, int]

    def cpu_s(self) -> float:
        """Return what all processes of both servers have spent so far."""
        spent = 0.0
        for pid in self.pids:
            own = psutil.Process(pid)
            for process in (own, *own.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    spent += sum(process.cpu_times()[:4])  # those of its dead children too
        return spent

    def get(self, user: str, path: str) -> tuple[float, int, str]:
        """Return milliseconds to the first byte, the status, and the page."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        connection.connect()
        started = time.perf_counter()
        connection.request(
            "GET", f"/desk{path}",
            headers={"Authorization": f"Bearer {self.tokens[user]}", "Accept": "text/html"},
        )  # fmt: skip
        answer = connection.getresponse()
        first = answer.read(1)
        taken = 1000 * (time.perf_counter() - started)
        page = (first + answer.read()).decode()
        connection.close()
        return taken, answer.status, page


@contextmanager
def a_server() -> Iterator[Server]:
    """Start PostgreSQL and the API server in a folder that goes with them."""
    folder = Path(tempfile.mkdtemp(prefix="sottovoce-pages-"))
    folder.chmod(0o711)
    state = open_state(folder / "state")
    ports = state.choose_ports()
    postgres = PostgresServer(
        state.postgres_dir, ports.postgres, state.secrets["postgres_superuser"]
    )
    process = None
    try:
        postgres.start()
        dsns = provision_databases(postgres, state.secrets)
        write_passwords(state)
        environment = {
            **airflow_environment(state, ports, project=PROJECT, database_dsn=dsns["airflow"]),
            "SOTTOVOCE_STUDY_FILE": str(PROJECT / "study.yaml"),
            "SOTTOVOCE_LEDGER_DSN": dsns["ledger"],
            "SOTTOVOCE_S3_ACCESS_KEY": "unused",
            "SOTTOVOCE_S3_SECRET_KEY": "unused",
        }
        subprocess.run(migrate_command(), env=environment, check=True, stdout=subprocess.DEVNULL)
        with (folder / "api-server.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "airflow", "api-server", "--workers", "1"],
                env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        wait_until(lambda: read_health(ports.airflow).get("metadatabase") == "healthy")
        passwords = state.secrets.user_passwords
        tokens = {
            user: AirflowApi(ports.airflow, user, passwords[user])._token
            for user in ("viewer", "manager")
        }
        postmaster = (state.postgres_dir / "postmaster.pid").read_text().split()[0]
        yield Server(ports.airflow, dsns["ledger"], tokens, (process.pid, int(postmaster)))
    finally:
        if process is not None:
            process.terminate()
            process.wait()
        postgres.stop()
        shutil.rmtree(folder)


def wait_until(is_so, timeout_s: float = 300) -> None:
    end = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < end, f"not ready after {timeout_s} s"
        time.sleep(1)


def refill(address: str, n_interviews: int) -> str:
    """Make the ledger anew and return the id of one interview that was reviewed."""
    with psycopg.connect(address) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
    Ledger(address).migrate()
    with psycopg.connect(address) as connection:
        fill(connection, n_interviews)
        row = connection.execute(
            "SELECT interview_id FROM ledger.interviews WHERE state = 'released'"
            " AND NOT superseded ORDER BY last_seq DESC LIMIT 1"
        ).fetchone()
    assert row
    return str(row[0])


def last_page(server: Server) -> str:
    """Follow the links to the last page of the search over all interviews, as a person would."""
    path = "/submissions"
    while True:
        _, status, page = server.get("manager", path)
        assert status == 200, status
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            return path
        path = f"/submissions{unescape(following.group(1))}"


def measure(server: Server, user: str, path: str, times: int) -> dict[str, object]:
    _, status, page = server.get(user, path)  # the first one compiles the template
    if status != 200:
        return {"status": status}
    spent = server.cpu_s()
    taken = [server.get(user, path)[0] for _ in range(times)]
    return {
        "median_ms": round(statistics.median(taken), 1),
        "worst_ms": round(max(taken), 1),
        "cpu_ms": round(1000 * (server.cpu_s() - spent) / times, 1),
        "bytes": len(page),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    figures: dict[str, dict[str, object]] = {}
    with a_server() as server:
        for size in asked.sizes:
            interview = refill(server.ledger_dsn, size)
            told = {"interview": interview, "last": last_page(server)}
            for name, (user, path) in PAGES.items():
                found = measure(server, user, path.format(**told), asked.times)
                figures.setdefault(name, {})[str(size)] = found
                print(json.dumps({"interviews": size, "page": name, **found}), flush=True)
    report = {"times": asked.times, "load": os.getloadavg()[0], "pages": figures}
    if asked.out:
        asked.out.write_text(json.dumps(report, indent=2) + "\n")
    slow = [
        name
        for name, sizes in figures.items()
        for found in sizes.values()
        if float(str(found.get("median_ms", 0))) > LIMIT_MS
    ]
    if slow:
        sys.exit(f"Over {LIMIT_MS} ms: {', '.join(slow)}.")


if __name__ == "__main__":
    main()
