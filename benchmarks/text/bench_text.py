"""Text pass beside stock Presidio: speed as a ratio, and what each finds. Repeat: make bench.

    python benchmarks/text/bench_text.py [--gold tests/gold] [--rounds 5] [--json FILE]

The gold interviews were used while the rules were written, so the recall printed here is that of
development data. The speed ratio does not depend on that.
"""

import argparse
import json
from pathlib import Path

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.steps.evaluation import evaluate_detectors


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("tests/gold"))
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    report = evaluate_detectors(chosen.gold, DeidentifyPolicy(), chosen.rounds)
    ratio = report["sottovoce"]["words_a_second"] / report["stock presidio"]["words_a_second"]
    print(json.dumps(report, indent=1))
    print(f"words a second, sottovoce / stock Presidio analyze(): {ratio:.2f}")
    if chosen.json:
        chosen.json.write_text(json.dumps({**report, "speed_ratio": ratio}, indent=1))


if __name__ == "__main__":
    main()
