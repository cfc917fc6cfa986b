"""Make the study's buckets and the keys to them.

``init`` calls it. By hand, it shows a site's key, to be handed to that site; or, for a server
that has its own ways with accounts, what the policy of a site, ``pipeline`` or ``desk`` has to say:

    docker compose run --rm --no-deps init python deploy/buckets.py key s01
    docker compose run --rm --no-deps init python deploy/buckets.py policy pipeline
"""

import hashlib
import hmac
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sottovoce.config import Settings, StudyConfig, load_settings, load_study
from sottovoce.errors import StudyConfigError, TransientError
from sottovoce.model.ids import SiteCode
from sottovoce_demo.s3_server import desk_policy, pipeline_policy, site_policy

PIPELINE = "pipeline"
DESK = "desk"


class Key(NamedTuple):
    """One key pair."""

    access_key: str
    secret_key: str


def prepare_buckets(
    settings: Settings, study: StudyConfig, accounts: str, secrets_dir: Path
) -> None:
    """Make what is missing, or find out that something is.

    Args:
        settings: Where the server is, and the pipeline's own key.
        study: Its sites.
        accounts: ``rustfs`` makes buckets and keys; ``elsewhere`` leaves that to you and checks.
        secrets_dir: The folder with the server's first key and the seed of the sites' keys.

    Raises:
        StudyConfigError: A bucket can't be reached, or the server refuses an account.
        TransientError: The server does not answer.
    """
    if accounts == "rustfs":
        root = Key(
            _secret(secrets_dir, "s3_root_access_key"), _secret(secrets_dir, "s3_root_secret_key")
        )
        _make_buckets(_client(settings, root), settings, study)
        _make_accounts(RustfsAccounts(settings, root), settings, study, secrets_dir)
    elif accounts != "elsewhere":
        raise StudyConfigError("SOTTOVOCE_S3_ACCOUNTS is neither rustfs nor elsewhere.")
    own = _pipeline_key(settings)
    _check_buckets(_client(settings, own), "pipeline's", _bucket_names(settings, study))
    readable = [settings.raw_bucket, *(site.bucket for site in study.sites.values())]
    _check_buckets(_client(settings, _desk_key(secrets_dir)), "Desk's", readable)


def site_key(seed: str, site: str) -> Key:
    """Return the key of a site: always the same, so it need not be kept anywhere.

    Args:
        seed: The secret ``s3_site_seed``. Another seed gives every site another key.
        site: Code of the site.
    """
    digest = hmac.new(seed.encode(), f"site key of {site}".encode(), hashlib.sha256).hexdigest()
    return Key(f"{site.upper()}X{digest[:12].upper()}"[:20], digest[12:52])


class RustfsAccounts:
    """Users and policies of a RustFS server, by its administration API."""

    def __init__(self, settings: Settings, root: Key) -> None:
        """Prepare to talk to a server, with its first key."""
        self._endpoint = (settings.s3_endpoint or "").rstrip("/")
        self._region = settings.s3_region
        self._root = root

    def make(self, name: str, key: Key, policy: Mapping[str, Any]) -> None:
        """Make a user with this key who may do what the policy says, or set both right.

        Raises:
            StudyConfigError: The server refuses.
            TransientError: The server does not answer.
        """
        named = f"sottovoce-{name}"
        self._put("add-user", {"accessKey": key.access_key},
                  {"secretKey": key.secret_key, "status": "enabled"})  # fmt: skip
        self._put("add-canned-policy", {"name": named}, policy)
        self._put(
            "set-user-or-group-policy",
            {"policyName": named, "userOrGroup": key.access_key, "isGroup": "false"},
            None,
        )

    def _put(self, call: str, query: Mapping[str, str], body: Mapping[str, Any] | None) -> None:
        from botocore.auth import S3SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        address = f"{self._endpoint}/rustfs/admin/v3/{call}?{urlencode(query)}"
        data = json.dumps(body).encode() if body is not None else b""
        signed = AWSRequest("PUT", address, data=data)
        S3SigV4Auth(Credentials(*self._root), "s3", self._region).add_auth(signed)
        request = urllib.request.Request(  # noqa: S310 - our own words
            address, data=data, headers=dict(signed.headers), method="PUT"
        )
        try:
            urllib.request.urlopen(request, timeout=30).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            problem = f"The S3 server refused {call} with status {error.code}."
        except OSError:
            raise TransientError("The S3 server does not answer.") from None
        else:
            return
        # Raised out here, so that the answer, which may repeat what was sent, is not shown.
        raise StudyConfigError(problem)


def _make_accounts(
    server: RustfsAccounts, settings: Settings, study: StudyConfig, secrets_dir: Path
) -> None:
    seed = _secret(secrets_dir, "s3_site_seed")
    for code, site in study.sites.items():
        server.make(code, site_key(seed, code), site_policy(site.bucket))
    policy = pipeline_policy(_bucket_names(settings, study))
    server.make(PIPELINE, _pipeline_key(settings), policy)
    server.make(DESK, _desk_key(secrets_dir), _desk_policy(settings, study))


def _make_buckets(s3: Any, settings: Settings, study: StudyConfig) -> None:
    place = {"LocationConstraint": settings.s3_region}
    for bucket in _bucket_names(settings, study):
        with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)


def _check_buckets(s3: Any, whose: str, buckets: Sequence[str]) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    missing = []
    for bucket in buckets:
        try:
            s3.list_objects_v2(Bucket=bucket, MaxKeys=1)
        except ClientError:
            missing.append(bucket)
        except BotoCoreError:
            raise TransientError("The S3 server does not answer.") from None
    if missing:
        raise StudyConfigError(
            f"The {whose} key can't list these buckets: {', '.join(missing)}. Make them, and "
            "allow the key what python deploy/buckets.py policy pipeline, or policy desk, says."
        )


def _bucket_names(settings: Settings, study: StudyConfig) -> list[str]:
    own = [settings.raw_bucket, settings.clean_bucket]
    return [*(site.bucket for site in study.sites.values()), *own]


def _client(settings: Settings, key: Key) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        region_name=settings.s3_region,
        aws_access_key_id=key.access_key,
        aws_secret_access_key=key.secret_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            retries={"total_max_attempts": 5},
        ),
    )


def _pipeline_key(settings: Settings) -> Key:
    return Key(settings.s3_access_key.get_secret_value(), settings.s3_secret_key.get_secret_value())


def _desk_key(secrets_dir: Path) -> Key:
    return Key(
        _secret(secrets_dir, "desk_s3_access_key"), _secret(secrets_dir, "desk_s3_secret_key")
    )


def _desk_policy(settings: Settings, study: StudyConfig) -> dict[str, Any]:
    return desk_policy(settings.raw_bucket, [site.bucket for site in study.sites.values()])


def _secret(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8").strip()


def show_key(site: str) -> str:
    """Return the lines with the key of a site."""
    folder = Path(os.environ.get("SOTTOVOCE_SECRETS_DIR", "/run/secrets"))
    key = site_key(_secret(folder, "s3_site_seed"), site)
    return f"access key: {key.access_key}\nsecret key: {key.secret_key}"


def show_policy(settings: Settings, study: StudyConfig, name: str) -> str:
    """Return what a site, the pipeline or the Desk may do, as AWS writes policies."""
    if name == PIPELINE:
        policy = pipeline_policy(_bucket_names(settings, study))
    elif name == DESK:
        policy = _desk_policy(settings, study)
    else:
        policy = site_policy(study.sites[SiteCode(name)].bucket)
    return json.dumps(policy, indent=2)


def main(arguments: Sequence[str]) -> str:
    """Return what the command line asks for.

    Raises:
        StudyConfigError: The study has no such site, or there is no such command.
    """
    settings = load_settings()
    study = load_study(settings.study_file)
    match arguments:
        case ["key", site] if site in study.sites:
            return show_key(site)
        case ["policy", name] if name in {PIPELINE, DESK, *study.sites}:
            return show_policy(settings, study, name)
    raise StudyConfigError(
        "Say: key SITE, policy SITE, policy pipeline or policy desk; sites by their code."
    )


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))  # noqa: T201
    except StudyConfigError as error:
        sys.exit(str(error))
