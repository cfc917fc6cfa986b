"""Reading the calibration that was fitted with the model."""

import json
from pathlib import Path

from sottovoce.deidentify.text.calibration import Calibration

CALIBRATION_FILE = Path(__file__).with_name("calibration.json")


def read_calibration(path: Path = CALIBRATION_FILE) -> Calibration:
    """Return the regression of ``path``, a JSON object of features and weights."""
    return Calibration(json.loads(path.read_text(encoding="utf-8")))
