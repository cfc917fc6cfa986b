"""A folder on a site's own computer, read to be sent."""

import hashlib
import unicodedata
from pathlib import Path

from sottovoce.adapters.object_store import PART_BYTES
from sottovoce.errors import UnreadableUpload
from sottovoce.intake.manifests import ManifestTable, read_manifest_table
from sottovoce.intake.outgoing import LocalFile
from sottovoce.model.manifests import MANIFEST_NAME, ROSTER_NAME
from sottovoce.validation.rosters import roster_rows

_BYTES_PER_READ = 1024 * 1024


class Outbox:
    """One folder with a manifest, and the files it lists.

    Attributes:
        manifest: The manifest's bytes as they are on disk.
        table: What they say.
        files: Every listed file that is there, and the roster if there is one, by name.
    """

    def __init__(self, folder: Path) -> None:
        """Read a folder; nothing in it is ever written.

        Args:
            folder: A folder that holds ``interviews.csv``.

        Raises:
            UnreadableUpload: The manifest is missing or is none.
        """
        self._paths = {unicodedata.normalize("NFC", p.name): p for p in folder.iterdir()}
        if MANIFEST_NAME not in self._paths:
            raise UnreadableUpload(
                "There is no manifest in this folder.",
                where=MANIFEST_NAME,
                fix="Write one; docs/sending.md says how.",
                code="no-manifest",
            )
        self.manifest = self._paths[MANIFEST_NAME].read_bytes()
        self.table: ManifestTable = read_manifest_table(self.manifest)
        names = {file.name for row in self.table.rows for file in row.listed_files()}
        self.files = {
            name: _measure(name, path)
            for name, path in self._paths.items()
            if name in names | {ROSTER_NAME} and name != MANIFEST_NAME and path.is_file()
        }

    def check_roster(self) -> None:
        """Read the roster, if there is one, as the study will.

        Raises:
            UnreadableUpload: It is not a table of kinds and values.
        """
        if ROSTER_NAME in self.files:
            roster_rows(self._paths[ROSTER_NAME].read_bytes())

    def path(self, file: LocalFile) -> Path:
        """Return where a file of this folder is."""
        return self._paths[file.name]


def measure_bytes(name: str, data: bytes) -> LocalFile:
    """Return what a small file that is not on disk would be measured as."""
    etag = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return LocalFile(name, len(data), hashlib.sha256(data).hexdigest(), etag)


def _measure(name: str, path: Path) -> LocalFile:
    """Read a file once, for its size, its sha256 and the etag that it will have."""
    whole, n_bytes = hashlib.sha256(), 0
    part_digests: list[bytes] = []
    with path.open("rb") as stream:
        while True:
            part = hashlib.md5(usedforsecurity=False)
            n_in_part = 0
            while n_in_part < PART_BYTES and (chunk := stream.read(_BYTES_PER_READ)):
                whole.update(chunk)
                part.update(chunk)
                n_in_part += len(chunk)
            n_bytes += n_in_part
            if n_in_part or not part_digests:
                part_digests.append(part.digest())
            if n_in_part < PART_BYTES:
                break
    return LocalFile(name, n_bytes, whole.hexdigest(), _etag(part_digests, n_bytes))


def _etag(part_digests: list[bytes], n_bytes: int) -> str:
    if n_bytes < PART_BYTES:
        return part_digests[0].hex()
    joined = hashlib.md5(b"".join(part_digests), usedforsecurity=False).hexdigest()
    return f"{joined}-{len(part_digests)}"
