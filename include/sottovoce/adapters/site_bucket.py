"""A site's own bucket, as the site sees it: what it sends, and the receipts that come back."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from sottovoce.adapters.object_store import ObjectStore
from sottovoce.adapters.outbox import Outbox, measure_bytes
from sottovoce.errors import SottovoceError, StudyConfigError
from sottovoce.intake.discovery import file_name
from sottovoce.intake.outgoing import LocalFile
from sottovoce.model.findings import Finding
from sottovoce.model.manifests import MANIFEST_NAME, ROSTER_NAME
from sottovoce.model.objects import ObjectInfo

_MAX_RECEIPT_BYTES = 1_000_000

Progress = Callable[[int], None]


class UploadNotConfirmed(SottovoceError):
    """What lies in the bucket after sending is not what was sent."""


@dataclass(frozen=True, slots=True)
class SiteReceipt:
    """One receipt.

    Attributes:
        folder: Folder that it is about.
        row: Row of its manifest; 0 if nobody could read the manifest.
        state: Where the interview is.
        findings: What is wrong with it.
        is_superseded: Whether a newer version of the folder took its place.
        written_at: When the receipt was last written.
    """

    folder: str = field(repr=False)
    row: int
    state: str
    findings: tuple[Finding, ...]
    is_superseded: bool
    written_at: datetime


class SiteBucket:
    """One bucket, seen with its site's key."""

    def __init__(self, store: ObjectStore, bucket: str) -> None:
        """Look at ``bucket`` through ``store``; nothing is sent yet."""
        self._store = store
        self._bucket = bucket

    def send(
        self, folder: str, outbox: Outbox, manifest: bytes, *, on_bytes: Progress
    ) -> datetime | None:
        """Send what is not there yet: the roster first, the manifest last.

        While files change, the folder has no manifest, so that nobody takes a mixture of old and
        new files for a submission.

        Args:
            folder: Folder of the inbox.
            outbox: What to send.
            manifest: The manifest, sizes and digests filled in.
            on_bytes: Told how many more bytes were sent, now and then.

        Returns:
            When the new manifest arrived, by the server's clock; None if everything was there
            already and nothing was sent.

        Raises:
            UploadNotConfirmed: The listing afterwards does not show every file with its size.
        """
        last = measure_bytes(MANIFEST_NAME, manifest)
        there = self._listed(folder)
        unsent = [
            file for file in outbox.files.values() if not _is_same(there.get(file.name), file)
        ]
        if not unsent and _is_same(there.get(MANIFEST_NAME), last):
            return None
        if unsent and MANIFEST_NAME in there:
            self._store.delete(self._bucket, _key(folder, MANIFEST_NAME))
        for file in sorted(unsent, key=lambda file: file.name != ROSTER_NAME):
            with outbox.path(file).open("rb") as stream:
                key = _key(folder, file.name)
                self._store.upload(self._bucket, key, stream, on_bytes=on_bytes)
        self._confirm(folder, outbox.files)
        self._store.upload(
            self._bucket, _key(folder, MANIFEST_NAME), BytesIO(manifest), on_bytes=on_bytes
        )
        return self._confirm(folder, {MANIFEST_NAME: last})[MANIFEST_NAME].modified_at

    def receipts(self, folder: str | None = None) -> Iterator[SiteReceipt]:
        """Yield the receipts of one folder, or of all; in the order of folders and rows."""
        prefix = "receipts/" if folder is None else f"receipts/{folder}/"
        for info in self._store.list_objects(self._bucket, prefix):
            if info.key.endswith(".json"):
                data = self._store.read(self._bucket, info.key, max_bytes=_MAX_RECEIPT_BYTES)
                yield _receipt(json.loads(data), info)

    def _confirm(self, folder: str, sent: Mapping[str, LocalFile]) -> dict[str, ObjectInfo]:
        there = self._listed(folder)
        n_wrong = sum(
            name not in there or there[name].n_bytes != file.n_bytes for name, file in sent.items()
        )
        if n_wrong:
            raise UploadNotConfirmed(
                f"{n_wrong} files are not in the bucket as they were sent. Send the folder again."
            )
        return there

    def _listed(self, folder: str) -> dict[str, ObjectInfo]:
        prefix = _key(folder, "")
        objects = self._store.list_objects(self._bucket, prefix)
        return {file_name(info.key, prefix): info for info in objects}


def open_site_store(
    endpoint: str | None, region: str, profile: str | None, environ: Mapping[str, str] = os.environ
) -> ObjectStore:
    """Return the server, seen with the key that this computer has for it.

    The key is taken from ``SOTTOVOCE_SITE_ACCESS_KEY`` and ``SOTTOVOCE_SITE_SECRET_KEY``, or
    from wherever other S3 clients find theirs: ``AWS_ACCESS_KEY_ID`` and its like, or a profile.

    Raises:
        StudyConfigError: There is no key.
    """
    access_key = environ.get("SOTTOVOCE_SITE_ACCESS_KEY")
    secret_key = environ.get("SOTTOVOCE_SITE_SECRET_KEY")
    if access_key and secret_key and profile is None:
        return ObjectStore(endpoint, region, access_key, secret_key)
    import boto3
    from botocore.exceptions import BotoCoreError

    try:
        found = boto3.session.Session(profile_name=profile).get_credentials()
    except BotoCoreError:
        found = None
    if found is None:
        raise StudyConfigError(
            "No key was found. Set SOTTOVOCE_SITE_ACCESS_KEY and SOTTOVOCE_SITE_SECRET_KEY, or "
            "name a profile of ~/.aws/credentials with --profile."
        )
    key = found.get_frozen_credentials()
    return ObjectStore(endpoint, region, key.access_key, key.secret_key, key.token)


def _key(folder: str, name: str) -> str:
    return f"inbox/{folder}/{name}"


def _is_same(there: ObjectInfo | None, file: LocalFile) -> bool:
    return there is not None and (there.n_bytes, there.etag) == (file.n_bytes, file.etag)


def _receipt(said: Mapping[str, Any], info: ObjectInfo) -> SiteReceipt:
    findings = (
        Finding(item["code"], item["where"], item["problem"], item["fix"])
        for item in said["findings"]
    )
    folder = info.key.removeprefix("receipts/").rpartition("/")[0]
    is_superseded = bool(said.get("superseded"))
    return SiteReceipt(
        folder, said["row"], said["state"], tuple(findings), is_superseded, info.modified_at
    )
