"""Write clean recordings: a fresh container, one sound track, no metadata."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from sottovoce.adapters.recordings.orders import Output
from sottovoce.deidentify.audio.samples import Block, full_scale
from sottovoce.errors import TransientError

BITEXACT_CODEC = 0x00800000
"""Keeps the name and version of the encoder out of the file."""

OPUS_RATE_HZ = 48_000
OPUS_BITS_A_CHANNEL = 40_000


@dataclass(frozen=True, slots=True)
class Form:
    """How samples are written.

    Attributes:
        container: ``flac``, ``wav`` or ``ogg``.
        encoder: Name of the encoder.
        sample_format: What the encoder takes, interleaved.
        convert: From a block as it was decoded to the samples that are written.
    """

    container: str
    encoder: str
    sample_format: str
    convert: Callable[[Block], Block]


def form_for(codec: str, dtype: np.dtype[Any], bits: int, output: Output) -> Form:
    """Return the form that keeps every bit of a recording, or the small one if that is wanted.

    FLAC holds integers of up to 24 bits. Others become wav, so that no bit is lost; sound that
    came compressed has no bits to lose, so that 16 are enough.

    Args:
        codec: The decoder.
        dtype: Type of the decoded samples.
        bits: Bits a sample of a FLAC file; 0 for all others.
        output: What the study wants.
    """
    if output == "opus":
        return Form("ogg", "libopus", "flt", _as_floats)
    if codec.startswith(("pcm_f32", "pcm_f64")):
        name = "f32" if dtype == np.float32 else "f64"
        return Form("wav", f"pcm_{name}le", "flt" if name == "f32" else "dbl", _same)
    if dtype == np.int32:
        if bits == 32 or codec.startswith(("pcm_s32", "pcm_u32")):
            return Form("wav", "pcm_s32le", "s32", _same)
        return Form("flac", "flac", "s32", _same)
    return Form("flac", "flac", "s16", _same if dtype == np.int16 else _as_16_bits)


class CleanWriter:
    """Writes blocks of samples to one new file.

    Attributes:
        n_packet_bytes: Bytes of sound written; all other bytes of the file are the container's.
    """

    def __init__(self, path: Path, form: Form, *, sample_rate_hz: int, n_channels: int) -> None:
        """Begin the file; an older one of the same name is replaced."""
        import av

        self._av = av
        self._form = form
        self._rate = sample_rate_hz
        self._layout = "mono" if n_channels == 1 else "stereo"
        self._n_samples = 0
        self.n_packet_bytes = 0
        self._container = av.open(
            f"file:{path}",
            "w",
            format=form.container,
            container_options={"fflags": "+bitexact", **_MUXER_OPTIONS.get(form.container, {})},
        )
        is_opus = form.encoder == "libopus"
        self._stream: Any = self._container.add_stream(
            form.encoder,
            rate=OPUS_RATE_HZ if is_opus else sample_rate_hz,
            options={"compression_level": "5"} if form.encoder == "flac" else {},
        )
        codec: Any = self._stream.codec_context
        codec.format, codec.layout = form.sample_format, self._layout
        codec.flags |= BITEXACT_CODEC
        if is_opus:
            codec.bit_rate = OPUS_BITS_A_CHANNEL * n_channels
        self._resampler = (
            av.AudioResampler(form.sample_format, self._layout, OPUS_RATE_HZ) if is_opus else None
        )

    def write(self, block: Block) -> None:
        """Append samples.

        Raises:
            TransientError: The disk is full or gone.
        """
        frame = self._av.AudioFrame.from_ndarray(
            np.ascontiguousarray(self._form.convert(block)).reshape(1, -1),
            format=self._form.sample_format,
            layout=self._layout,
        )
        frame.sample_rate = self._rate
        frame.pts = self._n_samples
        self._n_samples += len(block)
        for each in self._resampler.resample(frame) if self._resampler else [frame]:
            self._encode(each)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            for each in self._resampler.resample(None) if self._resampler else []:
                self._encode(each)
            self._encode(None)
        self._container.close()

    def _encode(self, frame: Any) -> None:
        try:
            for packet in self._stream.encode(frame):
                self.n_packet_bytes += packet.size
                self._container.mux(packet)
        except OSError as error:
            raise TransientError(
                "The clean recording could not be written. Is the disk full?"
            ) from error


_MUXER_OPTIONS = {"wav": {"rf64": "auto"}}


def _same(block: Block) -> Block:
    return block


def _as_floats(block: Block) -> Block:
    return (block / full_scale(block.dtype)).astype(np.float32)


def _as_16_bits(block: Block) -> Block:
    return np.clip(np.rint(block * 32768.0), -32768, 32767).astype(np.int16)
