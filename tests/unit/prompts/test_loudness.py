import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.loudness import loudness
from tests.unit.prompts.conftest import tone


@pytest.mark.parametrize("rate", [48_000, 16_000, 8_000])
def test_the_reference_tone_of_the_standard(rate: int) -> None:
    """BS.1770: a sine of 997 Hz at full scale in one channel reads -3.01."""
    assert loudness(tone(997, 3.0, 1.0, rate), rate) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("rate", [8_000, 16_000])
def test_highs_count_more_and_rumble_hardly(rate: int) -> None:
    middle = loudness(tone(997, 1.0, 0.5, rate), rate)
    assert loudness(tone(3_000, 1.0, 0.5, rate), rate) - middle == pytest.approx(2.8, abs=0.7)
    assert loudness(tone(30, 2.0, 0.5, rate), rate) - middle < -7


def test_long_pauses_do_not_count() -> None:
    speech = tone(500, 2.0, 0.2, 8_000)
    paused = np.concatenate([speech, np.zeros(32_000), speech])
    assert loudness(paused, 8_000) == pytest.approx(loudness(speech, 8_000), abs=0.5)


@given(seconds=st.floats(0.02, 0.39))
def test_a_sound_shorter_than_a_block_is_measured_whole(seconds: float) -> None:
    short = tone(1_000, seconds, 0.5, 8_000)
    long = tone(1_000, 2.0, 0.5, 8_000)
    assert loudness(short, 8_000) == pytest.approx(loudness(long, 8_000), abs=0.5)


@given(st.floats(-40, 0))
def test_gain_and_loudness_go_together(gain: float) -> None:
    speech = tone(700, 0.6, 0.9, 8_000)
    quieter = loudness(speech * 10 ** (gain / 20), 8_000)
    assert quieter == pytest.approx(loudness(speech, 8_000) + gain, abs=0.01)


def test_silence_has_no_loudness() -> None:
    assert loudness(np.zeros(8_000), 8_000) == -math.inf
    assert loudness(np.zeros(0), 8_000) == -math.inf
