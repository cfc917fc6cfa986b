"""Send the demo study as ten sites would: each with its own key, all at the same time."""

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sottovoce.config.study import StudyConfig
from sottovoce.model.ids import SiteCode
from sottovoce.model.manifests import MANIFEST_NAME
from sottovoce_demo.access import Access
from sottovoce_demo.s3_server import REGION, Credential
from sottovoce_demo.study import DemoStudy, DemoSubmission

INBOX = "inbox/"


def send_study(
    study: DemoStudy, config: StudyConfig, access: Access, tell: Callable[[str, int], None]
) -> float:
    """Put every submission into its site's bucket and return when the last one was complete.

    A site sends its folders in the order of the study, each folder's manifest last. What lies
    there already, from an earlier start, is not sent again.

    Args:
        study: The study on disk.
        config: The study file: which bucket is whose.
        access: The running demo.
        tell: Called with each site's code and the number of folders it sent.

    Returns:
        Seconds since 1970 at which the last manifest arrived.
    """
    by_site: dict[str, list[DemoSubmission]] = defaultdict(list)
    for submission in study.submissions:
        by_site[submission.site].append(submission)

    def send_all(site: str) -> None:
        bucket = config.sites[site].bucket
        client = s3_client(access.s3_endpoint, access.s3_keys[site])
        sent = [_send_folder(client, bucket, each) for each in by_site[site]]
        tell(site, sum(sent))

    _for_each_at_once(by_site, send_all)
    return time.time()


def s3_client(endpoint: str, key: Credential) -> Any:
    """Return an S3 client that acts with one key."""
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=key.access_key,
        aws_secret_access_key=key.secret_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            # Long enough for a server that was killed to be back.
            retries={"total_max_attempts": 12, "mode": "standard"},
        ),
    )


def _for_each_at_once(sites: Iterable[str], act: Callable[[str], None]) -> None:
    names = list(sites)
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        for done in [pool.submit(act, SiteCode(site)) for site in names]:
            done.result()


def _send_folder(client: Any, bucket: str, submission: DemoSubmission) -> bool:
    prefix = f"{INBOX}{submission.folder}/"
    manifest = submission.path / MANIFEST_NAME
    if _is_there(client, bucket, prefix + MANIFEST_NAME, manifest):
        return False
    others = sorted(file for file in submission.path.iterdir() if file != manifest)
    for file in [*others, manifest]:
        client.put_object(Bucket=bucket, Key=prefix + file.name, Body=file.read_bytes())
    return True


def _is_there(client: Any, bucket: str, key: str, file: Path) -> bool:
    from botocore.exceptions import ClientError

    try:
        etag = client.head_object(Bucket=bucket, Key=key)["ETag"].strip('"')
    except ClientError:
        return False
    return bool(etag == hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest())
