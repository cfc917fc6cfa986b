"""The scripts of ``deploy/`` are no package: each is found as its neighbours find it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
sys.path.append(str(ROOT / "deploy"))


@pytest.fixture(scope="session")
def compose() -> dict[str, Any]:
    """docker-compose.yaml as an engine reads it, before variables are filled in."""
    return yaml.safe_load((ROOT / "docker-compose.yaml").read_text())


@pytest.fixture
def secrets_dir(tmp_path: Path) -> Path:
    """A folder of fresh secrets."""
    folder = tmp_path / "secrets"
    make_secrets(folder)
    return folder


def make_secrets(folder: Path, *options: str) -> str:
    """Run deploy/make-secrets and return what it said."""
    command = [sys.executable, str(ROOT / "deploy/make-secrets"), "--folder", str(folder), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
