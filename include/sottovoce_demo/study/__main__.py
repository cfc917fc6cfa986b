"""Write the demo study to a folder and say what is in it.

    python -m sottovoce_demo.study OUT_DIR

Run it where ``study.yaml`` and ``tests/gold`` lie, or say where they are.
"""

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sottovoce.config.study import load_study
from sottovoce_demo.study import DemoStudy, ExpectedInterview, build_demo_study


def main() -> None:
    """Build the study that the command line describes, and print a table of it."""
    given = _arguments()
    study = build_demo_study(given.gold, given.out_dir, load_study(given.study), seed=given.seed)
    Console().print(_overview(study, given.out_dir))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sottovoce_demo.study",
        description="Write the demo study to a folder, as the sites would send it.",
    )
    parser.add_argument("out_dir", type=Path, help="where to write; made if missing")
    parser.add_argument("--gold", type=Path, default=Path("tests/gold"), help="the gold set")
    parser.add_argument("--study", type=Path, default=Path("study.yaml"), help="the study file")
    parser.add_argument("--seed", type=int, default=7, help="decides dates and interviewers")
    return parser.parse_args()


def _overview(study: DemoStudy, out_dir: Path) -> Table:
    # Folder names are shown: everyone in this study is invented.
    table = Table("folder", "row", "has to end", title=f"The demo study in {out_dir}")
    for submission in study.submissions:
        folder = f"{submission.site}/{submission.folder}"
        for each in submission.expected:
            table.add_row(folder, str(each.row), _ending(each))
            folder = ""
    return table


def _ending(expected: ExpectedInterview) -> str:
    if expected.outcome == "pass":
        return "released or in review"
    return f"quarantined: {expected.finding_code}"


if __name__ == "__main__":
    main()
