"""What a poll costs when nothing is new: ten sites, each with 10,000 objects sent long ago.

Runs the intake step itself against a real S3 server and a real PostgreSQL, each poll in a process
of its own, as Airflow does. CPU seconds are those of that process: listing, decisions, ledger, and
loading the libraries they need. Servers' time is not in them; wall time includes it.

    python benchmarks/intake/bench_idle_poll.py [--sites 10] [--objects 10000] [--polls 3]
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from sottovoce.adapters.outbox import measure_bytes
from sottovoce.adapters.postgres.ledger import Ledger
from sottovoce.intake.completeness import content_digest
from sottovoce.intake.discovery import folder_hash, listing_digest
from sottovoce.intake.manifests import read_manifest_table
from sottovoce.model.folders import FolderRecord
from sottovoce.model.ids import SiteCode, submission_id
from sottovoce.model.manifests import MANIFEST_COLUMNS, MANIFEST_NAME
from sottovoce.model.objects import ObjectInfo
from sottovoce_demo.databases import provision_databases
from sottovoce_demo.postgres import PostgresServer
from sottovoce_demo.s3_server import PIPELINE, S3Server
from sottovoce_demo.state import open_state

LIMIT_CPU_S = 5.0
LONG_AGO = datetime.now(UTC) - timedelta(days=90)
LAYOUTS = {"one file a folder": 1, "ten files a folder": 10, "one folder": None}
POLL = """
import json, time
started, wall = time.process_time(), time.perf_counter()
from sottovoce.steps.intake import poll
report = poll()
cpu, wall = time.process_time() - started, time.perf_counter() - wall
once_more = time.process_time()
poll()
print(json.dumps({
    "cpu_s": round(cpu, 2), "cpu_loaded_s": round(time.process_time() - once_more, 2),
    "wall_s": round(wall, 2), "report": report,
}))
"""


@dataclass(frozen=True)
class Folder:
    """One folder as it lies in a bucket, and as the ledger remembers it."""

    site: str
    name: str
    files: dict[str, bytes]

    @property
    def prefix(self) -> str:
        return f"inbox/{self.name}/"

    @property
    def hashed(self) -> str:
        return folder_hash(self.site, self.name)

    def infos(self) -> dict[str, ObjectInfo]:
        measured = (measure_bytes(name, data) for name, data in self.files.items())
        return {
            file.name: ObjectInfo(self.prefix + file.name, file.n_bytes, file.etag, LONG_AGO)
            for file in measured
        }

    def record(self) -> FolderRecord:
        digest = listing_digest(self.infos().values())
        return FolderRecord(self.hashed, digest, LONG_AGO, LONG_AGO, LONG_AGO, "closed")

    def submission(self) -> tuple[str, str, str, str]:
        manifest = self.files[MANIFEST_NAME]
        table = read_manifest_table(manifest)
        digest = content_digest(hashlib.sha256(manifest).hexdigest(), self.infos(), table)
        return submission_id(SiteCode(self.site), self.name, digest), self.site, self.hashed, digest


def a_folder(site: str, name: str, n_files: int) -> Folder:
    names = [f"talk-{number:05}.txt" for number in range(n_files - 1)]
    files = {name: name.encode() for name in names}
    # A row for every two files, so that even 10,000 of them fit into one manifest.
    pairs = [
        (names[i], names[i + 1] if i + 1 < len(names) else "") for i in range(0, len(names), 2)
    ]
    rows = [
        {"site_code": site, "transcript_file": talk, "recording_file": recording}
        for talk, recording in pairs or [("", "")]
    ]
    lines = [",".join(row.get(column, "") for column in MANIFEST_COLUMNS) for row in rows]
    text = "\r\n".join([",".join(MANIFEST_COLUMNS), *lines, ""])
    return Folder(site, name, files | {MANIFEST_NAME: text.encode()})


def folders_of(site: str, n_objects: int, per_folder: int | None) -> list[Folder]:
    per_folder = per_folder or n_objects
    return [
        a_folder(site, f"folder-{number:05}", per_folder)
        for number in range(n_objects // per_folder)
    ]


@contextmanager
def servers(sites: list[str], state_dir: Path) -> Iterator[tuple[S3Server, Ledger, dict[str, str]]]:
    """Run both servers, and yield them with the settings of the step."""
    state = open_state(state_dir)
    ports = state.choose_ports()
    postgres = PostgresServer(
        state.postgres_dir, ports.postgres, state.secrets["postgres_superuser"]
    )
    s3 = S3Server(state.s3_dir, ports.s3)
    process = start_s3(s3)
    try:
        postgres.start()
        dsns = provision_databases(postgres, state.secrets)
        keys = s3.provision(
            site_buckets={site: f"site-{site}" for site in sites}, own_buckets=["raw", "clean"]
        )
        stop_s3(process)
        key = keys[PIPELINE]
        yield s3, Ledger(dsns["ledger"]), {
            "SOTTOVOCE_S3_ENDPOINT": s3.endpoint,
            "SOTTOVOCE_S3_ACCESS_KEY": key.access_key,
            "SOTTOVOCE_S3_SECRET_KEY": key.secret_key,
            "SOTTOVOCE_LEDGER_DSN": dsns["ledger"],
            "SOTTOVOCE_VAULT_DSN": dsns["vault"],
            "SOTTOVOCE_STORE_DSN": dsns["loader"],
            "SOTTOVOCE_VAULT_KEY": state.secrets["vault_key"],
            "SOTTOVOCE_STUDY_FILE": str(write_study(state_dir, sites)),
        }  # fmt: skip
    finally:
        postgres.stop()


def start_s3(server: S3Server) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(server.command(), env={**os.environ, **server.env()})
    server.wait_ready(300)
    return process


def stop_s3(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait()


def write_study(folder: Path, sites: list[str]) -> Path:
    declared = {
        "study": "idle", "title": "Idle", "roles": ["manager"],
        "sites": {site: {"name": site, "bucket": f"site-{site}"} for site in sites},
    }  # fmt: skip
    file = folder / "study.yaml"
    file.write_text(json.dumps(declared))
    return file


def seed(server: S3Server, ledger: Ledger, dsn: str, folders: list[Folder]) -> None:
    """Lay the objects where the server finds them when it starts, and register their folders."""
    objects = Path(server.env()["S3_DATA_DIR"]) / "000000000000"
    for folder in folders:
        inside = objects / f"site-{folder.site}" / folder.prefix
        inside.mkdir(parents=True)
        for name, data in folder.files.items():
            (inside / name).write_bytes(data)
    for site in {folder.site for folder in folders}:
        ledger.note_folders(SiteCode(site), [f.record() for f in folders if f.site == site])
    with (
        psycopg.connect(dsn) as connection,
        connection.cursor() as cursor,
        cursor.copy(
            "COPY ledger.submissions (submission_id, site, folder_hash, content_sha256) FROM STDIN"
        ) as copy,
    ):
        for folder in folders:
            copy.write_row(folder.submission())


def measure(settings: dict[str, str], n_polls: int) -> dict[str, object]:
    """Return the figures of the dearest of some polls."""
    polls = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", POLL], env={**os.environ, **settings},
                capture_output=True, text=True, check=True,
            ).stdout
        )
        for _ in range(n_polls)
    ]  # fmt: skip
    for poll in polls:
        assert not poll["report"]["faults"], poll
        assert set(poll["report"]["counts"]) <= {"known", "settled"}, poll
    return max(polls, key=lambda poll: poll["cpu_s"])


def measure_layout(sites: list[str], folders: list[Folder], n_polls: int) -> dict[str, object]:
    root = Path(tempfile.mkdtemp(prefix="idle-poll-"))
    root.chmod(0o711)  # PostgreSQL runs as another user if we are root
    try:
        with servers(sites, root / "state") as (s3, ledger, settings):
            seed(s3, ledger, settings["SOTTOVOCE_LEDGER_DSN"], folders)
            process = start_s3(s3)
            try:
                return measure(settings, n_polls)
            finally:
                stop_s3(process)
    finally:
        shutil.rmtree(root)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sites", type=int, default=10)
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--polls", type=int, default=3)
    asked = parser.parse_args()
    sites = [f"s{number:02}" for number in range(1, asked.sites + 1)]
    dearest = 0.0
    for layout, per_folder in LAYOUTS.items():
        folders = [f for site in sites for f in folders_of(site, asked.objects, per_folder)]
        figures = measure_layout(sites, folders, asked.polls)
        dearest = max(dearest, float(str(figures["cpu_s"])))
        print(json.dumps({"layout": layout, "folders": len(folders), **figures}), flush=True)
    if dearest > LIMIT_CPU_S:
        sys.exit(f"An idle poll took {dearest} s of CPU; it may take {LIMIT_CPU_S}.")


if __name__ == "__main__":
    main()
