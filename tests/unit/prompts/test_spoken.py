import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import wording
from prompts.spoken import digits


@given(st.text("0123456789", min_size=1, max_size=20))
def test_a_number_is_spelled_digit_by_digit_in_worded_keys(number: str) -> None:
    keys = digits(number)
    assert "".join(key.removeprefix("digit.") for key in keys) == number
    assert set(keys) <= wording.load("hi").keys()


@given(st.text(max_size=12).filter(lambda text: not (text.isascii() and text.isdigit())))
def test_anything_else_is_refused_in_words_that_do_not_repeat_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^only a number of digits [a-z0-9 ;]+ everything else$"):
        digits(text)
