"""The sound of a recording as an aligner wants it: one channel, 16 kHz, stretch by stretch.

It is decoded in the process that is watched. A four-hour interview never lies in memory: the last
minutes read are kept, the rest is gone.
"""

from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sottovoce.adapters.recordings import Excerpt, hear_recording
from sottovoce.adapters.recordings.orders import HEARD_RATE_HZ

_KEPT_S = 180
"""More than any stretch that is aligned and its second try reach back."""

_PIECES_AT_ONCE = 10
"""About a second each."""

_Samples = NDArray[np.int16]


class Sound:
    """Stretches of one recording, asked for roughly in order."""

    def __init__(self, recording: Path) -> None:
        """Remember where the recording is; nothing is read yet."""
        self._recording = recording
        self._start()

    def read(self, start_s: float, end_s: float) -> bytes:
        """Return the samples of a stretch; what lies outside of the recording is left out.

        Raises:
            UnreadableUpload: The recording is damaged, or not one.
        """
        start, end = (max(0, round(second * HEARD_RATE_HZ)) for second in (start_s, end_s))
        if start < self._kept_from:
            self.close()
            self._start()
        while self._kept_from + len(self._kept) < end and not self._is_over:
            self._advance()
        return self._kept[start - self._kept_from : max(0, end - self._kept_from)].tobytes()

    def close(self) -> None:
        """End the process that reads the recording, if there is one."""
        self._pieces.close()

    def _start(self) -> None:
        self._pieces = hear_recording(self._recording, Excerpt())
        self._kept: _Samples = np.empty(0, np.int16)
        self._kept_from = 0
        self._is_over = False

    def _advance(self) -> None:
        heard = b"".join(islice(self._pieces, _PIECES_AT_ONCE))
        if not heard:
            self._is_over = True
            return
        samples = np.frombuffer(heard, np.int16)
        n_dropped = max(0, len(self._kept) + len(samples) - _KEPT_S * HEARD_RATE_HZ)
        self._kept = np.concatenate([self._kept[n_dropped:], samples])
        self._kept_from += n_dropped
