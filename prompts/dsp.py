"""Filters, limits and measures samples: arrays of floats, full scale at 1. Needs numpy."""

import math
from typing import Final, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float64]

_SPARE: Final = 0.25  # seconds of silence for a filter's ringing, which wraps around
_SMOOTH: Final = 1_024
_STEEPNESS: Final = 8  # a fourth-order Butterworth high-pass, in powers of frequency
_TRANSITION: Final = 0.87  # share of the new bandwidth that a low-pass leaves untouched
_LOOK_AHEAD: Final = 0.005  # seconds in which the limiter lets go and comes back
_PAUSE: Final = 0.04  # seconds over which sound is averaged; a shorter pause is none
_SHORTEST: Final = 0.005  # seconds that must remain of a pause
_NEAR: Final = 0.2  # seconds
_PAUSE_LEVEL: Final = 0.05  # of the loudest moment; above it, there is no pause


def amplitude(level: float) -> float:
    """Give the amplitude of a level in dB."""
    return float(10 ** (level / 20))


def resampled(samples: Samples, rate: int, to: int, *, high_pass: float = 0.0) -> Samples:
    """Change the rate (Hz), and take out what lies below ``high_pass`` (Hz; 0: nothing).

    All at once on the spectrum, without shift of phase. Nothing that the new rate cannot carry
    folds back.
    """
    step = rate // math.gcd(rate, to)
    length = spacious(len(samples) + round(_SPARE * rate), step)
    spectrum = np.fft.rfft(samples, length)
    new_length = length // step * (to * step // rate)
    frequencies = np.arange(new_length // 2 + 1) * rate / length
    kept = np.zeros(len(frequencies), np.complex128)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared] * _response(frequencies[:shared], min(rate, to), high_pass)
    return np.fft.irfft(kept, new_length)[: round(len(samples) * to / rate)] * (to / rate)


def spacious(length: int, step: int = 1) -> int:
    """Give a length from this on that divides by ``step`` and transforms fast (no large primes)."""
    unit = step * _SMOOTH
    return -(-length // unit) * unit


def limited(samples: Samples, rate: int, peak: float) -> Samples:
    """Turn down the moments around what exceeds ``peak`` (an amplitude), softly.

    The gain at a sample is an average of minima that all cover it, so that none exceeds the peak.
    """
    levels = np.abs(samples)
    if levels.max(initial=0.0) <= peak:
        return samples
    reach = round(_LOOK_AHEAD * rate)
    gain = np.pad(peak / np.maximum(levels, peak), 2 * reach, constant_values=1.0)
    lowest = sliding_window_view(gain, 2 * reach + 1).min(axis=1)
    shape = np.hanning(2 * reach + 3)[1:-1]
    return samples * np.convolve(lowest, shape / shape.sum(), "valid")


def pause_near(samples: Samples, rate: int, seconds: float) -> int | None:
    """Find the pause that is nearest to so many seconds before the sound ends.

    Gives the sample in its middle; None if no pause is within `_NEAR` of there. A pause may be
    long: before the same words it is three times as long after a long sentence.
    """
    width = round(_PAUSE * rate)
    power = np.convolve(samples**2, np.ones(width) / width, "same")
    heard = np.flatnonzero(power > power.max(initial=0.0) * _PAUSE_LEVEL**2)
    quiet = np.flatnonzero(np.diff(heard) > _SHORTEST * rate)
    if not len(quiet):
        return None
    begins, ends = heard[quiet], heard[quiet + 1]
    there = heard[-1] - seconds * rate
    off = np.maximum(begins - there, there - ends)
    nearest = off.argmin()
    return int(begins[nearest] + ends[nearest]) // 2 if off[nearest] <= _NEAR * rate else None


def _response(frequencies: Samples, rate: int, high_pass: float) -> Samples:
    half, edge = rate / 2, _TRANSITION * rate / 2
    fall = np.clip((frequencies - edge) / (half - edge), 0, 1)
    low = 0.5 + 0.5 * np.cos(np.pi * fall)
    if not high_pass:
        return np.asarray(low)
    with np.errstate(divide="ignore"):
        rise = 1 / np.sqrt(1 + (high_pass / frequencies) ** _STEEPNESS)
    return np.asarray(low * rise)
