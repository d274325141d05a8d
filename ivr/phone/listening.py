"""Measuring what was heard: how loud it is, and how much of it is one tone."""

import math
from collections.abc import Sequence

from ivr.phone.g711 import RATE


def rms(samples: Sequence[int]) -> float:
    """Give the root mean square of the samples, 0 for none."""
    return math.sqrt(_energy(samples) / len(samples)) if samples else 0.0


def tone_level(samples: Sequence[int], hz: float, rate: int = RATE) -> float:
    """Give the share of the power that is a tone of ``hz``: 0 for none of it, near 1 for all.

    One bin of a discrete Fourier transform, by Goertzel's algorithm (Goertzel 1958). Its width is
    the inverse of the samples' length in seconds, so give it at least a tenth of a second.
    """
    energy = _energy(samples)
    if not energy:
        return 0.0
    turn = 2 * math.cos(2 * math.pi * hz / rate)
    last = before = 0.0
    for sample in samples:
        last, before = sample + turn * last - before, last
    power = last * last + before * before - turn * last * before
    return 2 * power / (len(samples) * energy)


def _energy(samples: Sequence[int]) -> int:
    return sum(sample * sample for sample in samples)
