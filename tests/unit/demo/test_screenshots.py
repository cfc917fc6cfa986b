"""Every picture that is taken is kept, and every one that is kept is taken and shown."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sottovoce_demo import screenshots

ROOT = Path(__file__).parents[3]
KEPT = {path.stem for path in (ROOT / "docs" / "images").glob("*.png")}


class Browser:
    """One whose pages are never opened."""

    def new_context(self, **_: object) -> "Browser":
        return self

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: self

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def taken(monkeypatch, tmp_path) -> set[str]:
    """The names of the pictures that would be taken."""
    access = SimpleNamespace(ports=SimpleNamespace(airflow=1))
    state: Any = SimpleNamespace(secrets=SimpleNamespace(user_passwords={"manager": ""}))
    monkeypatch.setattr(screenshots, "open_browser", Browser)
    monkeypatch.setattr(screenshots, "log_in", lambda *_: None)
    monkeypatch.setattr(screenshots, "_photograph", lambda page, file, show: file)
    return {file.stem for file in screenshots.take_screenshots(state, access, tmp_path)}


def test_what_is_photographed_is_what_is_kept(taken):
    assert taken == KEPT


def test_every_picture_is_shown_somewhere():
    texts = [ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")]
    shown = {
        name for text in texts for name in re.findall(r"images/([\w-]+)\.png", text.read_text())
    }
    assert shown == KEPT
