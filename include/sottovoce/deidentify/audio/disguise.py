"""Make voices harder for an acquaintance to recognise. This is disguise, not anonymisation.

The resonances of the voice are moved (McAdams coefficient) by an amount that is drawn anew for each
utterance. ``docs/recordings.md`` says what this does not protect against, with figures.

The draws come from a key: who sees the program, but not the key, can't repeat them. A seed from a
small range could be tried out, and with it the voice be moved back.
"""

import hmac
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sottovoce.deidentify.audio.linear_prediction import move_resonances, predictors, revoice
from sottovoce.deidentify.audio.samples import Block, full_scale

WEAKEST, STRONGEST = 0.9, 0.5
"""Between these the coefficient is drawn, evenly; 1 would leave the voice as it is."""

LONGEST_UTTERANCE_S = 10.0
"""After this a new coefficient is drawn also within one turn."""

MIN_KEY_BYTES = 16

_HOP_S = 0.01
_MAX_ORDER = 30


class VoiceDisguise:
    """Disguises all voices of one recording, block by block."""

    def __init__(
        self, key: bytes, interview: str, sample_rate_hz: int, utterances_s: Sequence[float] = ()
    ) -> None:
        """Take the key that the coefficients are drawn with.

        Args:
            key: At least 16 secret bytes, the same for the whole study.
            interview: The interview's code, so that no two interviews share their draws.
            sample_rate_hz: Samples a second and channel.
            utterances_s: Where utterances begin, in seconds, earliest first.

        Raises:
            ValueError: The key is too short to be one.
        """
        if len(key) < MIN_KEY_BYTES:
            msg = f"a key of at least {MIN_KEY_BYTES} bytes is needed"
            raise ValueError(msg)
        self._key = key
        self._interview = interview
        self._rate = sample_rate_hz
        self._utterances = sorted(utterances_s)
        self._hop = round(_HOP_S * sample_rate_hz)
        self._order = min(_MAX_ORDER, 4 + sample_rate_hz // 1_000)
        # Its square and its square half a window on add up to 1.
        self._window = np.sin(np.pi * (np.arange(2 * self._hop) + 0.5) / (2 * self._hop))

    def __repr__(self) -> str:
        return "VoiceDisguise()"

    def coefficient(self, second: float) -> float:
        """Return the McAdams coefficient of the utterance that is spoken at a time."""
        utterance = bisect_right(self._utterances, second)
        start_s = self._utterances[utterance - 1] if utterance else 0.0
        part = int((second - start_s) // LONGEST_UTTERANCE_S)
        message = f"voice\x1f{self._interview}\x1f{utterance}\x1f{part}".encode()
        drawn = int.from_bytes(hmac.digest(self._key, message, "sha256")[:8], "big") / 2**64
        return STRONGEST + (WEAKEST - STRONGEST) * drawn

    def disguise(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Yield the recording with its voices disguised: as many samples, of the same type.

        Args:
            blocks: The recording from its first sample on, in blocks of any length.
        """
        held: Block | None = None
        tail: NDArray[np.float64] | None = None
        n_done = -self._hop
        for block in blocks:
            # A hop of silence before the first sample gives it its two windows as any other.
            held = _join(_silence(self._hop, block) if held is None else held, block)
            n_hops = len(held) // self._hop - 1
            if n_hops < 1:
                continue
            voiced, tail = self._revoice(held, n_hops, n_done, tail)
            yield from _shaped(voiced[max(0, -n_done) :], block.dtype)
            held, n_done = held[n_hops * self._hop :], n_done + n_hops * self._hop
        if held is not None:
            yield from self._finish(held, n_done, tail)

    def _finish(
        self, held: Block, n_done: int, tail: NDArray[np.float64] | None
    ) -> Iterator[Block]:
        n_left = len(held)
        padded = _join(held, _silence(2 * self._hop, held))
        voiced, _ = self._revoice(padded, len(padded) // self._hop - 1, n_done, tail)
        yield from _shaped(voiced[max(0, -n_done) : n_left], held.dtype)

    def _revoice(
        self, held: Block, n_hops: int, at: int, tail: NDArray[np.float64] | None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return ``n_hops`` hops of sound, and the half window that the next one is added to."""
        scale = full_scale(held.dtype)
        seconds = (at + (np.arange(n_hops) + 1) * self._hop) / self._rate
        powers = np.array([self.coefficient(max(0.0, float(second))) for second in seconds])
        out = np.zeros(((n_hops + 1) * self._hop, held.shape[1]))
        for channel in range(held.shape[1]):
            sound = held[: (n_hops + 1) * self._hop, channel].astype(np.float64) / scale
            out[:, channel] = self._revoice_channel(sound, powers)
        if tail is not None:
            out[: self._hop] += tail
        return out[: -self._hop], out[-self._hop :]

    def _revoice_channel(
        self, sound: NDArray[np.float64], powers: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        halves = sound.reshape(-1, self._hop)
        frames = np.hstack([halves[:-1], halves[1:]]) * self._window
        before = predictors(frames, self._order)
        after = move_resonances(before, powers, self._rate)
        voiced = revoice(frames, before, after) * self._window
        out = np.zeros_like(halves)
        out[:-1] += voiced[:, : self._hop]
        out[1:] += voiced[:, self._hop :]
        return out.ravel()


def _silence(n_samples: int, like: Block) -> Block:
    return np.zeros((n_samples, like.shape[1]), like.dtype)


def _join(first: Block, second: Block) -> Block:
    return np.concatenate([first, second])


def _shaped(voiced: NDArray[np.float64], dtype: np.dtype[np.generic]) -> Iterator[Block]:
    if not len(voiced):
        return
    if np.issubdtype(dtype, np.integer):
        scale = full_scale(dtype)
        yield np.clip(np.round(voiced * scale), -scale, scale - 1).astype(dtype)
    else:
        yield np.clip(voiced, -1.0, 1.0).astype(dtype)
