"""Counting what was not heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.listening.letters import FINAL_HE, Letter
from prompts.listening.marks import Marks, edits, in_words, mark, total

LETTERS = st.text("kgAYW", max_size=8)


def letters(text: str) -> list[Letter]:
    return [Letter(each) for each in text]


def test_what_was_heard_as_said_has_no_errors() -> None:
    assert mark("बिजली के तार", "بجلی کے تار") == Marks(letters=9, errors=0)


@pytest.mark.parametrize(
    ("transcript", "errors"), [("", 3), ("تر", 1), ("تال", 1), ("تارہا", 2), ("کتاب", 2)]
)
def test_each_lost_wrong_or_added_letter_is_an_error(transcript: str, errors: int) -> None:
    assert mark("तार", transcript) == Marks(3, errors)


@pytest.mark.parametrize("transcript", ["بل", "بیل"])
def test_a_short_vowel_costs_nothing_either_way(transcript: str) -> None:
    assert mark("बिल", transcript) == Marks(2, 0)


@pytest.mark.parametrize("hindi", ["पता", "न", "बारह"])
def test_a_last_he_is_what_it_must_be(hindi: str) -> None:
    urdu = {"पता": "پتہ", "न": "نہ", "बारह": "بارہ"}[hindi]
    assert mark(hindi, urdu).errors == 0


@given(LETTERS, LETTERS)
def test_edits_are_a_distance(one: str, other: str) -> None:
    found = edits(letters(one), other)
    assert found == edits(letters(other), one)
    assert (found == 0) == (one == other)
    assert abs(len(one) - len(other)) <= found <= max(len(one), len(other))


@given(LETTERS)
def test_only_silent_letters_are_passed_over(text: str) -> None:
    assert edits(letters(text), text + FINAL_HE) == 0
    assert edits([*letters(text), Letter("k", optional=True)], text) == 0
    assert edits(letters(text + "k"), text) == 1


def test_rates_weigh_by_length() -> None:
    marks = total([Marks(10, 1), Marks(30, 1)])
    assert marks == Marks(40, 2)
    assert marks.rate == 0.05
    assert Marks(0, 0).rate == 0


@pytest.mark.parametrize(
    ("transcript", "words"),
    [
        ("press 2.", "press two ."),
        ("42", "forty-two"),
        ("۴۲", "forty-two"),
        ("043", "zero four three"),
        ("44", "four four"),
        ("none", "none"),
    ],
)
def test_numerals_become_the_words_of_their_sounds(transcript: str, words: str) -> None:
    spoken = {str(n): word for n, word in enumerate(["zero", "one", "two", "three", "four"])}
    known = spoken | {"42": "forty-two", "43": "forty-three"}
    assert " ".join(in_words(transcript, known).split()) == words
