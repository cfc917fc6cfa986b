"""How loud a recording is, measured while it passes block by block."""

import numpy as np
from numpy.typing import NDArray

from sottovoce.deidentify.audio.samples import Block, full_scale
from sottovoce.model.recordings import ChannelFacts

FLOOR_DB = -120.0
AT_FULL_SCALE = 0.999
CLIPPED_RUN = 3
"""Samples in a row at full scale: a single one is a loud sound, three are a cut-off wave."""


class LevelMeter:
    """Adds up what the facts of a recording need of its samples. Holds no sample."""

    def __init__(self, n_channels: int) -> None:
        """Start at nothing.

        Args:
            n_channels: 1 or 2.
        """
        self._n_samples = 0
        self._peaks = np.zeros(n_channels)
        self._squares = np.zeros(n_channels)
        self._sums = np.zeros(n_channels)
        self._n_clipped = np.zeros(n_channels)
        self._product = 0.0
        self._levels_db: list[tuple[float, ...]] = []

    def add(self, block: Block) -> None:
        """Take one second of sound, or less at the end."""
        scale = full_scale(block.dtype)
        channels = [_as_floats(block[:, i], scale) for i in range(block.shape[1])]
        squares = np.array([np.dot(channel, channel) for channel in channels], dtype=np.float64)
        self._n_samples += len(block)
        self._squares += squares
        self._sums += [float(channel.sum(dtype=np.float64)) for channel in channels]
        self._levels_db.append(tuple(_level_db(square / len(block)) for square in squares))
        for i, channel in enumerate(channels):
            self._add_peak(i, channel)
        if len(channels) == 2:
            self._product += float(np.dot(channels[0], channels[1]))

    def channels(self) -> tuple[ChannelFacts, ...]:
        """Return how loud each channel was until now; all zero before the first block."""
        n = max(1, self._n_samples)
        return tuple(
            ChannelFacts(float(peak), float(np.sqrt(square / n)), float(clipped / n))
            for peak, square, clipped in zip(
                self._peaks, self._squares, self._n_clipped, strict=True
            )
        )

    def correlation(self) -> float:
        """Return the correlation of left and right; 0 for mono and for silence."""
        n = max(1, self._n_samples)
        variances = self._squares - self._sums**2 / n
        if len(variances) != 2 or min(variances) <= 0:
            return 0.0
        covariance = self._product - float(np.prod(self._sums)) / n
        return float(np.clip(covariance / np.sqrt(np.prod(variances)), -1, 1))

    def levels_db(self) -> tuple[tuple[float, ...], ...]:
        """Return the level of each channel in each block, in decibels below full scale."""
        return tuple(self._levels_db)

    def _add_peak(self, i: int, channel: NDArray[np.float32]) -> None:
        peak = max(float(channel.max()), -float(channel.min()))
        self._peaks[i] = max(self._peaks[i], peak)
        if peak >= AT_FULL_SCALE:
            self._n_clipped[i] += _n_in_runs(np.abs(channel) >= AT_FULL_SCALE)


def _as_floats(channel: Block, scale: float) -> NDArray[np.float32]:
    floats = channel.astype(np.float32)
    floats *= np.float32(1 / scale)
    # Float files may hold infinities, which would make every figure one.
    return floats if scale > 1 else np.nan_to_num(floats, copy=False, posinf=1.0, neginf=-1.0)


def _n_in_runs(is_full: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_full, [False])).astype(np.int8)))
    lengths = edges[1::2] - edges[::2]
    return int(lengths[lengths >= CLIPPED_RUN].sum())


def _level_db(mean_square: float) -> float:
    return FLOOR_DB if mean_square <= 1e-12 else round(float(10 * np.log10(mean_square)), 1)
