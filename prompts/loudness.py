"""Loudness as ITU-R BS.1770-4 measures it, for sounds that may be as short as one digit."""

import math
from typing import Any, Final

import numpy as np

from prompts.dsp import Samples, spacious

BLOCK: Final = 0.4
"""Seconds of a gating block; a shorter sound is one block (the standard does not know those)."""

_OVERLAP: Final = 4  # blocks begin a quarter of a block apart
_SILENT: Final = -70.0  # LUFS; quieter blocks never count
_QUIET: Final = -10.0  # LU below the average of what is not silent; quieter blocks do not count
_OFFSET: Final = -0.691
_SPARE: Final = 0.2  # seconds of silence for the filter's ringing

_DESIGN_RATE: Final = 48_000
_STAGES: Final = (
    # Head: a shelf that lifts what is above 2 kHz by 4 dB. Then a high-pass near 38 Hz.
    ((1.53512485958697, -2.69169618940638, 1.19839281085285),
     (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)  # fmt: skip


def loudness(samples: Samples, rate: int) -> float:
    """Measure the integrated loudness in LUFS; minus infinity for silence.

    The silences at both ends count as they would in any meter, so that a short word between
    pauses is as loud as it is heard to be. Source: ITU-R BS.1770-4, annex 1; its filter is
    evaluated at our frequencies rather than redesigned for our rate.
    """
    powers = _block_powers(_weighted(samples, rate), rate)
    heard = powers[powers > _power(_SILENT)]
    if not len(heard):
        return -math.inf
    counted = heard[heard > heard.mean() * 10 ** (_QUIET / 10)]
    return _OFFSET + 10 * math.log10(counted.mean())


def _power(loudness: float) -> float:
    return float(10 ** ((loudness - _OFFSET) / 10))


def _weighted(samples: Samples, rate: int) -> Samples:
    length = spacious(len(samples) + round(_SPARE * rate))
    spectrum = np.fft.rfft(samples, length)
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(length, 1 / rate) / _DESIGN_RATE)
    for numerator, denominator in _STAGES:
        spectrum *= _at(numerator, delay) / _at(denominator, delay)
    return np.fft.irfft(spectrum, length)[: len(samples)]


def _at(coefficients: tuple[float, float, float], delay: Any) -> Any:
    first, second, third = coefficients
    return first + second * delay + third * delay**2


def _block_powers(weighted: Samples, rate: int) -> Samples:
    block = min(round(BLOCK * rate), len(weighted))
    if not block:
        return np.zeros(0)
    sums = np.concatenate(([0.0], np.cumsum(weighted**2)))
    starts = np.arange(0, len(weighted) - block + 1, max(1, block // _OVERLAP))
    return np.asarray((sums[starts + block] - sums[starts]) / block)
