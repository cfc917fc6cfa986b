"""What the ledger remembers of a folder in a site's inbox, without its name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FolderState = Literal["open", "closed"]
"""``open``: files are still awaited, or a correction is. ``closed``: every interview is settled."""


@dataclass(frozen=True, slots=True)
class FolderRecord:
    """One folder of one site's inbox, as it was when it was last listed.

    The folder's own name is not kept: a site may have put a person's name in it.

    Attributes:
        folder_hash: From :func:`sottovoce.intake.discovery.folder_hash`.
        listing_sha256: Digest of names, sizes and etags of what lay in it when last listed.
        first_seen_at: When it was first listed.
        changed_at: When its listing last differed from the one before.
        listed_at: When it was last listed.
        state: Whether a change is expected.
    """

    folder_hash: str
    listing_sha256: str
    first_seen_at: datetime
    changed_at: datetime
    listed_at: datetime
    state: FolderState
