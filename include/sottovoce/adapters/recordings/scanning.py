"""Search the bytes of a clean recording: it may hold sound, and nothing else.

The encoder is trusted no more than the site. Each container is walked from the first byte to
the last, every part must be on a short list, and the values of the original's metadata must not
be in it anywhere.
"""

import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from sottovoce.errors import PrivacyStop

MIN_TAG_CHARS = 6
"""Shorter values turn up in compressed sound by chance."""

_VENDORS = {b"ffmpeg", b"Lavf", b"Lavc"}
_READ_BYTES = 1 << 20
_WAV_CHUNKS = {b"fmt ", b"fact", b"data", b"ds64", b"JUNK"}
_STREAMINFO, _PADDING, _COMMENTS = 0, 1, 4


class UnexpectedBytes(PrivacyStop):
    """A clean recording holds something besides sound, so it was deleted."""

    def __init__(self, part: str) -> None:
        """Name the part of the container; never its contents."""
        super().__init__(part)
        self.part = part

    def __str__(self) -> str:
        return f"The clean recording was not kept: {self.part} holds more than sound."


def scan_clean_recording(
    path: Path, container: str, *, n_packet_bytes: int, tags: Iterable[str]
) -> None:
    """Require that a file holds nothing but sound.

    Args:
        path: The clean recording.
        container: ``flac``, ``wav`` or ``ogg``.
        n_packet_bytes: Bytes of sound that were written into it.
        tags: Values of the original's metadata.

    Raises:
        UnexpectedBytes: It holds anything else.
    """
    with path.open("rb") as file:
        {"flac": _walk_flac, "wav": _walk_wav, "ogg": _walk_ogg}[container](file, n_packet_bytes)
        _search(file, tags)


def _walk_flac(file: BinaryIO, n_packet_bytes: int) -> None:
    _require(file.read(4) == b"fLaC", "the start of the file")
    is_last = False
    while not is_last:
        kind, size = _block_header(file)
        is_last, kind = bool(kind & 0x80), kind & 0x7F
        body = file.read(size)
        _require(kind in {_STREAMINFO, _PADDING, _COMMENTS}, "a metadata block")
        _require(kind != _PADDING or not any(body), "the padding")
        _require(kind != _COMMENTS or _has_no_comment(body), "the comments")
    _require(_size(file) - file.tell() == n_packet_bytes, "the end of the file")


def _block_header(file: BinaryIO) -> tuple[int, int]:
    header = file.read(4)
    _require(len(header) == 4, "a metadata block")
    return header[0], int.from_bytes(header[1:], "big")


def _has_no_comment(body: bytes) -> bool:
    """Whether Vorbis comments consist of the name of the library and a count of zero."""
    n_vendor = struct.unpack("<I", body[:4])[0]
    return body[4 + n_vendor :] == bytes(4) and body[4 : 4 + n_vendor] in _VENDORS


def _walk_wav(file: BinaryIO, n_packet_bytes: int) -> None:
    file.seek(12)
    end, n_sound, long_size = _size(file), 0, 0
    while file.tell() < end:
        header = file.read(8)
        kind, size = header[:4], int.from_bytes(header[4:], "little")
        _require(len(header) == 8 and kind in _WAV_CHUNKS, "a chunk")
        if kind == b"data":
            n_sound = long_size if size == 0xFFFFFFFF else size
            file.seek(n_sound + n_sound % 2, os.SEEK_CUR)
            continue
        body = file.read(size + size % 2)
        _require(kind != b"JUNK" or not any(body), "the padding")
        long_size = struct.unpack("<8xQ", body[:16])[0] if kind == b"ds64" else long_size
    _require(n_sound == n_packet_bytes and file.tell() == end, "the end of the file")


def _walk_ogg(file: BinaryIO, n_packet_bytes: int) -> None:
    end, n_page, n_sound = _size(file), 0, 0
    while file.tell() < end:
        header = file.read(27)
        _require(len(header) == 27 and header[:4] == b"OggS", "the place between two pages")
        body = file.read(sum(file.read(header[26])))
        if n_page == 0:
            _require(body[:8] == b"OpusHead" and len(body) == 19, "the first page")
        elif n_page == 1:
            _require(body[:8] == b"OpusTags" and _has_no_comment(body[8:]), "the comments")
        else:
            n_sound += len(body)
        n_page += 1
    _require(n_sound == n_packet_bytes, "a page")


def _search(file: BinaryIO, tags: Iterable[str]) -> None:
    sought = [
        value.encode(encoding)
        for value in {tag.strip() for tag in tags}
        for encoding in ("utf-8", "utf-16-le")
        if len(value) >= MIN_TAG_CHARS and value.encode() not in _VENDORS
    ]
    if not sought:
        return
    file.seek(0)
    overlap, before = max(map(len, sought)), b""
    while chunk := file.read(_READ_BYTES):
        _require(not any(value in before + chunk for value in sought), "the file")
        before = chunk[-overlap:]


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _require(is_clean: bool, part: str) -> None:
    if not is_clean:
        raise UnexpectedBytes(part)
