"""Make buckets and keys on the stand-in, as an operator does on AWS, and print two of the keys.

Access key and secret key of the pipeline, then those of the Desk, a line each. The keys of the
sites stay in /data.
"""

from pathlib import Path

from serve_s3 import SERVER

from sottovoce.config import load_study
from sottovoce_demo.s3_server import DESK, PIPELINE

if __name__ == "__main__":
    sites = load_study(Path("/opt/sottovoce/study.yaml")).sites
    keys = SERVER.provision(
        site_buckets={code: site.bucket for code, site in sites.items()},
        own_buckets=["raw", "clean"],
        raw_bucket="raw",
    )
    for name in (PIPELINE, DESK):
        print(keys[name].access_key, keys[name].secret_key, sep="\n")  # noqa: T201
