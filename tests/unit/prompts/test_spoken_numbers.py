import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import wording
from prompts.spoken import count, minutes, ordinal, rupees
from prompts.spoken.numbers import MOST, MOST_MINUTES, MOST_PLACES, RANGES, count_keys
from tests.unit.prompts.reading import NUMBERS, nfc, read_number, words_of

LANGUAGES = st.sampled_from(["hi", "en"])
# Small numbers as likely as large ones, and those around which the words change.
ANY = st.one_of(
    st.integers(0, MOST),
    st.integers(0, 2_000),
    st.builds(
        lambda power, more: min(10**power + more, MOST), st.integers(2, 9), st.integers(0, 9)
    ),
)


@given(ANY, LANGUAGES, st.booleans())
def test_the_words_of_a_count_read_back_to_it(number: int, language: str, ends: bool) -> None:
    sounds = count(number, ends=ends)
    assert read_number(language, words_of(language, sounds)) == number
    assert sounds[-1].startswith("number.") == ends
    assert all(sound.startswith("number-rising.") for sound in sounds[:-1])


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_number_to_ninety_nine_has_its_own_word(language: str) -> None:
    spoken = {words_of(language, count(n))[0]: n for n in range(100)}
    assert spoken == NUMBERS[language]


def test_a_long_number_is_few_long_sounds() -> None:
    assert count(12_34_567) == (
        "number-rising.12",
        "number-rising.lakh",
        "number-rising.34",
        "number-rising.thousand",
        "number-rising.500",
        "number.67",
    )
    assert max(len(count(n)) for n in (MOST, MOST - 1, 10_10_10_110)) == 8


@given(ANY)
def test_counts_need_no_other_keys_than_they_tell(number: int) -> None:
    assert set(count(number)) | set(count(number, ends=False)) <= set(count_keys())


@given(ANY, LANGUAGES)
def test_rupees_come_after_their_number(amount: int, language: str) -> None:
    *number, unit = words_of(language, rupees(amount))
    assert read_number(language, number) == amount
    one, many = {"hi": ("रुपया", "रुपये"), "en": ("rupee", "rupees")}[language]
    assert unit == (one if amount == 1 else many)


@given(st.integers(1, MOST_MINUTES), LANGUAGES)
def test_minutes_come_after_their_number(number: int, language: str) -> None:
    *spoken, unit = words_of(language, minutes(number))
    assert read_number(language, spoken) == number
    assert unit in ("मिनट", "minute" if number == 1 else "minutes")


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_a_range_of_minutes_is_one_sound(low: int, high: int) -> None:
    first, between, second, unit = words_of("hi", minutes((low, high)))
    assert (NUMBERS["hi"][first], NUMBERS["hi"][second]) == (low, high)
    assert (between, unit) == ("से", "मिनट")
    assert minutes((low, high), ends=False) == (f"minutes-rising.{low}-{high}",)


def test_places_are_the_forms_that_stand_before_a_noun() -> None:
    hindi = [words_of("hi", ordinal(place)) for place in range(1, MOST_PLACES + 1)]
    words = [word for [word] in hindi]
    assert words[:6] == [nfc(w) for w in ["पहले", "दूसरे", "तीसरे", "चौथे", "पाँचवें", "छठे"]]
    numbers = {number: word for word, number in NUMBERS["hi"].items()}
    assert words[6:] == [f"{numbers[n]}वें" for n in range(7, MOST_PLACES + 1)]
    assert wording.load("en")[ordinal(12)[0]] == "twelfth,"


@pytest.mark.parametrize(
    ("speak", "value", "allowed"),
    [
        (count, -1, "0 to 999999999"),
        (count, MOST + 1, "0 to 999999999"),
        (count, 1.5, "whole number"),
        (count, True, "whole number"),
        (rupees, "12", "whole number"),
        (rupees, -5, "0 to 999999999"),
        (minutes, 0, "1 to 120"),
        (minutes, (5, 7), "5-10"),
        (ordinal, 0, "1 to 20"),
        (ordinal, 21, "1 to 20"),
    ],
)
def test_a_value_out_of_range_is_told_what_is_allowed(speak, value, allowed) -> None:
    with pytest.raises(ValueError, match=allowed):
        speak(value)
