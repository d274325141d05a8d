import pytest

from ivr.q850 import cause_in_words


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (16, "16 (normal clearing)"),
        (17, "17 (busy)"),
        (99, "99 (not named in our list)"),
        (None, "unknown"),
    ],
)
def test_a_cause_has_its_number_and_its_name(cause: int | None, words: str) -> None:
    assert cause_in_words(cause) == words
