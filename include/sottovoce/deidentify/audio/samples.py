"""Mute samples by their index: times of packets and filters are late by up to a tenth of a second.

Blocks are arrays of shape ``(n_samples, n_channels)``, integers at full range or floats at 1.
"""

from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sottovoce.model.recordings import Interval, Method

Block = NDArray[Any]

TONE_HZ = 440.0
TONE_LEVEL = 0.05
"""Minus 26 dB: it says that something was taken out, and hurts nobody."""


class Muter:
    """Mutes the same stretches in every channel of a recording that passes block by block."""

    def __init__(
        self, intervals: Iterable[Interval], sample_rate_hz: int, method: Method = "silence"
    ) -> None:
        """Turn seconds into samples, rounded outwards.

        Args:
            intervals: What to mute, in any order.
            sample_rate_hz: Samples a second and channel.
            method: What is heard there instead.
        """
        self._rate = sample_rate_hz
        self._method = method
        self.stretches = merged_stretches(intervals, sample_rate_hz)
        self._next = 0

    def mute(self, block: Block, start_sample: int) -> Block:
        """Return the block with its muted samples replaced; itself if there are none.

        Args:
            block: The next block.
            start_sample: Index of its first sample; blocks come in order.
        """
        end_sample = start_sample + len(block)
        while self._next < len(self.stretches) and self.stretches[self._next][1] <= start_sample:
            self._next += 1
        edited = block
        for start, end in self.stretches[self._next :]:
            if start >= end_sample:
                break
            if edited is block:
                edited = block.copy()
            first, last = max(start, start_sample), min(end, end_sample)
            edited[first - start_sample : last - start_sample] = self._instead(
                first, last, block.dtype
            )
        return edited

    def _instead(self, first: int, last: int, dtype: np.dtype[Any]) -> Any:
        if self._method == "silence":
            return 0
        phase = 2 * np.pi * TONE_HZ / self._rate * np.arange(first, last, dtype=np.float64)
        return (TONE_LEVEL * full_scale(dtype) * np.sin(phase)).astype(dtype)[:, None]


def merged_stretches(
    intervals: Iterable[Interval], sample_rate_hz: int
) -> Sequence[tuple[int, int]]:
    """Return half-open stretches of samples, disjoint and in order, that cover the intervals."""
    merged: list[tuple[int, int]] = []
    for interval in sorted(intervals):
        start = max(0, floor(interval.start_s * sample_rate_hz))
        end = ceil(interval.end_s * sample_rate_hz)
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(merged.pop()[1], end)
        if start < end:
            merged.append((start, end))
    return merged


def full_scale(dtype: np.dtype[Any]) -> float:
    """Return the value at which samples of this type are as loud as they can be."""
    return float(np.iinfo(dtype).max) + 1 if np.issubdtype(dtype, np.integer) else 1.0
