"""Reading bytes once, in order, and in bounded memory."""

import hashlib
from typing import Protocol

from sottovoce.model.objects import Digest

BYTES_PER_READ = 1024 * 1024


class ByteStream(Protocol):
    """Something to read bytes from, once, in order."""

    def read(self, amt: int = ..., /) -> bytes:
        """Return up to ``amt`` bytes; none at the end."""


def read_up_to(stream: ByteStream, n_bytes: int) -> bytes:
    """Return the next ``n_bytes`` bytes, or fewer if the stream ends before."""
    # Only a read that finds nothing left notices that the connection ended too early.
    chunks: list[bytes] = []
    while n_bytes > 0 and (chunk := stream.read(min(n_bytes, BYTES_PER_READ))):
        chunks.append(chunk)
        n_bytes -= len(chunk)
    return b"".join(chunks)


class HashingStream:
    """A stream that remembers the digest of what was read through it."""

    def __init__(self, stream: ByteStream) -> None:
        """Read from ``stream``, from where it is."""
        self._stream = stream
        self._hash = hashlib.sha256()
        self._n_bytes = 0

    def read(self, amt: int = BYTES_PER_READ, /) -> bytes:
        """Return up to ``amt`` bytes; none at the end."""
        data = read_up_to(self._stream, amt)
        self._hash.update(data)
        self._n_bytes += len(data)
        return data

    def digest(self) -> Digest:
        """Return the digest of all bytes read so far."""
        return Digest(self._n_bytes, self._hash.hexdigest())
