"""Numbers read back from transcripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.listening.digits import read_digits

HINDI = dict(
    zip(
        "0123456789", ["शून्य", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ"], strict=True
    )
)
URDU = dict(
    zip(
        "0123456789",
        ["شونیہ", "ایک", "دو", "تین", "چار", "پانچ", "چھ", "سات", "آٹھ", "نو"],
        strict=True,
    )
)


@given(st.text("0123456789", max_size=12))
def test_a_number_heard_well_is_read_back(number: str) -> None:
    assert read_digits("، ".join(URDU[digit] for digit in number), HINDI, len(number)) == number


@pytest.mark.parametrize(
    ("transcript", "number"), [("دوئے، تین", "23"), ("نو بانچ", "95"), ("دو، جھے، تین", "263")]
)
def test_a_digit_heard_badly_is_the_nearest(transcript: str, number: str) -> None:
    assert read_digits(transcript, HINDI, len(number)) == number


def test_words_of_the_own_script_are_read_too() -> None:
    assert read_digits("दो तीन", HINDI, 2) == "23"


@given(st.text([*"اںبتچدر، "], max_size=30), st.integers(1, 11))
def test_whatever_is_heard_gives_as_many_digits_as_the_number_has(heard: str, count: int) -> None:
    assert len(read_digits(heard, HINDI, count)) == count
