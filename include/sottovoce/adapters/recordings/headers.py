"""What the bytes of a recording say of themselves, read without any decoder.

The kind of file is told by its first bytes and handed to the decoder by name: left to guess, it
would also take playlists, which make it open other files and addresses.
"""

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

from sottovoce.adapters.recordings.ogg_ending import read_ogg_ending
from sottovoce.deidentify.audio.problems import unreadable_recording

UNKNOWN_SIZES = {0, 0xFFFFFFFF}
"""What recorders write that never came back to fill in the length."""

_MAX_CHUNKS = 1000


@dataclass(frozen=True, slots=True)
class Header:
    """What a file states about itself.

    Attributes:
        container: ``wav``, ``flac``, ``mp3``, ``mp4`` or ``ogg``.
        duration_s: Length that it states in a form that can be relied on; None if it states none,
            or only the decoder can tell.
        is_exact: ``duration_s`` counts samples.
        has_end_mark: False when the container should have a mark at its end and has none.
        is_cut_off: The file ends where its container can't end.
        bits: Bits a sample of FLAC; 0 for all others.
        is_length_stated: The decoder reads a length from the file; otherwise it guesses one.
    """

    container: str
    duration_s: float | None = None
    is_exact: bool = False
    has_end_mark: bool = True
    is_cut_off: bool = False
    bits: int = 0
    is_length_stated: bool = True


def read_header(file: BinaryIO) -> Header:
    """Return what the bytes of a file say of themselves.

    Args:
        file: The recording, open for reading bytes.

    Raises:
        UnreadableUpload: It is empty, or not one of the formats that can be read.
    """
    n_bytes = file.seek(0, os.SEEK_END)
    if n_bytes == 0:
        raise unreadable_recording("empty")
    start = _after_id3(file)
    file.seek(start)
    head = file.read(4096)
    if head[:4] in {b"RIFF", b"RF64", b"BW64"} and head[8:12] == b"WAVE":
        return _wav(file, start + 12, n_bytes)
    if head[:4] == b"fLaC":
        return _flac(head)
    if head[:4] == b"OggS":
        ending = read_ogg_ending(file)
        return Header("ogg", has_end_mark=ending.has_end_mark, is_cut_off=ending.is_cut_off)
    if head[4:8] == b"ftyp":
        return Header("mp4")
    if _is_mp3(head):
        return Header("mp3", is_length_stated=any(tag in head for tag in (b"Xing", b"Info")))
    raise unreadable_recording("no recording")


def _after_id3(file: BinaryIO) -> int:
    """Return where the file goes on after ID3v2 tags, which any format may be given."""
    start = 0
    for _ in range(8):
        file.seek(start)
        tag = file.read(10)
        if tag[:3] != b"ID3" or len(tag) < 10:
            break
        size = sum(
            (byte & 0x7F) << shift for byte, shift in zip(tag[6:], (21, 14, 7, 0), strict=True)
        )
        start += 10 + size + (10 if tag[5] & 0x10 else 0)
    return start


def _is_mp3(head: bytes) -> bool:
    """Whether a frame of MPEG audio, layer 3, begins within the padding after a tag."""
    body = head.lstrip(b"\0")
    if len(body) < 4:
        return False
    is_sync = body[0] == 0xFF and body[1] & 0xE0 == 0xE0
    is_layer_3 = body[1] >> 1 & 3 == 1 and body[1] >> 3 & 3 != 1
    return is_sync and is_layer_3 and body[2] >> 4 not in {0, 15} and body[2] >> 2 & 3 != 3


def _flac(head: bytes) -> Header:
    if len(head) < 42:
        raise unreadable_recording("damaged")
    packed = int.from_bytes(head[18:26], "big")
    rate, bits, n_samples = packed >> 44, (packed >> 36 & 31) + 1, packed & (1 << 36) - 1
    if not rate:
        raise unreadable_recording("damaged")
    duration_s = n_samples / rate if n_samples else None
    return Header("flac", duration_s, is_exact=duration_s is not None, bits=bits)


def _wav(file: BinaryIO, start: int, n_bytes: int) -> Header:
    bytes_a_second, long_size = 0, 0
    for _ in range(_MAX_CHUNKS):
        file.seek(start)
        chunk = file.read(8)
        if len(chunk) < 8:
            break
        kind, size = chunk[:4], struct.unpack("<I", chunk[4:])[0]
        if kind == b"ds64":
            long_size = struct.unpack("<8xQ", file.read(16).ljust(16, b"\0"))[0]
        elif kind == b"fmt ":
            bytes_a_second = struct.unpack("<8xI", file.read(12).ljust(12, b"\0"))[0]
        elif kind == b"data":
            if size == 0xFFFFFFFF and long_size:
                size = long_size
            is_known = bool(bytes_a_second) and size not in UNKNOWN_SIZES
            return Header("wav", size / bytes_a_second if is_known else None, is_exact=is_known)
        start += 8 + size + size % 2
    raise unreadable_recording("damaged")
