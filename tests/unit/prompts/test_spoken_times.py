from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import wording
from prompts.sentences import speak
from prompts.spoken import date_phrase, time_phrase
from prompts.spoken.times import part
from tests.unit.prompts.reading import nfc, read_hindi_date, read_hindi_time, words_of

HINDI, ENGLISH = wording.read("hi"), wording.read("en")
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def hindi(kind: str, value: object) -> list[str]:
    return words_of("hi", speak(HINDI, kind, value))


def english(kind: str, value: object) -> str:
    return " ".join(words_of("en", speak(ENGLISH, kind, value)))


@given(TIMES)
def test_the_words_of_a_time_read_back_to_it(at: time) -> None:
    assert read_hindi_time(hindi("time", at)) == (at.hour, at.minute)


@given(st.dates())
def test_the_words_of_a_date_read_back_to_it(day: date) -> None:
    assert read_hindi_date(hindi("date", day)) == (day.day, day.month)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(19, 30), "शाम साढ़े सात बजे"),
        (time(1, 30), "रात डेढ़ बजे"),
        (time(14, 30), "दोपहर ढाई बजे"),
        (time(6, 15), "सुबह सवा छह बजे"),
        (time(12, 45), "दोपहर पौने एक बजे"),
        (time(0, 0), "रात बारह बजे"),
        (time(19, 20), "शाम सात बज कर बीस मिनट"),
    ],
)
def test_times_are_said_as_people_say_them(at: time, said: str) -> None:
    assert " ".join(hindi("time", at)) == nfc(said)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(19, 30), "half past seven in the evening"),
        (time(11, 45), "quarter to twelve in the morning"),
        (time(0, 0), "twelve o'clock at night"),
        (time(13, 1), "one minute past one in the afternoon"),
    ],
)
def test_each_language_has_its_own_order(at: time, said: str) -> None:
    assert english("time", at) == said


def test_dates() -> None:
    assert " ".join(hindi("date", date(2026, 11, 22))) == "बाईस नवंबर"
    assert english("date", date(2026, 11, 22)) == "twenty-two November"


def test_the_day_is_divided_without_gaps() -> None:
    parts = [part(time(hour))[0] for hour in range(24)]
    assert [parts.index(name) for name in dict.fromkeys(parts)] == [0, 4, 12, 16]
    assert parts[20:] == ["part.night"] * 4


def test_seconds_are_not_spoken() -> None:
    with pytest.raises(ValueError, match="to the minute"):
        time_phrase(time(19, 30, 5))


def test_a_date_needs_no_year() -> None:
    assert date_phrase(date(2026, 1, 2)).values["day"] == 2
