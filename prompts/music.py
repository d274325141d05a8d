"""The music on hold: our own piece for plucked strings over a drone, in the raga Bhupali.

Composed for this project and under its licence, so anyone may play it to anyone.
"""

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

RATE: Final = 16_000
"""Samples per second of what `play` gives."""

_JUST: Final = {"S": 1.0, "R": 9 / 8, "G": 5 / 4, "P": 3 / 2, "D": 5 / 3}
_PARTIALS: Final = range(1, 9)
_HIGHEST: Final = 3_300.0  # Hz; a telephone line carries no more


@dataclass(frozen=True, slots=True)
class Piece:
    """Notes of one beat each: a letter, ``'`` an octave up, ``,`` an octave down, ``-`` none.

    ``tonic`` in Hz, ``beat`` and ``ring`` (how long a string sounds) in seconds.
    """

    melody: str
    drone: str
    tonic: float = 240.0
    beat: float = 0.72
    ring: float = 2.8
    drone_share: float = 0.4


PIECE: Final = Piece(
    melody="""
        G - R S   D, - S R   G - - P    G R S -
        G - P D   P - G R    G P D P    G - R -
        S' - D P  D - S' -   R' S' D P  G - R -
        G R S D,  S - R G    P G R S    S - - -
    """,
    drone="P, S S S,",
)


def play(piece: Piece = PIECE) -> bytes:
    """Give the piece as 16-bit samples; its last notes ring on into its beginning, as a loop.

    Raises LookupError for a note that the raga does not have.
    """
    melody, drone = piece.melody.split(), piece.drone.split()
    step = round(piece.beat * RATE)
    mix = [0.0] * (step * len(melody))
    pluck = partial(_pluck, ring=piece.ring)
    strings = {note: pluck(pitch(note, piece)) for note in {*melody, *drone} - {"-"}}
    for beat, note in enumerate(melody):
        _add(mix, strings.get(note, ()), beat * step, 1.0)
        _add(mix, strings[drone[beat % len(drone)]], beat * step, piece.drone_share)
    loudest = max(map(abs, mix))
    return array("h", (round(sample / loudest * 16_000) for sample in mix)).tobytes()


def pitch(note: str, piece: Piece = PIECE) -> float:
    """Give a note's frequency in Hz, in just intonation above the tonic."""
    octave = note.count("'") - note.count(",")
    return piece.tonic * _JUST[note.rstrip("',")] * 2.0**octave


def _pluck(frequency: float, *, ring: float) -> tuple[float, ...]:
    """Give one plucked string: overtones that start softer and die sooner the higher they are."""
    waves = [
        (2 * math.pi * n * frequency / RATE, n**-1.4, 1.2 * n**0.7)
        for n in _PARTIALS
        if n * frequency < _HIGHEST
    ]
    return tuple(_samples(waves, round(ring * RATE)))


def _samples(waves: list[tuple[float, float, float]], length: int) -> Iterator[float]:
    """Sum waves of (radians per sample, strength, decay per second), with soft ends."""
    for i in range(length):
        seconds = i / RATE
        ends = min(1.0, seconds / 0.008, (length - i) / RATE / 0.1)
        yield ends * sum(
            strength * math.exp(-decay * seconds) * math.sin(step * i)
            for step, strength, decay in waves
        )


def _add(mix: list[float], sound: tuple[float, ...], start: int, share: float) -> None:
    end = len(mix)
    for i, sample in enumerate(sound, start):
        mix[i % end] += share * sample
