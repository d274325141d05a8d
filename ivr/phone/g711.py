"""A-law and mu-law (ITU-T G.711): 16-bit samples to bytes and back, by table."""

import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from sys import byteorder
from typing import Final

RATE: Final = 8_000
"""Samples per second."""

LOUDEST: Final = 32_767
_MU_BIAS: Final = 0x84
_MU_CLIP: Final = 32_635


@dataclass(frozen=True)
class Law:
    """One of the two laws; ``payload`` is its RTP type, ``ending`` that of Asterisk's files."""

    name: str
    payload: int
    ending: str
    silence: bytes
    expand: Callable[[int], int]
    compress: Callable[[int], int]

    def encode(self, samples: Sequence[int]) -> bytes:
        """Give a byte for each sample (-32768 to 32767)."""
        return bytes(map(self._codes.__getitem__, samples))

    def decode(self, sound: bytes) -> "array[int]":
        """Give a 16-bit sample for each byte."""
        halves = bytearray(2 * len(sound))
        halves[0::2], halves[1::2] = (sound.translate(table) for table in self._halves)
        samples = array("h")
        samples.frombytes(halves)
        return samples

    @cached_property
    def _codes(self) -> bytes:
        """The byte of each sample; negative ones are found from the end, as Python counts."""
        return bytes(self.compress(n if n <= LOUDEST else n - 65_536) for n in range(65_536))

    @cached_property
    def _halves(self) -> tuple[bytes, bytes]:
        """The first and the second byte in memory of each code's sample."""
        pairs = [self.expand(code).to_bytes(2, byteorder, signed=True) for code in range(256)]
        return bytes(pair[0] for pair in pairs), bytes(pair[1] for pair in pairs)


def tone(hz: float, seconds: float = 1.0, *, amplitude: int = 8_000) -> "array[int]":
    """Make a sine; whole ``hz`` for whole seconds join without a click when repeated."""
    step = 2 * math.pi * hz / RATE
    return array("h", (round(amplitude * math.sin(step * n)) for n in range(int(seconds * RATE))))


def _expand_alaw(code: int) -> int:
    code ^= 0x55
    segment, mantissa = (code & 0x70) >> 4, (code & 0x0F) << 4
    size = mantissa + 0x108 << segment - 1 if segment else mantissa + 8
    return size if code & 0x80 else -size


def _compress_alaw(sample: int) -> int:
    size = sample if sample >= 0 else ~sample
    segment = (size >> 8).bit_length()
    mantissa = size >> (segment + 3 if segment else 4) & 0x0F
    return (segment << 4 | mantissa) ^ (0xD5 if sample >= 0 else 0x55)


def _expand_mulaw(code: int) -> int:
    code ^= 0xFF
    size = ((code & 0x0F) << 3) + _MU_BIAS << ((code & 0x70) >> 4)
    return _MU_BIAS - size if code & 0x80 else size - _MU_BIAS


def _compress_mulaw(sample: int) -> int:
    size = min(abs(sample), _MU_CLIP) + _MU_BIAS
    segment = (size >> 7).bit_length() - 1
    return (segment << 4 | size >> segment + 3 & 0x0F | (0x80 if sample < 0 else 0)) ^ 0xFF


ALAW: Final = Law("PCMA", 8, "alaw", b"\xd5", _expand_alaw, _compress_alaw)
ULAW: Final = Law("PCMU", 0, "ulaw", b"\xff", _expand_mulaw, _compress_mulaw)
