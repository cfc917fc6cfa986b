"""How an Ogg file ends: the only thing that tells whether the rest of it is missing.

Every page states its own length, and the last one of a stream is marked (RFC 3533, section 6).
"""

import os
from typing import BinaryIO, NamedTuple

_SEARCHED_BYTES = 70_000
"""A page has at most 65,307 bytes."""

_PAGE = b"OggS"
_HEADER_BYTES = 27
_LAST_PAGE = 0x04


class OggEnding(NamedTuple):
    """How a file ends.

    Attributes:
        is_cut_off: It ends in the middle of a page, so something is missing.
        has_end_mark: Its last page is marked as the last one. Recorders that are switched off don't
            come to that, and a file may be cut between two pages.
    """

    is_cut_off: bool
    has_end_mark: bool


def read_ogg_ending(file: BinaryIO) -> OggEnding:
    """Return how an Ogg file ends; what stands after its last page is passed over."""
    n_bytes = file.seek(0, os.SEEK_END)
    file.seek(max(0, n_bytes - _SEARCHED_BYTES))
    tail = file.read()
    start = tail.rfind(_PAGE)
    if start < 0:
        return OggEnding(is_cut_off=False, has_end_mark=False)
    page = tail[start:]
    n_page = _size(page)
    rest = page[n_page:]
    if len(page) < n_page or (rest and _PAGE.startswith(rest)):
        return OggEnding(is_cut_off=True, has_end_mark=False)
    return OggEnding(is_cut_off=False, has_end_mark=bool(page[5] & _LAST_PAGE))


def _size(page: bytes) -> int:
    """Return how long a page is; of one that ends within its header, more than there is."""
    if len(page) < _HEADER_BYTES:
        return _HEADER_BYTES
    n_lengths = page[_HEADER_BYTES - 1]
    lengths = page[_HEADER_BYTES : _HEADER_BYTES + n_lengths]
    missing = n_lengths - len(lengths)
    return _HEADER_BYTES + n_lengths + sum(lengths) + missing
