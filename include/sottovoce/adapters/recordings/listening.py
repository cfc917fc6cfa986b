"""The sound of a recording, or of a stretch of it, as an aligner or a listener wants it.

Runs in the process that is watched.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sottovoce.adapters.recordings.orders import HEARD_RATE_HZ, Excerpt
from sottovoce.adapters.recordings.reading import OpenRecording, open_recording
from sottovoce.deidentify.audio.samples import Block, Muter, full_scale

NEAR_S = 30.0
"""To read this much from the start takes less than to look for a place."""


def hear(
    source: Path,
    excerpt: Excerpt,
    write: Callable[[bytes], object],
    on_packet: Callable[[], object] = lambda: None,
) -> None:
    """Hand over an excerpt, piece by piece.

    Args:
        source: The recording.
        excerpt: What of it.
        write: Takes the next samples, a few seconds at most.
        on_packet: Called before each packet, to show that reading goes on.

    Raises:
        UnreadableUpload: It can't be read.
    """
    if excerpt.start_s > NEAR_S:
        with open_recording(source, on_packet=on_packet) as recording:
            at = recording.skip_to(excerpt.start_s)
            if at is not None:
                _hear(recording, at, excerpt, write)
                return
    with open_recording(source, on_packet=on_packet) as recording:
        _hear(recording, 0, excerpt, write)


def _hear(
    recording: OpenRecording, at: int, excerpt: Excerpt, write: Callable[[bytes], object]
) -> None:
    rate = recording.sample_rate_hz
    for samples in _resampled(_cut(recording.seconds(), at, excerpt, rate), rate):
        write(samples.tobytes())


def _cut(blocks: Iterable[Block], at: int, excerpt: Excerpt, rate: int) -> Iterator[Block]:
    """Yield what of the blocks lies in the excerpt, muted; the first of them begins at ``at``."""
    start = round(excerpt.start_s * rate)
    end = sys.maxsize if excerpt.end_s is None else round(excerpt.end_s * rate)
    muter = Muter(excerpt.intervals, rate)
    for block in blocks:
        if at >= end:
            return
        if at + len(block) > start:
            yield muter.mute(block, at)[max(0, start - at) : end - at]
        at += len(block)


def _resampled(blocks: Iterable[Block], rate: int) -> Iterator[NDArray[np.int16]]:
    import av

    resampler = av.AudioResampler("s16", "mono", HEARD_RATE_HZ)
    for block in blocks:
        for frame in resampler.resample(_frame(block, rate)):
            yield frame.to_ndarray()[0]
    for frame in resampler.resample(None):
        yield frame.to_ndarray()[0]


def _frame(block: Block, rate: int) -> Any:
    import av

    one_channel = block.mean(axis=1, dtype=np.float32) / np.float32(full_scale(block.dtype))
    frame = av.AudioFrame.from_ndarray(one_channel[None, :], format="flt", layout="mono")
    frame.sample_rate = rate
    return frame
