"""What recorders, telephones and tag editors write into files, each with a secret in it."""

import base64
import struct
from collections.abc import Callable

PLANTED = "Rosalind Quillfeather"
PLACE = "+53.8008-001.5491/"
PNG = b"\x89PNG\r\n\x1a\n"

Plant = Callable[[bytes], bytes]
"""From the bytes of a file without secrets to one with."""


def survivors(data: bytes) -> set[str]:
    """Return which of the secrets are in a file, in whatever encoding."""
    return {
        secret
        for secret in (PLANTED, "Quillfeather", "Rosalind", PLACE)
        if any(form in data for form in forms(secret))
    }


def forms(secret: str) -> list[bytes]:
    """The ways in which a secret may stand in a file; base64 has three, by where it begins."""
    plain = [secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    shifted = [base64.b64encode(b"x" * n + secret.encode()).rstrip(b"=") for n in range(3)]
    return [*plain, *(form[4:-2] for form in shifted)]


def id3v2(*frames: bytes) -> bytes:
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def frame(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">I", len(body)) + b"\0\0" + body


XMP = b"<?xpacket begin=''?><x:xmpmeta>" + PLANTED.encode() + b"</x:xmpmeta>"
TITLE = frame(b"TIT2", b"\x01" + PLANTED.encode("utf-16"))
COMMENT = frame(b"COMM", b"\x00eng\x00" + PLANTED.encode())
ID3_XMP = frame(b"PRIV", b"XMP\x00" + XMP)
ID3_COVER = frame(b"APIC", b"\x00image/png\x00\x03\x00" + PNG + PLANTED.encode())
ID3_CHAPTER = frame(b"CHAP", b"one\0" + bytes(16) + TITLE)
ID3V2 = id3v2(TITLE, COMMENT, ID3_XMP, ID3_COVER)
ID3V1 = b"TAG" + PLANTED.encode().ljust(30, b"\0") + bytes(94) + b"\xff"
APE = (
    b"APETAGEX" + struct.pack("<IIII8x", 2000, 32 + 8 + 7 + len(PLANTED), 1, 0xA0000000)
    + struct.pack("<II", len(PLANTED), 0) + b"Artist\0" + PLANTED.encode()
    + b"APETAGEX" + struct.pack("<IIII8x", 2000, 32 + 8 + 7 + len(PLANTED), 1, 0x80000000)
)  # fmt: skip
LYRICS = b"LYRICSBEGININD0000210LYR%05d" % len(PLANTED) + PLANTED.encode()
LYRICS += b"%06dLYRICS200" % len(LYRICS)


def riff(*chunks: bytes) -> Plant:
    """Put chunks between the format and the samples of a wav file."""

    def plant(data: bytes) -> bytes:
        body = data[8:36] + b"".join(chunks) + data[36:]
        return b"RIFF" + struct.pack("<I", len(body)) + body

    return plant


def flac_block(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def picture() -> bytes:
    mime, note = b"image/png", PLANTED.encode()
    return (
        struct.pack(">II", 3, len(mime)) + mime + struct.pack(">I", len(note)) + note
        + struct.pack(">IIIII", 1, 1, 24, 0, len(PNG + note)) + PNG + note
    )  # fmt: skip


def cue_sheet() -> bytes:
    """A catalogue number of up to 128 letters, one track, and the end."""
    track = bytes(8) + b"\x01" + bytes(26) + b"\x01" + bytes(12)
    end = bytes(8) + b"\xaa" + bytes(27)
    return PLANTED.encode().ljust(128, b"\0") + bytes(267) + b"\x02" + track + end


def comments() -> bytes:
    entry = b"PERFORMER=" + PLANTED.encode()
    return struct.pack("<I", 4) + b"me!!" + struct.pack("<II", 1, len(entry)) + entry


def with_flac_blocks(*blocks: bytes) -> Plant:
    """Put blocks after the first one, which every FLAC file has."""

    def plant(data: bytes) -> bytes:
        return data[:4] + bytes([data[4] & 0x7F]) + data[5:42] + b"".join(blocks) + data[42:]

    return plant


def atom(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def keyed(key: bytes, value: bytes) -> bytes:
    """A QuickTime ``meta`` with one key, as telephones write them."""
    return atom(
        b"meta",
        bytes(4)
        + atom(b"hdlr", bytes(8) + b"mdta" + bytes(13))
        + atom(b"keys", struct.pack(">II", 0, 1) + atom(b"mdta", key))
        + atom(b"ilst", atom(b"\0\0\0\1", atom(b"data", struct.pack(">II", 1, 0) + value))),
    )


def listed(name: bytes, kind: int, value: bytes) -> bytes:
    """An iTunes ``meta`` with one entry."""
    return atom(
        b"udta",
        atom(
            b"meta",
            bytes(4)
            + atom(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
            + atom(b"ilst", atom(name, atom(b"data", struct.pack(">II", kind, 0) + value))),
        ),
    )


def quicktime_text(name: bytes, value: bytes) -> bytes:
    """A text of QuickTime's first kind: length, language (English), letters."""
    return atom(b"udta", atom(name, struct.pack(">HH", len(value), 0x15C7) + value))


def chapter_list(title: bytes) -> bytes:
    """One chapter from the start on, as audio books have them."""
    one = bytes(8) + bytes([len(title)]) + title
    return atom(b"udta", atom(b"chpl", b"\1" + bytes(7) + b"\1" + one))


def in_moov(child: bytes) -> Plant:
    """Put an atom into moov instead of what its encoder said of itself.

    Both stand last in the file, so that no offset changes.
    """

    def plant(data: bytes) -> bytes:
        at = data.rindex(b"moov") - 4
        end = data.index(b"udta", at) - 4
        return data[:at] + atom(b"moov", data[at + 8 : end] + child)

    return plant


def before(secret: bytes) -> Plant:
    return lambda data: secret + data


def behind(secret: bytes) -> Plant:
    return lambda data: data + secret
