import cmath
import math
from array import array
from collections.abc import Sequence
from dataclasses import replace

import pytest

from prompts import music
from prompts.music import PIECE, RATE

SHORT = replace(PIECE, melody="S - P -", drone="S,", ring=0.5, beat=0.25)


def strength(samples: Sequence[int], hertz: float) -> float:
    """Measure how much of one frequency is in the samples (a single Fourier bin)."""
    step = -2j * math.pi * hertz / RATE
    return abs(sum(s * cmath.exp(step * i) for i, s in enumerate(samples))) / len(samples)


def test_the_piece_lasts_half_a_minute_to_a_minute() -> None:
    assert 30 < len(PIECE.melody.split()) * PIECE.beat < 60


def test_each_note_sounds_at_its_pitch_and_at_no_other() -> None:
    samples = array("h", music.play(replace(SHORT, melody="P", drone_share=0.0)))
    assert music.pitch("P") == 360.0
    assert strength(samples, 360) > 20 * strength(samples, 300)


def test_the_end_rings_on_into_the_beginning() -> None:
    last_note = replace(SHORT, melody="- - - S", drone_share=0.0)
    samples = array("h", music.play(last_note))
    assert len(samples) == RATE
    assert max(map(abs, samples[: RATE // 4])) > 100


def test_nothing_is_near_full_scale() -> None:
    samples = array("h", music.play(SHORT))
    assert max(map(abs, samples)) == 16_000


@pytest.mark.parametrize(
    ("note", "hertz"), [("S", 240), ("S'", 480), ("S,", 120), ("G", 300), ("D,", 200)]
)
def test_pitches(note: str, hertz: float) -> None:
    assert music.pitch(note) == pytest.approx(hertz)


def test_a_note_outside_the_raga_is_an_error() -> None:
    with pytest.raises(LookupError, match="M"):
        music.play(replace(SHORT, melody="S M"))
