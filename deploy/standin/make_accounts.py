"""Make buckets and keys on the stand-in, as an operator does on AWS, and print the pipeline's key.

The first line is the access key, the second the secret key. The keys of the sites stay in /data.
"""

from pathlib import Path

from serve_s3 import SERVER

from sottovoce.config import load_study
from sottovoce_demo.s3_server import PIPELINE

if __name__ == "__main__":
    sites = load_study(Path("/opt/sottovoce/study.yaml")).sites
    keys = SERVER.provision(
        site_buckets={code: site.bucket for code, site in sites.items()},
        own_buckets=["raw", "clean"],
    )
    print(keys[PIPELINE].access_key, keys[PIPELINE].secret_key, sep="\n")  # noqa: T201
