"""The detector's fingerprint: changes with everything that decides what is found.

Computed from files alone, in well under a second and without loading a model, so that a step
that only replaces can ask whether what was found is what would be found today.
"""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from importlib.abc import Traversable
from importlib.resources import files
from pathlib import Path

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.errors import MissingModel, StudyConfigError

_LIBRARIES = ("presidio-analyzer", "spacy", "onnxruntime", "tokenizers", "tldextract")
_PACKAGES = (
    "sottovoce.transcripts",
    "sottovoce.deidentify.text",
    "sottovoce.adapters.presidio",
    "sottovoce.adapters.spoken_model",
)
_DATA = (".yaml", ".txt", ".onnx", ".json")
_FINDS_NOTHING = ("scoring", "fingerprint", "figures")


def detector_fingerprint(
    policy: DeidentifyPolicy, *, model: str, study_registry: Path | None = None
) -> str:
    """Return twelve hex digits that change when other identifiers might be found.

    They cover the model of spoken English with its tokenizer, the spaCy model and the libraries
    by name and version, the word lists, both registries, every rule, and of the policy which
    types are taken out and from which score on. A rule counts by what its source does: another
    comment, docstring or layout changes nothing.

    Args:
        policy: Which types count and from which score on.
        model: Name of the installed spaCy model.
        study_registry: A study's own recognizers; None for none.

    Raises:
        MissingModel: The spaCy model, or a library, is not installed.
        StudyConfigError: The study's registry can't be read.
    """
    said = [
        " ".join(policy.entity_types),
        repr(policy.detect_threshold),
        *(f"{name} {_version(name)}" for name in (model, *_LIBRARIES)),
        _registry_digest(study_registry),
        *_package_digests(),
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError as error:
        raise MissingModel(
            f"{distribution} is not installed. Run `make setup`; nothing is downloaded while the "
            "study runs."
        ) from error


def _registry_digest(study_registry: Path | None) -> str:
    if study_registry is None:
        return "no registry"
    try:
        return hashlib.sha256(study_registry.read_bytes()).hexdigest()
    except OSError as error:
        raise StudyConfigError(
            "The study's registry file can't be read. Set SOTTOVOCE_RECOGNIZERS_FILE to where it "
            "is, or take the setting away."
        ) from error


@cache
def _package_digests() -> tuple[str, ...]:
    """Read once a process: what a process has loaded does not change under it either."""
    return tuple(
        f"{package} {path} {_digest(file)}"
        for package in _PACKAGES
        for path, file in sorted(_files_in(files(package)), key=lambda found: found[0])
    )


def _files_in(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files_in(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".py", *_DATA)) and not entry.name.startswith(_FINDS_NOTHING):
            yield f"{prefix}{entry.name}", entry


def _digest(file: Traversable) -> str:
    data = file.read_bytes()
    if file.name.endswith(".py"):
        data = what_it_does(data.decode()).encode()
    return hashlib.sha256(data).hexdigest()


def what_it_does(source: str) -> str:
    """Return a module's code without comments, docstrings and layout.

    A version number raised by hand would be forgotten one day, and then interviews keep what a
    newer rule would have taken out; the bare bytes would have a study done again for a comma.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [each for each in node.body if not _is_text(each)]
    return ast.dump(tree)


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
