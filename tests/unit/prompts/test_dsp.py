import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.dsp import (
    limited,
    pause_near,
    resampled,
    spacious,
)
from tests.unit.prompts.conftest import tone

RATE = 16_000


def level(samples: np.ndarray) -> float:
    """Measure the RMS level in dB of what is not near an end."""
    middle = samples[len(samples) // 4 : -len(samples) // 4]
    return 10 * math.log10(float((middle**2).mean()))


@pytest.mark.parametrize("rate", [8_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("to", [8_000, 16_000])
def test_a_tone_keeps_its_pitch_place_and_level_at_a_new_rate(rate: int, to: int) -> None:
    expected = tone(440, 0.5, 0.5, to)
    found = resampled(tone(440, 0.5, 0.5, rate), rate, to)
    assert len(found) == len(expected)
    inside = slice(to // 10, -to // 10)
    assert np.abs(found[inside] - expected[inside]).max() < 0.005


@pytest.mark.parametrize("hertz", [4_100, 5_000, 7_900])
def test_what_the_new_rate_cannot_carry_does_not_fold_back(hertz: float) -> None:
    assert level(resampled(tone(hertz, 1.0, 0.5, RATE), RATE, 8_000)) < -60


def test_rumble_is_filtered_and_speech_is_not() -> None:
    gains = {
        hertz: level(resampled(tone(hertz, 1.0, 0.5, RATE), RATE, RATE, high_pass=100))
        - level(tone(hertz, 1.0, 0.5, RATE))
        for hertz in (25, 50, 100, 200, 3_000)
    }
    assert gains[25] < -40
    assert gains[50] < -20
    assert gains[100] == pytest.approx(-3.0, abs=0.1)
    assert gains[200] == pytest.approx(0, abs=0.1)
    assert gains[3_000] == pytest.approx(0, abs=0.1)


@given(
    st.lists(st.floats(-4, 4), min_size=1, max_size=400),
    st.floats(0.1, 1.0),
)
def test_nothing_exceeds_the_limit_and_signs_stay(samples: list[float], peak: float) -> None:
    before = np.array(samples)
    after = limited(before, RATE, peak)
    assert np.abs(after).max() <= peak * (1 + 1e-9)
    assert (after * before >= 0).all()


def test_what_is_below_the_limit_is_untouched_even_beside_a_peak() -> None:
    quiet = tone(300, 0.5, 0.1, RATE)
    assert limited(quiet, RATE, 0.5) is quiet
    loud = quiet.copy()
    loud[4_000] = 0.9
    after = limited(loud, RATE, 0.5)
    assert np.abs(after - loud)[: 4_000 - RATE // 50].max() == pytest.approx(0)
    assert np.abs(after - loud)[4_000 + RATE // 50 :].max() == pytest.approx(0)


def spoken(*seconds: float) -> np.ndarray:
    """Give words so long with pauses of 0.1 s between them, and silence at the end."""
    pause = np.zeros(RATE // 10)
    words = [each for long in seconds for each in (tone(200, long, 0.5, RATE), pause)]
    return np.concatenate([*words, np.zeros(RATE // 2)])


@pytest.mark.parametrize(
    ("words", "middle"),
    [
        ((0.4, 0.7), 0.45),
        ((0.4, 0.3, 0.7), 0.85),  # a short word before the tail, and the tail's own pause
        ((0.4, 0.35, 0.4), 0.45),
    ],
)
def test_the_pause_is_found_that_is_nearest(words: tuple[float, ...], middle: float) -> None:
    found = pause_near(spoken(*words), RATE, 0.8)
    assert found == pytest.approx(middle * RATE, abs=0.03 * RATE)


def test_a_long_pause_before_the_tail_is_found() -> None:
    words = [tone(200, 0.5, 0.5, RATE), np.zeros(RATE * 4 // 10), tone(200, 0.65, 0.5, RATE)]
    found = pause_near(np.concatenate(words), RATE, 0.8)
    assert found == pytest.approx(0.7 * RATE, abs=0.03 * RATE)


def test_no_pause_is_found_where_there_is_none() -> None:
    assert pause_near(tone(200, 2.0, 0.5, RATE), RATE, 0.8) is None
    assert pause_near(np.zeros(RATE), RATE, 0.8) is None
    assert pause_near(spoken(0.4, 0.3), RATE, 0.8) is None
    assert pause_near(spoken(0.4, 1.5), RATE, 0.8) is None


@given(st.integers(1, 10**7), st.sampled_from([1, 3, 441]))
def test_a_spacious_length_is_long_enough_and_divides(length: int, step: int) -> None:
    found = spacious(length, step)
    assert length <= found < length + 1_024 * step
    assert found % step == 0
