"""Word documents written by hand, part by part, and the marked interviews."""

import importlib.util
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_GOLD = Path(__file__).parents[2] / "gold" / "gold_io.py"

ADocx = Callable[..., bytes]


def build_docx(
    body: str, *, styles: str = "", parts: dict[str, str | bytes] | None = None
) -> bytes:
    """A docx whose document part has ``body`` in it, and any other parts as given."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}" '
        f'xmlns:mc="{_MC}"><w:body>{body}</w:body></w:document>',
    }
    if styles:
        members["word/styles.xml"] = f'<w:styles xmlns:w="{_W}">{styles}</w:styles>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (members | (parts or {})).items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def a_docx() -> ADocx:
    return build_docx


@pytest.fixture(scope="session")
def gold_io() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_io", _GOLD)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
