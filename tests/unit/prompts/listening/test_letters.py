"""Wordings and transcripts reduced to letters that can be compared."""

import pytest

from prompts.listening.letters import FINAL_HE, Letter, heard, spelled


def needed(text: str) -> str:
    """Give the letters that must be written, the first class of each."""
    return "".join(letter.classes[0] for letter in spelled(text) if not letter.optional)


@pytest.mark.parametrize(
    ("hindi", "urdu"),
    [
        ("बिजली", "بجلی"),
        ("आपका", "آپ کا"),
        ("ऐसे", "ایسے"),
        ("और", "اور"),
        ("धन्यवाद", "دھنیواد"),
        ("ख़राब", "خراب"),
        ("ज़मीन", "زمین"),
        ("फ़ोन", "فون"),
        ("थोड़ी", "تھوڑی"),
        ("पढ़ना", "پڑھنا"),
        ("मुरादाबाद", "مراد آباد"),
        ("बात", "بات"),
        ("बाद", "بعد"),
        ("शहर", "شہر"),
        ("ट्रांस", "ٹرانس"),
        ("डाक", "ڈاک"),
        ("लिए", "لئے"),
        ("कृपया", "کرپیا"),
    ],
)
def test_the_same_word_is_the_same_in_both_scripts(hindi: str, urdu: str) -> None:
    assert heard(urdu) == needed(hindi)


@pytest.mark.parametrize(
    ("one", "other"),
    [("तार", "ٹار"), ("चार", "جار"), ("पाँच", "بانچ"), ("खाना", "کانا"), ("सात", "شات")],
)
def test_sounds_that_a_listener_tells_apart_stay_apart(one: str, other: str) -> None:
    assert heard(other) != needed(one)


def test_short_vowels_may_be_written_or_not() -> None:
    assert spelled("बिल") == [Letter("b"), Letter("Y", optional=True), Letter("l")]
    assert spelled("उन") == [Letter("A"), Letter("W", optional=True), Letter("n")]


def test_an_open_o_is_written_in_two_ways() -> None:
    assert spelled("बॉट")[1] == Letter("AW")


def test_the_last_he_of_a_word_is_a_letter_of_its_own() -> None:
    assert heard("نویدہ") == "nWYd" + FINAL_HE
    assert heard("ہم") == "hm"


def test_doubled_letters_spaces_case_and_points_make_no_difference() -> None:
    assert heard("Press, the-hash.") == heard("presthehash")
    assert heard("اُنّی سو") == heard("انیسو")


def test_devanagari_can_be_heard_too() -> None:
    assert heard("बिजली") == needed("बिजली")


def test_a_rare_letter_of_devanagari_is_itself() -> None:
    assert heard("ळ") == "ळ"


def test_nothing_is_nothing() -> None:
    assert heard(" ۔ ") == ""
    assert spelled("।") == []
