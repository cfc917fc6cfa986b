"""Text pass beside stock Presidio: speed as a ratio, and what each finds. Repeat: make bench.

    python benchmarks/text/bench_text.py [--gold tests/gold] [--rounds 5] [--json FILE]

The gold interviews were used while the rules were written, so the recall printed here is that of
development data. The speed ratio does not depend on that. `sottovoce evaluate` shows the same
figures as tables and a page.
"""

import argparse
import json
from pathlib import Path

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.scoring_report import as_json
from sottovoce.steps.evaluation import Plan, evaluate_tools
from sottovoce.steps.evaluation_tools import OURS, STOCK


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("tests/gold"))
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    evaluation = evaluate_tools(chosen.gold, DeidentifyPolicy(), Plan(n_rounds=chosen.rounds))
    speeds = {cost.tool: cost.words_a_second for cost in evaluation.costs}
    report = {**as_json(evaluation), "speed_ratio": speeds[OURS] / speeds[STOCK]}
    print(json.dumps(report, indent=1))
    print(f"words a second, sottovoce / stock Presidio analyze(): {report['speed_ratio']:.2f}")
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=1))


# Tools run in processes of their own, which import this file again.
if __name__ == "__main__":
    main()
