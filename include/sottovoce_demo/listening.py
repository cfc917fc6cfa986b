"""Listen to clean recordings, by other means than those that made them."""

import io
from collections.abc import Sequence

EDGE_S = 0.001
"""Times are told to the millisecond, samples are finer."""

LOUDEST = 0.01
"""What a lossy encoder may leave of silence; speech is a hundred times louder."""


def is_silent_in(sound: bytes, stretches: Sequence[tuple[float, float]]) -> bool:
    """Whether nothing can be heard in any of some stretches, given in seconds."""
    import av
    import numpy as np

    samples, rate_hz = [], 0
    with av.open(io.BytesIO(sound), mode="r") as container:
        resampler = av.AudioResampler("fltp", "mono")
        for frame in container.decode(audio=0):
            rate_hz = frame.sample_rate
            samples += [part.to_ndarray().ravel() for part in resampler.resample(frame)]
    heard = np.abs(np.concatenate(samples))
    return all(
        heard[round((start + EDGE_S) * rate_hz) : round((end - EDGE_S) * rate_hz)].max() < LOUDEST
        for start, end in stretches
    )
