"""Which folders of a site's inbox to look into, so that cost grows with what is new.

Listing the folders themselves takes one request a thousand, and happens at every poll. What lies
inside one takes a request of its own. So a folder is looked into

* at every poll while it is new, awaits files or a correction, or changed within the last hour;
* in turn with others like it, when nothing in it changed for a week although something is awaited;
* in turn with the rest once its interviews are settled, so that a late correction is noticed too.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from sottovoce.model.folders import FolderRecord

JUST_CHANGED = timedelta(hours=1)
"""A folder that changed within this time may be about to change again."""

STALE_AFTER = timedelta(days=7)
"""A folder that awaits something is looked into at every poll for this long after a change."""

STALE_ROTATION = 100
"""Folders unchanged for longer, although something is awaited, that one poll looks into."""


class Listed(Protocol):
    """What a listing says of one object."""

    @property
    def key(self) -> str:
        """Where it is in its bucket."""

    @property
    def n_bytes(self) -> int:
        """Its size."""

    @property
    def etag(self) -> str:
        """Changes whenever its content does."""


def folder_hash(site: str, folder: str) -> str:
    """Return what the ledger calls a folder: its name may be a person's, so it is hashed."""
    return hashlib.sha256(f"{site}\x1f{folder}".encode()).hexdigest()


def file_name(key: str, folder_prefix: str) -> str:
    """Return what a file of a folder is called in a manifest.

    Args:
        key: The object's key.
        folder_prefix: What the keys of all files of the folder start with.

    Returns:
        The rest of the key, its accents in the form that manifests are read into.
    """
    return unicodedata.normalize("NFC", key.removeprefix(folder_prefix))


def listing_digest(objects: Iterable[Listed]) -> str:
    """Return a digest that changes when a file comes, goes or changes; the order is no matter."""
    lines = sorted(f"{item.key}\x1f{item.n_bytes}\x1f{item.etag}" for item in objects)
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()


def folders_to_list(
    known: Mapping[str, FolderRecord], seen: Iterable[str], now: datetime, *, rotation: int
) -> list[str]:
    """Return the folders to look into at this poll.

    Args:
        known: What the ledger remembers, by hash of the folder.
        seen: Hashes of the folders that are in the inbox now.
        now: The time of this poll.
        rotation: How many folders that are settled to look into again.

    Returns:
        Hashes: new folders first, in the order seen; then those that await something; then those
        whose turn it is, longest not looked into first.
    """
    new: list[str] = []
    awaiting: list[str] = []
    stale: list[FolderRecord] = []
    settled: list[FolderRecord] = []
    for folder in dict.fromkeys(seen):
        record = known.get(folder)
        if record is None:
            new.append(folder)
        elif _is_due(record, now):
            awaiting.append(folder)
        else:
            (stale if record.state == "open" else settled).append(record)
    return new + awaiting + _longest_ago(stale, STALE_ROTATION) + _longest_ago(settled, rotation)


def _is_due(record: FolderRecord, now: datetime) -> bool:
    unchanged_for = now - record.changed_at
    return unchanged_for < (STALE_AFTER if record.state == "open" else JUST_CHANGED)


def _longest_ago(records: Iterable[FolderRecord], n: int) -> list[str]:
    ordered = sorted(records, key=lambda record: (record.listed_at, record.folder_hash))
    return [record.folder_hash for record in ordered[:n]]
