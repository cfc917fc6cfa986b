"""The demo's S3 server: how to start it, and who may do what in which bucket."""

import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sottovoce.errors import TransientError
from sottovoce_demo.s3_process import HEALTH_PATH

REGION = "eu-west-2"
PIPELINE = "pipeline"
"""The name under which :meth:`S3Server.provision` returns the pipeline's own key."""
DESK = "desk"
"""The name under which it returns the key of the Desk."""

_IN_BUCKET = ("s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads")
_ON_OBJECTS = (
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:AbortMultipartUpload",
    "s3:ListMultipartUploadParts",
)


@dataclass(frozen=True, slots=True)
class Credential:
    """One key pair.

    Attributes:
        access_key: The public half.
        secret_key: The secret half.
    """

    access_key: str
    secret_key: str = field(repr=False)


class S3Server:
    """A private S3 server whose objects and keys outlive any way of ending it.

    Something else owns the process: it starts :meth:`command` with :meth:`env`. Everything the
    server keeps is below one folder that only this user can enter.
    """

    def __init__(self, state_dir: Path, port: int) -> None:
        """Describe a server; nothing is started.

        Args:
            state_dir: Folder of its own; made if missing.
            port: A free port of the loopback interface.
        """
        self._state_dir = state_dir
        self.port = port
        self.endpoint = f"http://127.0.0.1:{port}"
        state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        return [sys.executable, "-m", "sottovoce_demo.s3_process"]

    def env(self) -> dict[str, str]:
        """Return the variables that :meth:`command` needs besides the ordinary ones."""
        root = self._root()
        return {
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "SERVICES": "s3,iam",
            "S3_PERSIST": "1",
            "PERSIST_STATE": "1",
            "S3_DATA_DIR": str(self._state_dir / "objects"),
            "STATE_DIR": str(self._state_dir / "accounts"),
            "AWS_ACCESS_KEY_ID": root.access_key,
            "AWS_SECRET_ACCESS_KEY": root.secret_key,
            "MINISTACK_REGION": REGION,
            # Its messages can name objects, and a site may have put a name in one.
            "LOG_LEVEL": "CRITICAL",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }

    def wait_ready(self, timeout_s: float) -> None:
        """Return once the server answers.

        Raises:
            TransientError: It does not within ``timeout_s`` seconds.
        """
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.endpoint + HEALTH_PATH, timeout=2):  # noqa: S310
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise TransientError(f"The S3 server on port {self.port} did not start in {timeout_s:g} s.")

    def provision(
        self,
        *,
        site_buckets: Mapping[str, str],
        own_buckets: Iterable[str],
        raw_bucket: str | None = None,
    ) -> dict[str, Credential]:
        """Make every bucket and key that is missing, and return all keys.

        Calling it again changes nothing, returns the same keys, and finishes what a call that
        was cut short had begun.

        Args:
            site_buckets: Bucket of each site, by site code.
            own_buckets: The pipeline's buckets, which no site may reach.
            raw_bucket: Which of them holds the originals, if the Desk is to have a key of its own.

        Returns:
            Keys by site code, the pipeline's own under :data:`PIPELINE`, the Desk's under
            :data:`DESK`.
        """
        buckets = [*site_buckets.values(), *own_buckets]
        policies = {site: site_policy(bucket) for site, bucket in site_buckets.items()}
        policies[PIPELINE] = pipeline_policy(buckets)
        if raw_bucket is not None:
            policies[DESK] = desk_policy(raw_bucket, site_buckets.values())
        with closing(_client("s3", self.endpoint, self._root())) as s3:
            for bucket in buckets:
                _make_bucket(s3, bucket)
        with closing(_client("iam", self.endpoint, self._root())) as iam:
            return {name: self._user(iam, name, policy) for name, policy in policies.items()}

    def _user(self, iam: Any, name: str, policy: Mapping[str, Any]) -> Credential:
        user = f"sottovoce-{name}"
        with suppress(iam.exceptions.EntityAlreadyExistsException):
            iam.create_user(UserName=user)
        iam.put_user_policy(UserName=user, PolicyName="buckets", PolicyDocument=json.dumps(policy))
        return self._key(iam, user)

    def _key(self, iam: Any, user: str) -> Credential:
        kept = _read_credential(self._state_dir / f"{user}.json")
        listed = iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
        for key in listed:
            # A key whose secret was never written down is of no use to anyone.
            if kept is None or key["AccessKeyId"] != kept.access_key:
                iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
        if kept and kept.access_key in {key["AccessKeyId"] for key in listed}:
            return kept
        made = iam.create_access_key(UserName=user)["AccessKey"]
        credential = Credential(made["AccessKeyId"], made["SecretAccessKey"])
        _write_credential(self._state_dir / f"{user}.json", credential)
        return credential

    def _root(self) -> Credential:
        file = self._state_dir / "root.json"
        if (root := _read_credential(file)) is None:
            root = Credential(f"ROOT{secrets.token_hex(16).upper()}", secrets.token_urlsafe(32))
            _write_credential(file, root)
        return root


def site_policy(bucket: str) -> dict[str, Any]:
    """Return what a site may do: everything in its own bucket, but only read its receipts."""
    return _policy(
        _statement("Allow", _IN_BUCKET, [_arn(bucket)]),
        _statement("Allow", _ON_OBJECTS, [_arn(bucket, "*")]),
        _statement("Deny", ("s3:PutObject", "s3:DeleteObject"), [_arn(bucket, "receipts/*")]),
    )


def pipeline_policy(buckets: Iterable[str]) -> dict[str, Any]:
    """Return what the pipeline may do: read and write in the buckets of the study."""
    named = list(buckets)
    return _policy(
        _statement("Allow", _IN_BUCKET, [_arn(bucket) for bucket in named]),
        _statement("Allow", _ON_OBJECTS, [_arn(bucket, "*") for bucket in named]),
    )


def desk_policy(raw_bucket: str, site_buckets: Iterable[str]) -> dict[str, Any]:
    """Return what the Desk may do: read the originals, read and write the receipts of sites."""
    sites = list(site_buckets)
    receipts = [_arn(bucket, "receipts/*") for bucket in sites]
    # Who may not list a bucket is not told of an object that is missing that it is.
    return _policy(
        _statement("Allow", ("s3:ListBucket",), [_arn(name) for name in (raw_bucket, *sites)]),
        _statement("Allow", ("s3:GetObject",), [_arn(raw_bucket, "*"), *receipts]),
        _statement("Allow", ("s3:PutObject",), receipts),
    )


def _make_bucket(s3: Any, bucket: str) -> None:
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})


def _policy(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _statement(effect: str, actions: Iterable[str], resources: list[str]) -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": resources}


def _arn(bucket: str, objects: str | None = None) -> str:
    return f"arn:aws:s3:::{bucket}" if objects is None else f"arn:aws:s3:::{bucket}/{objects}"


def _client(service: str, endpoint: str, credential: Credential) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=credential.access_key,
        aws_secret_access_key=credential.secret_key,
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 3}),
    )


def _read_credential(file: Path) -> Credential | None:
    return Credential(**json.loads(file.read_text())) if file.exists() else None


def _write_credential(file: Path, credential: Credential) -> None:
    draft = file.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(asdict(credential), out)
    draft.replace(file)
