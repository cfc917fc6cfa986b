"""The end-to-end test: the demo study through the whole stack, as `make smoke` runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("sottovoce-demo")
THROUGH_S = 15 * 60


@pytest.mark.smoke
def test_every_interview_of_the_demo_study_ends_as_it_has_to_and_nothing_leaks() -> None:
    done = subprocess.run(
        [PROGRAM, "smoke"], capture_output=True, text=True, timeout=THROUGH_S, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts["submissions"] >= 10
    assert counts["interviews"] >= 34
    assert counts["released"] + counts["in_review"] == 22
    assert counts["released"] + counts["in_review"] + counts["quarantined"] == counts["interviews"]
    assert counts["seconds_last_upload_to_last_receipt"] > 0
