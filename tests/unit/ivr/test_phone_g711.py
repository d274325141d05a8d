"""A-law and mu-law by table."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phone.g711 import ALAW, ULAW, tone

LAWS = pytest.mark.parametrize("law", [ALAW, ULAW], ids=lambda law: law.name)
samples = st.lists(st.integers(-32_768, 32_767), max_size=50)


@LAWS
def test_every_byte_survives_the_way_to_samples_and_back(law):
    every = bytes(range(256))
    again = law.encode(law.decode(every))
    # mu-law has two zeros
    assert again == (every.replace(b"\x7f", b"\xff") if law is ULAW else every)


@LAWS
@given(data=samples)
def test_a_sample_keeps_its_size_within_a_step(law, data):
    decoded = law.decode(law.encode(array("h", data)))
    assert len(decoded) == len(data)
    for before, after in zip(data, decoded, strict=True):
        assert abs(before - after) <= max(16, abs(before) // 16)


def test_known_values_of_the_standard():
    assert list(ALAW.decode(bytes([0xD5, 0x55, 0xAA, 0x2A]))) == [8, -8, 32_256, -32_256]
    assert list(ULAW.decode(bytes([0xFF, 0x80, 0x00]))) == [0, 32_124, -32_124]


@LAWS
def test_silence_is_silent(law):
    assert abs(law.decode(law.silence)[0]) <= 8


def test_a_tone_repeats_without_a_click():
    once = tone(440, 0.1)
    assert len(once) == 800
    assert tone(440, 0.2) == once + once
