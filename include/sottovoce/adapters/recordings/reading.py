"""Read recordings as a stream of samples, by PyAV.

Files of sites are read in a process that may be ended: see :mod:`.watched`.

Everything counts samples from the first one decoded. Time stamps of packets are not used: those
of the first packets of an mp3 lie.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sottovoce.adapters.recordings.headers import Header, read_header
from sottovoce.deidentify.audio.problems import unreadable_recording
from sottovoce.deidentify.audio.samples import Block

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

MAX_DURATION_S = 4 * 3600 + 60
MIN_RATE_HZ, MAX_RATE_HZ = 8_000, 96_000
DEMUXERS = {"wav": "wav", "flac": "flac", "mp3": "mp3", "mp4": "mov", "ogg": "ogg"}
OPTIONS = {"wav": {"max_size": "131072"}}
"""Packets of 4 kB, the default for wav, cost more than the samples in them."""

DECODERS = (
    "pcm_", "flac", "mp3", "aac", "alac", "opus", "libopus", "vorbis", "adpcm_ima_wav", "adpcm_ms",
)  # fmt: skip
"""How the names of the decoders begin that are let near a site's file."""

_MAX_PACKET_ERRORS = 10_000

PREROLL_S = 1.0
"""Decoded before the place that is sought: mp3 and Opus need what came before to sound right."""


class OpenRecording:
    """A recording whose samples can be read once, from the first to the last.

    Attributes:
        header: What the file states of itself.
        n_bytes: Its size.
        codec: Name of the decoder.
        sample_rate_hz: Samples a second and channel.
        n_channels: 1 or 2.
        n_packet_errors: Packets that could not be decoded until now.
        tags: Every value of the file's metadata, to be searched for in what is written.
    """

    def __init__(
        self,
        container: "InputContainer",
        header: Header,
        n_bytes: int,
        on_packet: Callable[[], object],
    ) -> None:
        """Look at the sound track.

        Raises:
            UnreadableUpload: There is none, more than one, or one outside of what is supported.
        """
        self._container = container
        self._on_packet = on_packet
        self._stream = _only_track(container)
        self.header = header
        self.n_bytes = n_bytes
        self.codec = self._stream.codec_context.name
        self.sample_rate_hz = int(self._stream.codec_context.sample_rate or 0)
        self.n_channels = int(self._stream.codec_context.channels)
        self.n_packet_errors = 0
        self._skipped_to: Iterator[AudioFrame] | None = None
        self._require_supported()
        self._stream.codec_context.thread_type = "NONE"
        if self.codec == "flac":
            self._stream.codec_context.options = {"err_detect": "crccheck+explode"}

    @property
    def tags(self) -> list[str]:
        """Values of the metadata of the file, of its tracks and of its chapters."""
        held = [self._container.metadata, *(each.metadata for each in self._container.streams)]
        held += [chapter["metadata"] for chapter in self._container.chapters()]
        return [str(value) for metadata in held for value in metadata.values()]

    @property
    def stated_duration_s(self) -> float | None:
        """The length that the file states of itself; None if it states none."""
        if self.header.duration_s is not None or self.header.container in {"wav", "flac"}:
            return self.header.duration_s
        duration, base = self._stream.duration, self._stream.time_base
        is_stated = self.header.is_length_stated and duration and base is not None
        return float(duration * base) if is_stated and duration and base else None

    def skip_to(self, second: float) -> int | None:
        """Go to shortly before a time and return the index of the sample that comes next.

        It is what the time stamps say, against that of the first sample: enough to listen to, and
        exact for what this package wrote.

        Returns:
            None if the place can't be found; the recording has to be opened again then.
        """
        import av

        first = next(self._frames(), None)
        base = self._stream.time_base
        if first is None or first.pts is None or base is None:
            return None
        try:
            sought = first.pts + int(max(0.0, second - PREROLL_S) / base)
            self._container.seek(sought, stream=self._stream)
        except av.error.FFmpegError:
            return None
        frames = self._frames()
        found = next(frames, None)
        if found is None or found.pts is None:
            return None
        self._skipped_to = chain([found], frames)
        index = round((found.pts - first.pts) * base * self.sample_rate_hz)
        return index if 0 <= index <= second * self.sample_rate_hz else None

    def seconds(self) -> Iterator[Block]:
        """Yield blocks of one second, the last one shorter.

        Raises:
            UnreadableUpload: The sound changes its form midway, or is too long.
        """
        rate, held, n_held, n_read = self.sample_rate_hz, list[Block](), 0, 0
        for block in self._blocks():
            held.append(block)
            n_held += len(block)
            if n_held < rate:
                continue
            joined = np.concatenate(held) if len(held) > 1 else block
            n_whole = n_held - n_held % rate
            yield from np.split(joined[:n_whole], n_whole // rate)
            held, n_held, n_read = [joined[n_whole:]], n_held - n_whole, n_read + n_whole
            if n_read > MAX_DURATION_S * rate:
                raise unreadable_recording("too long")
        if n_held:
            yield np.concatenate(held)

    def _blocks(self) -> Iterator[Block]:
        for frame in self._skipped_to or self._frames():
            if frame.sample_rate != self.sample_rate_hz or frame.layout.nb_channels != (
                self.n_channels
            ):
                raise unreadable_recording("changes midway")
            self.n_packet_errors += bool(frame.is_corrupt)
            yield _as_block(frame, self.n_channels)

    def _frames(self) -> Iterator["AudioFrame"]:
        import av

        packets = self._container.demux(self._stream)
        while self.n_packet_errors < _MAX_PACKET_ERRORS:
            self._on_packet()
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                frames = packet.decode()
            except (av.error.FFmpegError, ValueError):
                self.n_packet_errors += 1
                continue
            yield from frames

    def _require_supported(self) -> None:
        if not self.codec.startswith(DECODERS):
            raise unreadable_recording("no recording")
        if not self.n_channels or not self.sample_rate_hz:
            raise unreadable_recording("damaged")
        if self.n_channels > 2:
            raise unreadable_recording("too many channels")
        if not MIN_RATE_HZ <= self.sample_rate_hz <= MAX_RATE_HZ:
            raise unreadable_recording("sample rate")


@contextmanager
def open_recording(
    path: Path, *, on_packet: Callable[[], object] = lambda: None
) -> Iterator[OpenRecording]:
    """Open a recording of a site for reading.

    Args:
        path: The recording. Its name does not matter, only its bytes.
        on_packet: Called before each packet, of which there are many a second.

    Raises:
        UnreadableUpload: It is empty, damaged, or not a recording that can be read.
    """
    import av

    av.logging.set_level(None)
    with path.open("rb") as file:
        header = read_header(file)
        n_bytes = path.stat().st_size
    try:
        container = av.open(
            f"file:{path}",
            format=DEMUXERS[header.container],
            container_options={"protocol_whitelist": "file", **OPTIONS.get(header.container, {})},
            metadata_errors="ignore",
        )
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise unreadable_recording("damaged") from error
    with container:
        yield OpenRecording(container, header, n_bytes, on_packet)


def _only_track(container: "InputContainer") -> "AudioStream":
    tracks = container.streams.audio
    if not tracks:
        raise unreadable_recording("no recording")
    if len(tracks) > 1:
        raise unreadable_recording("several tracks")
    return tracks[0]


def _as_block(frame: "AudioFrame", n_channels: int) -> Block:
    """Return the samples as rows of one value a channel; unsigned bytes become 16 bits."""
    samples: Any = frame.to_ndarray()
    block: Block = samples.reshape(-1, n_channels) if frame.format.is_packed else samples.T
    if block.dtype == np.uint8:
        return (block.astype(np.int16) - 128) << 8
    return block
