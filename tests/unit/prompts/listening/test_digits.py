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
    assert read_digits("، ".join(URDU[digit] for digit in number), HINDI) == number


@pytest.mark.parametrize(
    ("transcript", "number"), [("دوئے، تین", "23"), ("نو بانچ", "95"), ("ساتھ ایک", "71")]
)
def test_a_digit_heard_badly_is_the_nearest(transcript: str, number: str) -> None:
    assert read_digits(transcript, HINDI) == number


def test_words_of_the_own_script_are_read_too() -> None:
    assert read_digits("दो तीन", HINDI) == "23"
