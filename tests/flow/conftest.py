"""A small study on real servers, moved by the steps themselves, without Airflow."""

import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from sottovoce import steps
from sottovoce.adapters.presidio import TextDetector
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.states import State
from sottovoce.steps.workplace import Workplace, workplace
from sottovoce_demo.databases import provision_databases
from sottovoce_demo.s3_server import PIPELINE, REGION, S3Server
from sottovoce_demo.state import open_state

STUDY = """
study: small
title: A small study
sites:
  s01: {name: Northford, bucket: site-s01, participants: [s01-p01, s01-p02]}
  s02: {name: Southwick, bucket: site-s02, participants: [s02-p01]}
roles: [service_user, peer_worker]
intake: {grace: 0}
deidentify: {review_threshold: 0.0}
"""
BUCKETS = {"s01": "site-s01", "s02": "site-s02"}


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory) -> Iterator[tuple[S3Server, dict]]:
    server = S3Server(tmp_path_factory.mktemp("flow-s3"), a_free_port())
    process = subprocess.Popen(server.command(), env={**os.environ, **server.env()})
    try:
        server.wait_ready(60)
        yield server, server.provision(site_buckets=BUCKETS, own_buckets=["raw", "clean"])
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def detector() -> TextDetector:
    return TextDetector(DeidentifyPolicy())


@dataclass
class SmallStudy:
    """What a test does as a site, and as Airflow."""

    place: Workplace
    analyst_dsn: str
    study_file: Path
    sent: list[str] = field(default_factory=list)

    def send(self, site: str, folder: str, files: dict[str, bytes]) -> None:
        """Put files into a folder of a site's inbox, the manifest last."""
        for name in sorted(files, key=lambda name: name == "interviews.csv"):
            self.place.objects.put(self.place.bucket(site), f"inbox/{folder}/{name}", files[name])

    def poll_and_check(self) -> None:
        steps.poll()
        for batch in steps.plan_checks():
            steps.check_interviews(batch)

    def run(self) -> None:
        """Do what one round of all DAGs does."""
        self.poll_and_check()
        for batch in steps.plan_deidentification():
            steps.deidentify_interviews(batch)
        for batch in steps.plan_releases():
            steps.release_interviews(batch)

    def states(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for (_, state), n in self.place.ledger.counts().items():
            counts[state.value] = counts.get(state.value, 0) + n
        return counts

    def codes(self) -> set[str]:
        """The codes of all findings."""
        return {
            finding.code
            for record in self.place.ledger.waiting([*State])
            for finding in self.place.ledger.findings(record.interview_id)
        }

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        return [info.key for info in self.place.objects.list_objects(bucket, prefix)]

    def query(self, sql: str) -> list[tuple]:
        with psycopg.connect(self.analyst_dsn) as connection:
            return connection.execute(sql).fetchall()

    def query_ledger(self, sql: str) -> list[tuple]:
        dsn = self.place.settings.ledger_dsn.get_secret_value()
        with psycopg.connect(dsn, options="-c search_path=ledger") as connection:
            return connection.execute(sql).fetchall()

    def use_policy(self, old: str, new: str) -> None:
        self.study_file.write_text(self.study_file.read_text().replace(old, new))
        self.place.__dict__.pop("study", None)


@pytest.fixture
def small_study(
    postgres_server, s3_server, detector, tmp_path, monkeypatch
) -> Iterator[SmallStudy]:
    server, keys = s3_server
    state = open_state(tmp_path / "state")
    for database, schema in (("ledger", "ledger"), ("vault", "vault"), ("store", "study")):
        _drop_schema(postgres_server, database, schema)
    dsns = provision_databases(postgres_server, state.secrets)
    study_file = tmp_path / "study.yaml"
    study_file.write_text(STUDY)
    settings = {
        "study_file": study_file,
        "s3_endpoint": server.endpoint,
        "s3_region": REGION,
        "s3_access_key": keys[PIPELINE].access_key,
        "s3_secret_key": keys[PIPELINE].secret_key,
        "ledger_dsn": dsns["ledger"],
        "vault_dsn": dsns["vault"],
        "vault_key": state.secrets["vault_key"],
        "store_dsn": dsns["loader"],
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"SOTTOVOCE_{name.upper()}", str(value))
    workplace.cache_clear()
    place = workplace()
    place.__dict__["detector"] = detector
    for bucket in ("raw", "clean", *BUCKETS.values()):
        for info in list(place.objects.list_objects(bucket, "")):
            place.objects.delete(bucket, info.key)
    yield SmallStudy(place, dsns["analyst"], study_file)
    place.objects.close()
    workplace.cache_clear()


def _drop_schema(server, database: str, schema: str) -> None:
    try:
        with psycopg.connect(
            server.dsn(database, "sottovoce_admin", server.superuser_password)
        ) as c:
            c.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    except psycopg.OperationalError:  # the first test finds no databases yet
        pass
