from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.lengths import between, percent, seconds_in_words
from tests.unit.ivr.samples import OFFERED


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0.0 s"), (8.54, "8.5 s"), (59.9, "59.9 s"), (59.96, "1 min 00 s"), (3725, "1 h 02 min")],
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    assert seconds_in_words(seconds) == words


@given(st.floats(0, 86_400))
def test_no_part_of_a_length_reaches_sixty(seconds: float) -> None:
    assert "60" not in seconds_in_words(seconds).replace(" min", "").split()[1:]


def test_between_two_times() -> None:
    assert between(OFFERED, OFFERED + timedelta(seconds=75)) == "1 min 15 s"
    assert between(OFFERED, OFFERED - timedelta(seconds=1)) == "0.0 s"
    assert between(None, OFFERED) == between(OFFERED, None) == "an unknown time"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (0.004, "0.4 %"), (0.0994, "9.9 %"), (0.14, "14 %"), (1, "100 %")],
)
def test_shares(share: float, words: str) -> None:
    assert percent(share) == words
