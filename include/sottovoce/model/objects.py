"""What object storage says about a file, without the file."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One object as a listing shows it. Its key stays out of the repr: it can hold a name.

    Attributes:
        key: The object's key in its bucket.
        n_bytes: Its size.
        etag: Changes whenever its content does. Not a digest one can verify.
        modified_at: When it was last written.
    """

    key: str = field(repr=False)
    n_bytes: int
    etag: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """What was really read: the only proof that a file is the one its manifest lists.

    Attributes:
        n_bytes: Bytes read.
        sha256: Lower-case hex digest of those bytes.
    """

    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FolderListing:
    """What lies directly under a prefix.

    Attributes:
        names: Names of folders, in the order of the listing.
        n_loose_files: How many objects lie there outside any folder.
    """

    names: tuple[str, ...] = field(repr=False)
    n_loose_files: int
