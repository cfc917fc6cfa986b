"""Send the demo study, each site with its own key, wait, and say what came out differently.

Runs in the stand-in of the S3 server, with the ledger's address in a file. Ends with 0 when every
interview is where the study expects it.
"""

import json
import sys
import time
from pathlib import Path

from serve_s3 import SERVER

from sottovoce.config import load_study
from sottovoce.model.states import State
from sottovoce_demo.access import Access
from sottovoce_demo.delivery import send_study
from sottovoce_demo.outcomes import find_deviations, measure_progress, read_whereabouts
from sottovoce_demo.s3_server import PIPELINE
from sottovoce_demo.state import Ports
from sottovoce_demo.study import build_demo_study

STATES = (State.RELEASED, State.IN_REVIEW, State.QUARANTINED)


def main(ledger_dsn: str, timeout_s: float) -> int:
    """Play the study; return 0 when all is as expected."""
    config = load_study(Path("/opt/sottovoce/study.yaml"))
    buckets = {code: site.bucket for code, site in config.sites.items()}
    keys = SERVER.provision(site_buckets=buckets, own_buckets=["raw", "clean"])
    del keys[PIPELINE]
    study = build_demo_study(Path("/opt/gold"), Path("/tmp/study"), config)  # noqa: S108
    access = Access(Ports(0, 9000, 0), {}, "http://127.0.0.1:9000", keys)
    sent = send_study(study, config, access, lambda site, n: None)
    progress = measure_progress(study, read_whereabouts(ledger_dsn))
    while not progress.is_over and time.time() < sent + timeout_s:
        time.sleep(2)
        progress = measure_progress(study, read_whereabouts(ledger_dsn))
    deviations = find_deviations(study, read_whereabouts(ledger_dsn))
    counts = {state.value: progress.count(state) for state in STATES}
    report = {"expected": progress.n_expected, "ended": progress.n_ended, **counts}
    print(json.dumps({**report, "seconds": round(time.time() - sent)}))  # noqa: T201
    print(*deviations, sep="\n")  # noqa: T201
    return 1 if deviations or not progress.is_over else 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.readline().strip(), float(sys.argv[1])))
