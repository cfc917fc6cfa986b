"""Small recordings in every format, with or without things that do not belong in them."""

import struct
from pathlib import Path

import av
import numpy as np

SECONDS = 6


def a_sound(rate: int = 16_000, n_channels: int = 1, seconds: float = SECONDS) -> np.ndarray:
    """Noise that never repeats, between -0.5 and 0.5; shape (samples, channels)."""
    rng = np.random.default_rng(7)
    return rng.uniform(-0.5, 0.5, (int(rate * seconds), n_channels))


def pcm(sound: np.ndarray, kind: str) -> bytes:
    """Samples as a wav file holds them: u8, s16, s24, s32, f32 or f64."""
    if kind.startswith("f"):
        return sound.astype(f"<f{int(kind[1:]) // 8}").tobytes()
    if kind == "u8":
        return (np.rint(sound * 127) + 128).astype(np.uint8).tobytes()
    bits = int(kind[1:])
    whole = np.rint(sound * (2 ** (bits - 1) - 1)).astype("<i4")
    if bits == 24:
        return whole.reshape(-1, 1).view(np.uint8)[:, :3].tobytes()
    return whole.astype(f"<i{bits // 8}").tobytes()


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def a_wav(
    path: Path,
    sound: np.ndarray,
    kind: str = "s16",
    *,
    rate: int = 16_000,
    extra: bytes = b"",
    form: str = "RIFF",
    stated_rate: int | None = None,
) -> Path:
    data = pcm(sound, kind)
    width = int(kind[1:]) // 8
    n_channels = sound.shape[1]
    fmt = chunk(
        b"fmt ",
        struct.pack(
            "<HHIIHH",
            3 if kind.startswith("f") else 1,
            n_channels,
            rate if stated_rate is None else stated_rate,
            (rate if stated_rate is None else stated_rate) * n_channels * width,
            n_channels * width,
            8 * width,
        ),
    )
    if form == "RIFF":
        body = b"WAVE" + fmt + extra + chunk(b"data", data)
        path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
        return path
    size = 4 + 36 + len(fmt) + len(extra) + 8 + len(data)
    ds64 = chunk(b"ds64", struct.pack("<QQQI", size, len(data), len(sound), 0))
    body = b"WAVE" + ds64 + fmt + extra + b"data" + b"\xff\xff\xff\xff" + data
    path.write_bytes(form.encode() + b"\xff\xff\xff\xff" + body)
    return path


ENCODERS = {
    "flac": ("flac", "flac", "s16"),
    "mp3": ("mp3", "libmp3lame", "s16p"),
    "m4a": ("ipod", "aac", "fltp"),
    "mp4": ("mp4", "alac", "s16p"),
    "ogg": ("ogg", "libopus", "s16"),
    "oga": ("ogg", "vorbis", "fltp"),
}


def encode(
    path: Path, sound: np.ndarray, *, rate: int = 16_000, tags: dict[str, str] | None = None
) -> Path:
    """Write ``sound`` in the format that the suffix says."""
    container_format, encoder, sample_format = ENCODERS[path.suffix[1:]]
    layout = "mono" if sound.shape[1] == 1 else "stereo"
    whole = np.rint(sound * 32767).astype(np.int16)
    with av.open(str(path), "w", format=container_format) as container:
        container.metadata.update(tags or {})
        if path.suffix == ".oga":
            # FFmpeg's own Vorbis encoder takes stereo only, and is marked experimental.
            layout, whole = "stereo", np.repeat(whole, 3 - sound.shape[1], axis=1)
        stream = container.add_stream(encoder, rate=rate, options={"strict": "experimental"})
        stream.codec_context.layout = layout
        stream.codec_context.format = sample_format
        frame = av.AudioFrame.from_ndarray(whole.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = rate
        frame.pts = 0
        resampler = av.AudioResampler(sample_format, layout, rate)
        for each in [*resampler.resample(frame), *resampler.resample(None), None]:
            container.mux(stream.encode(each))
    return path


def decode(path: Path) -> np.ndarray:
    """Every sample of a file by plain PyAV; shape (samples, channels)."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        blocks = [
            frame.to_ndarray().reshape(-1, stream.channels)
            if frame.format.is_packed
            else frame.to_ndarray().T
            for frame in container.decode(stream)
        ]
    return np.concatenate(blocks)
