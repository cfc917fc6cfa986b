"""How to reach a running demo: known to the process that runs it, and written down for others."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sottovoce_demo.s3_server import Credential
from sottovoce_demo.state import DemoState, Ports, write_private


@dataclass(frozen=True, slots=True)
class Access:
    """Addresses and keys of a running demo.

    Attributes:
        ports: Where its servers listen.
        dsns: Address of a database by the role that uses it: ``ledger``, ``analyst``, ….
        s3_endpoint: Address of the S3 server.
        s3_keys: Key by site code, and the pipeline's own.
    """

    ports: Ports
    dsns: Mapping[str, str] = field(repr=False)
    s3_endpoint: str
    s3_keys: Mapping[str, Credential] = field(repr=False)


def save_access(state: DemoState, access: Access) -> None:
    """Write down how to reach the demo, which is healthy from now on."""
    write_private(_file(state), json.dumps(asdict(access)))


def read_access(state: DemoState) -> Access | None:
    """Return how to reach the demo; None while it is not up."""
    try:
        kept = json.loads(_file(state).read_text())
    except FileNotFoundError:
        return None
    keys = {name: Credential(**key) for name, key in kept["s3_keys"].items()}
    return Access(Ports(**kept["ports"]), kept["dsns"], kept["s3_endpoint"], keys)


def forget_access(state: DemoState) -> None:
    """Say that the demo is not up any more."""
    _file(state).unlink(missing_ok=True)


def _file(state: DemoState) -> Path:
    return state.run_dir / "access.json"
