"""The sound of a recording as an aligner wants it: one channel, 16 kHz, stretch by stretch.

A four-hour interview never lies in memory: the last minutes read are kept, the rest is gone.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sottovoce.adapters.alignment.sphinx import RATE_HZ
from sottovoce.adapters.recordings.reading import open_recording
from sottovoce.deidentify.audio.samples import Block, full_scale

_KEPT_S = 180
"""More than any stretch that is aligned and its second try reach back."""

_Samples = NDArray[np.int16]


class Sound:
    """Stretches of one recording, asked for roughly in order."""

    def __init__(self, recording: Path) -> None:
        """Remember where the recording is; nothing is read yet."""
        self._recording = recording
        self._restart()

    def read(self, start_s: float, end_s: float) -> bytes:
        """Return the samples of a stretch; what lies outside of the recording is left out.

        Raises:
            UnreadableUpload: The recording is damaged, or not one.
        """
        start, end = (max(0, round(second * RATE_HZ)) for second in (start_s, end_s))
        if start < self._kept_from:
            self._restart()
        while self._kept_from + len(self._kept) < end and not self._is_over:
            self._advance()
        return self._kept[start - self._kept_from : max(0, end - self._kept_from)].tobytes()

    def _restart(self) -> None:
        self._blocks = _resampled(self._recording)
        self._kept: _Samples = np.empty(0, np.int16)
        self._kept_from = 0
        self._is_over = False

    def _advance(self) -> None:
        block = next(self._blocks, None)
        if block is None:
            self._is_over = True
            return
        n_dropped = max(0, len(self._kept) + len(block) - _KEPT_S * RATE_HZ)
        self._kept = np.concatenate([self._kept[n_dropped:], block])
        self._kept_from += n_dropped


def _resampled(recording: Path) -> Iterator[_Samples]:
    """Yield the whole recording, ten seconds or so at a time."""
    import av

    resampler = av.AudioResampler("s16", "mono", RATE_HZ)
    held: list[_Samples] = []
    with open_recording(recording) as opened:
        for block in opened.seconds():
            held += _samples(resampler.resample(_frame(block, opened.sample_rate_hz)))
            if len(held) >= 10:
                yield np.concatenate(held)
                held = []
    held += _samples(resampler.resample(None))
    if held:
        yield np.concatenate(held)


def _frame(block: Block, rate_hz: int) -> Any:
    import av

    one_channel = block.mean(axis=1, dtype=np.float32) / np.float32(full_scale(block.dtype))
    frame = av.AudioFrame.from_ndarray(one_channel[None, :], format="flt", layout="mono")
    frame.sample_rate = rate_hz
    return frame


def _samples(frames: Any) -> list[_Samples]:
    return [frame.to_ndarray()[0] for frame in frames]
