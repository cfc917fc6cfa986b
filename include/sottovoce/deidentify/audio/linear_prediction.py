"""The resonances of a voice in short frames, and the voice with its resonances moved.

Linear prediction by autocorrelation (Makhoul 1975); moving the angles of the poles by a power is
the McAdams coefficient as Patino et al. (2021) use it on speech. All frames at once, numpy only.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.float64]
"""One row a frame."""

_STEADY = 1e-5
_MAX_RADIUS = 0.985


def predictors(frames: Frames, order: int) -> Frames:
    """Return the predictor of each frame, ``1, a_1 … a_order``; ``1, 0 … 0`` for silence."""
    length = 1 << (2 * frames.shape[1] - 1).bit_length()
    power = np.abs(np.fft.rfft(frames, length, axis=1)) ** 2
    correlation = np.fft.irfft(power, axis=1)[:, : order + 1]
    correlation[:, 0] = correlation[:, 0] * (1 + _STEADY) + 1e-12
    coefficients = np.zeros((len(frames), order + 1))
    coefficients[:, 0] = 1.0
    error = correlation[:, 0].copy()
    for k in range(1, order + 1):
        reflection = -np.einsum("ij,ij->i", coefficients[:, :k], correlation[:, k:0:-1]) / error
        coefficients[:, 1 : k + 1] += reflection[:, None] * coefficients[:, k - 1 :: -1][:, :k]
        error = np.maximum(error * (1 - reflection**2), 1e-15)
    return coefficients


def move_resonances(coefficients: Frames, powers: NDArray[np.float64], rate_hz: int) -> Frames:
    """Return the predictors with the angle of each pole raised to a power.

    Args:
        coefficients: One predictor a row.
        powers: The McAdams coefficient of each frame; 1 changes nothing.
        rate_hz: Sample rate. Angles are taken as at 16 kHz, so that the rate does not matter;
            what lies over 8 kHz stays.
    """
    poles = _poles(coefficients)
    scale = rate_hz / 16_000
    angles = np.abs(np.angle(poles)) * scale
    moved = np.where(angles < np.pi, angles ** powers[:, None], angles) / scale
    is_paired = np.abs(poles.imag) > 1e-9
    moved = np.minimum(moved, np.pi) * np.sign(poles.imag)
    radius = np.minimum(np.abs(poles), _MAX_RADIUS)
    return _polynomials(np.where(is_paired, radius * np.exp(1j * moved), poles))


def revoice(frames: Frames, before: Frames, after: Frames) -> Frames:
    """Return the frames with the resonances ``before`` taken away and ``after`` put in their place.

    Each frame stays as loud as it was.
    """
    order = before.shape[1] - 1
    excitation = np.zeros_like(frames)
    for k in range(order + 1):
        excitation[:, k:] += before[:, k : k + 1] * frames[:, : frames.shape[1] - k]
    voiced = np.zeros((len(frames), frames.shape[1] + order))
    backwards = after[:, :0:-1]
    for n in range(frames.shape[1]):
        past = np.einsum("ij,ij->i", backwards, voiced[:, n : n + order])
        voiced[:, n + order] = excitation[:, n] - past
    voiced = voiced[:, order:]
    loud_before, loud_after = _energy(frames), _energy(voiced)
    return np.asarray(voiced * np.sqrt(loud_before / np.maximum(loud_after, 1e-20))[:, None])


def _poles(coefficients: Frames) -> NDArray[np.complex128]:
    order = coefficients.shape[1] - 1
    companions = np.zeros((len(coefficients), order, order))
    companions[:, 0, :] = -coefficients[:, 1:]
    companions[:, np.arange(1, order), np.arange(order - 1)] = 1.0
    return np.linalg.eigvals(companions).astype(np.complex128)


def _polynomials(roots: NDArray[np.complex128]) -> Frames:
    polynomials = np.zeros((roots.shape[0], roots.shape[1] + 1), np.complex128)
    polynomials[:, 0] = 1.0
    for k in range(roots.shape[1]):
        polynomials[:, 1 : k + 2] -= roots[:, k : k + 1] * polynomials[:, : k + 1]
    return np.ascontiguousarray(polynomials.real)


def _energy(frames: Frames) -> Any:
    return np.einsum("ij,ij->i", frames, frames)
