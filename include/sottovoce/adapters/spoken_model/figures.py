"""What was measured of the model in this package, kept beside it."""

import hashlib
import json
from functools import cache
from pathlib import Path

from sottovoce.adapters.spoken_model.session import MODEL_FILE
from sottovoce.deidentify.text.scoring_figures import Figures

FIGURES_FILE = Path(__file__).with_name("figures.json")


@cache
def read_figures() -> Figures:
    """Return the figures that ``benchmarks/text/write_figures.py`` wrote."""
    told = json.loads(FIGURES_FILE.read_text(encoding="utf-8"))
    return Figures.from_json({k: v for k, v in told.items() if k != "schema"})


@cache
def model_sha256() -> str:
    """Return the digest of the model in use. Read once a process: it is 35 MB."""
    with MODEL_FILE.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
