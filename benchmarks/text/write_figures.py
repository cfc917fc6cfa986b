"""Write the figures that the Desk shows of the detector, from the file of an evaluation.

    sottovoce evaluate benchmarks/text/unseen --json benchmarks/text/results/unseen.json
    python benchmarks/text/write_figures.py benchmarks/text/results/unseen.json

Run it right after the evaluation, from the same working tree: it notes the detector as it is now.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from sottovoce.adapters.presidio.detector import DEFAULT_MODEL
from sottovoce.adapters.presidio.fingerprint import detector_fingerprint
from sottovoce.adapters.spoken_model.figures import FIGURES_FILE, model_sha256
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.scoring_figures import Detector, figures_of
from sottovoce.steps.evaluation_tools import OURS


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("evaluation", type=Path)
    options.add_argument("--name", default="held-out interviews")
    options.add_argument("--date", default=f"{datetime.now(UTC):%Y-%m-%d}")
    options.add_argument("--out", type=Path, default=FIGURES_FILE)
    chosen = options.parse_args()
    evaluation = json.loads(chosen.evaluation.read_text(encoding="utf-8"))
    policy = DeidentifyPolicy()
    detector = Detector(
        model_sha256=model_sha256(),
        fingerprint=detector_fingerprint(policy, model=DEFAULT_MODEL),
        detect_threshold=policy.detect_threshold,
        entity_types=tuple(policy.entity_types),
        versions=evaluation["versions"],
    )
    figures = figures_of(evaluation, detector, tool=OURS, name=chosen.name, date=chosen.date)
    chosen.out.write_text(json.dumps(figures.as_json(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
