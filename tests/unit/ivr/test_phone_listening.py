"""Tones and loudness are measured."""

import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phone.g711 import ALAW, tone
from ivr.phone.listening import rms, tone_level

frequencies = st.integers(300, 3_300)


@given(frequencies, st.integers(500, 30_000))
def test_a_tone_is_all_of_itself_however_loud(hz, amplitude):
    assert tone_level(tone(hz, 0.1, amplitude=amplitude), hz) == pytest.approx(1, abs=0.08)


@given(frequencies, frequencies)
def test_a_tone_is_not_another(hz, other):
    if abs(hz - other) >= 50:
        assert tone_level(tone(hz, 0.1), other) < 0.1


def test_two_tones_share_the_power_and_the_line_changes_little():
    both = array("h", (a + b for a, b in zip(tone(440), tone(620), strict=True)))
    assert tone_level(ALAW.decode(ALAW.encode(both)), 440) == pytest.approx(0.5, abs=0.01)


def test_loudness():
    assert rms(tone(440, amplitude=10_000)) == pytest.approx(10_000 / math.sqrt(2), rel=1e-3)
    assert rms([]) == 0.0
    assert tone_level([0] * 100, 440) == 0.0
