"""A real S3 server, with the credentials of the demo enforced."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sottovoce_demo.s3_server import REGION, Credential, S3Server

BUCKETS = {"s01": "site-s01", "s02": "site-s02"}
OWN = ("raw", "clean")


class RunningServer:
    """A server as a process of ours, to be killed and started again."""

    def __init__(self, state_dir: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.server = S3Server(state_dir, probe.getsockname()[1])
        env = self.server.env()
        self.root = Credential(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"])
        self.state_dir = state_dir
        self.process: subprocess.Popen[bytes] | None = None
        self.keys: dict[str, Credential] = {}
        self._clients: dict[tuple[Credential | None, str], Any] = {}

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.server.command(), env={**os.environ, **self.server.env()}
        )
        self.server.wait_ready(60)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def provision(self) -> dict[str, Credential]:
        self.keys = self.server.provision(site_buckets=BUCKETS, own_buckets=OWN)
        return self.keys

    def client(self, who: str | Credential | None, service: str = "s3") -> Any:
        """Return a client that signs as a site, the pipeline, or whoever holds a credential."""
        credential = self.keys[who] if isinstance(who, str) else who
        if (credential, service) not in self._clients:
            self._clients[credential, service] = _client(self.server.endpoint, credential, service)
        return self._clients[credential, service]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self.kill()


def _client(endpoint: str, credential: Credential | None, service: str) -> Any:
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config

    signature = {None: UNSIGNED, "s3": "s3v4", "iam": "v4"}[credential and service]
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=credential and credential.access_key,
        aws_secret_access_key=credential and credential.secret_key,
        config=Config(
            signature_version=signature,
            s3={"addressing_style": "path"},
            retries={"total_max_attempts": 1},
        ),
    )


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[[], RunningServer]]:
    """Return a function that makes a server of one's own, to be killed at will."""
    made: list[RunningServer] = []

    def make() -> RunningServer:
        made.append(RunningServer(tmp_path / f"s3-{len(made)}"))
        return made[-1]

    yield make
    for running in made:
        running.close()


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("s3"))
    running.start()
    running.provision()
    yield running
    running.close()
