import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.spoken import complaint, digits
from prompts.spoken.digits import MOST_DIGITS, groups
from tests.unit.prompts.reading import read_digits, words_of

NUMBERS = st.text("0123456789", min_size=1, max_size=MOST_DIGITS)
COMPLAINTS = st.from_regex(re.compile(r"[A-Z]{2}[0-9]{11}", re.ASCII), fullmatch=True)


@given(NUMBERS, st.sampled_from(["hi", "en"]))
def test_the_words_of_a_number_are_its_digits(number: str, language: str) -> None:
    assert read_digits(language, words_of(language, digits(number))) == number


@given(NUMBERS)
def test_each_group_and_nothing_else_falls(number: str) -> None:
    falls = [key.startswith("digit.") for key in digits(number)]
    assert falls == [last for group in groups(number) for last in [False] * (len(group) - 1) + [1]]


@given(NUMBERS)
def test_groups_are_what_can_be_kept_in_mind(number: str) -> None:
    assert "".join(groups(number)) == number
    sizes = [len(group) for group in groups(number)]
    assert max(sizes) <= 5
    assert len(number) <= 5 or min(sizes) >= 2


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("1912", "1912"),
        ("226001", "226 001"),
        ("9415012345", "94150 12345"),
        ("01206226666", "0120 622 6666"),
        ("18001800440", "1800 180 0440"),
        ("123456789012", "1234 5678 9012"),
        ("1234567890123", "1234 5678 90123"),
    ],
)
def test_numbers_are_grouped_as_people_read_them(number: str, read: str) -> None:
    assert " ".join(groups(number)) == read


@given(st.text(max_size=12).filter(lambda text: not (text.isascii() and text.isdigit())))
def test_anything_else_is_refused_in_words_that_do_not_repeat_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^only a number of digits [a-z0-9 ,;]+ everything else$"):
        digits(text)


def test_a_number_that_nobody_can_follow_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 20"):
        digits("1" * (MOST_DIGITS + 1))


@given(COMPLAINTS)
def test_a_complaint_number_is_letters_a_date_and_five_digits(number: str) -> None:
    first, second, *spelled = complaint(number)
    assert (first, second) == (f"letter.{number[0]}", f"letter.{number[1]}")
    assert read_digits("hi", words_of("hi", spelled)) == number[2:]
    assert [n for n, key in enumerate(spelled) if key.startswith("digit.")] == [5, 10]


@pytest.mark.parametrize("number", ["", "MV", "mv01012612345", "MV0101261234", "M101012612345"])
def test_what_is_no_complaint_number_is_refused_with_its_form(number: str) -> None:
    with pytest.raises(ValueError, match="two capital letters and eleven digits"):
        complaint(number)
