"""Recordings spoilt in the ways that files are: each kind of file, each kind of damage."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from recording_builders import a_sound, a_wav, encode

RATE_HZ = 48_000
SECONDS = 8
HTML = b"<!doctype html><title>Sign in</title><p>Your session has ended." * 200

LONG = "10 hours of silence"
KINDS = {"wav": ".wav", "flac": ".flac", "mp3": ".mp3", "m4a": ".m4a", "opus": ".ogg",
         "vorbis": ".oga"}  # fmt: skip
OTHER_SUFFIXES = {"wav": ".mp3", "flac": ".ogg", "mp3": ".wav", "m4a": ".ogg", "opus": ".flac",
                  "vorbis": ".m4a"}  # fmt: skip


@dataclass(frozen=True)
class Damage:
    """One damage to one kind of file.

    Attributes:
        kind: Name of the kind, one of ``KINDS``.
        name: What happened to the file.
        write: Writes it; takes where to, without a suffix, and returns where it is.
        codes: Findings that have to come, whatever else does; empty where no pass over the sound
            can see anything, so that only the manifest's sha256 tells.
    """

    kind: str
    name: str
    write: Callable[[Path], Path]
    codes: frozenset[str]


def good(kind: str, stem: Path) -> Path:
    """Write a recording of this kind that nothing is wrong with."""
    path = stem.with_name(f"{stem.name}{KINDS[kind]}")
    sound = a_sound(RATE_HZ, seconds=SECONDS)
    if kind == "wav":
        return a_wav(path, sound, rate=RATE_HZ)
    return encode(path, sound, rate=RATE_HZ)


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    """Spoil three bytes in the middle of the sound."""
    spoilt = bytearray(data)
    for part in (3, 5, 7):
        spoilt[len(data) * part // 10] ^= 0xA5
    return bytes(spoilt)


def peppered(data: bytes) -> bytes:
    """Spoil one byte in every thousand."""
    spoilt = bytearray(data)
    for at in range(2_000, len(data), 1_000):
        spoilt[at] ^= 0xA5
    return bytes(spoilt)


def without_rate(kind: str, data: bytes) -> bytes:
    """Let a file state that it has no samples a second, wherever its kind says how many."""
    spoilt = bytearray(data)
    if kind == "wav":
        spoilt[24:32] = bytes(8)
    elif kind == "flac":
        spoilt[18:21] = bytes([0, 0, data[20] & 0x0F])
    elif kind == "mp3":
        _reserve_rate(spoilt)
    elif kind == "m4a":
        mdhd, mp4a = data.rindex(b"mdhd"), data.rindex(b"mp4a")
        spoilt[mdhd + 16 : mdhd + 20] = bytes(4)
        spoilt[mp4a + 28 : mp4a + 32] = bytes(4)
    else:
        at = data.index(b"OpusHead") + 12 if kind == "opus" else data.index(b"\x01vorbis") + 12
        spoilt[at : at + 4] = bytes(4)
        _sign_first_page(spoilt)
    return bytes(spoilt)


def _reserve_rate(mp3: bytearray) -> None:
    """Give every frame the sample rate that the standard keeps for later."""
    first = next(i for i in range(len(mp3)) if mp3[i] == 0xFF and mp3[i + 1] & 0xE0 == 0xE0)
    sync = bytes(mp3[first : first + 2])
    at = first
    while (at := mp3.find(sync, at)) >= 0 and at + 2 < len(mp3):
        mp3[at + 2] |= 0x0C
        at += 2


def _sign_first_page(ogg: bytearray) -> None:
    """Set the checksum of the first page, so that it is believed (RFC 3533, section 6)."""
    length = 27 + ogg[26] + sum(ogg[27 : 27 + ogg[26]])
    ogg[22:26] = bytes(4)
    crc = 0
    for byte in ogg[:length]:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    ogg[22:26] = struct.pack("<I", crc)


def silence(kind: str, stem: Path, *, seconds: int, rate: int = 8_000) -> Path:
    """Write silence of any length at once: one minute is encoded, and its packets repeated."""
    path = stem.with_name(f"{stem.name}{KINDS[kind]}")
    if kind == "wav":
        return a_hollow_wav(path, n_samples=seconds * rate, rate=rate)
    rate = 48_000 if kind in {"opus", "vorbis"} else rate
    minute = encode(path.with_name(f"minute{path.suffix}"), np.zeros((rate * 60, 1)), rate=rate)
    with av.open(str(minute)) as source, av.open(str(path), "w", format=_muxer(path)) as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        packets = [packet for packet in source.demux() if packet.size]
        base, times = packets[0].time_base, [packet.pts for packet in packets]
        step = times[-1] - times[0] + times[1] - times[0]  # a minute and what the encoder pads
        for later in range(0, int(seconds / base), step):
            for packet, time in zip(packets, times, strict=True):
                if (time + later) * base >= seconds:
                    break
                # Muxing counts them in the file's own unit.
                packet.stream, packet.time_base = stream, base
                packet.pts = packet.dts = time + later
                target.mux(packet)
    minute.unlink()
    return path


def _muxer(path: Path) -> str:
    return {".flac": "flac", ".mp3": "mp3", ".m4a": "ipod"}.get(path.suffix, "ogg")


def a_hollow_wav(
    path: Path, *, n_samples: int, rate: int, n_channels: int = 1, form: str = "RIFF"
) -> Path:
    """Write a wav file of 16 bits whose samples are a hole: it has a length, and takes no room."""
    a_wav(path, np.zeros((0, n_channels)), rate=rate, form=form)
    n_bytes = n_samples * n_channels * 2
    header = bytearray(path.read_bytes())
    size = len(header) - 8 + n_bytes
    if form == "RIFF":
        header[4:8], header[-4:] = struct.pack("<I", size), struct.pack("<I", n_bytes)
    else:
        header[20:44] = struct.pack("<QQQ", size, n_bytes, n_samples)
    path.write_bytes(header)
    with path.open("r+b") as file:
        file.truncate(len(header) + n_bytes)
    return path


def damages() -> Iterator[Damage]:
    """Yield every damage to every kind of file."""
    for kind in KINDS:
        for name, (change, codes) in CHANGES.items():
            yield Damage(kind, name, _changed(kind, change), frozenset(codes[kind].split()))
        yield Damage(kind, LONG, _long(kind), frozenset({"recording-too-long"}))
        yield Damage(kind, "wrong extension", _renamed(kind), frozenset({"wrong-suffix"}))


def _changed(kind: str, change: Callable[[str, bytes], bytes]) -> Callable[[Path], Path]:
    def write(stem: Path) -> Path:
        path = good(kind, stem)
        path.write_bytes(change(kind, path.read_bytes()))
        return path

    return write


def _long(kind: str) -> Callable[[Path], Path]:
    return lambda stem: silence(kind, stem, seconds=36_000)


def _renamed(kind: str) -> Callable[[Path], Path]:
    def write(stem: Path) -> Path:
        path = good(kind, stem)
        return path.rename(path.with_suffix(OTHER_SUFFIXES[kind]))

    return write


def _all(codes: str, **others: str) -> dict[str, str]:
    return {kind: others.get(kind, codes) for kind in KINDS}


CHANGES: dict[str, tuple[Callable[[str, bytes], bytes], dict[str, str]]] = {
    "truncated": (
        lambda _, data: half(data),
        _all("recording-cut-short", m4a="damaged-recording"),
    ),
    "3 bytes flipped": (
        lambda _, data: flipped(data),
        _all("recording-cut-short", wav="", mp3="", m4a="damaged-packets"),
    ),
    "1 byte in 1,000 flipped": (
        lambda _, data: peppered(data),
        _all("damaged-recording", wav="", mp3="damaged-packets"),
    ),
    "HTML renamed": (lambda *_: HTML, _all("unknown-format")),
    "empty": (lambda *_: b"", _all("empty-recording")),
    "0 Hz": (
        without_rate,
        # Opus states the rate of what was encoded, for the reader's information only.
        _all("damaged-recording", mp3="unknown-format", m4a="recording-cut-short", opus=""),
    ),
}  # fmt: skip
"""By the name of the damage: what happens to the bytes, and the findings of each kind."""
