"""A listener with an ear that a test can steer."""

from pathlib import Path

import pytest

from prompts import wording
from prompts.library import SoundLibrary
from prompts.listening.listener import KINDS, Listener, some_numbers
from prompts.listening.marks import Marks

HINDI = wording.read("hi")
ENGLISH = wording.read("en")


class Ear:
    """Writes down what it is told to, and remembers what it was given."""

    def __init__(self, *transcripts: str) -> None:
        self.said = transcripts
        self.transcripts = list(transcripts)
        self.languages: list[str] = []
        self.contexts: list[str | None] = []
        self.lengths: list[int] = []
        self.before: list[str] = []

    def hear(self, alaw, language, context) -> str:
        self.lengths.append(len(alaw))
        self.languages.append(language)
        self.contexts.append(context)
        return self.transcripts.pop(0)

    def hear_next(self, alaw, language, context, before) -> str:
        self.before.append(before)
        return self.hear(alaw, language, context)


@pytest.fixture
def library(tmp_path: Path) -> SoundLibrary:
    """Sounds of a tenth of a second for what is heard here."""
    library = SoundLibrary(tmp_path)
    digits = [f"hi/digit{kind}.{digit}" for digit in range(10) for kind in ("", "-rising")]
    for sound in (*digits, "hi/reason.bill.choice", "hi/press.2", "en/press.2"):
        file = library.files(sound)[0]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"\xd5" * 800)
    return library


def test_a_sentence_is_heard_by_one_who_knows_who_speaks(library: SoundLibrary) -> None:
    ear = Ear("بل کے لئے۔")
    heard = Listener(ear, library, HINDI, context=True).prompt("reason.bill.choice")
    assert (heard.kind, heard.said, heard.heard) == (KINDS[0], "बिल के लिए,", "بل کے لئے۔")
    assert heard.marks == Marks(6, 0)
    assert ear.languages == ["ur"]
    assert ear.contexts[0]
    assert ear.lengths == [800]


def test_a_single_word_gets_no_context(library: SoundLibrary) -> None:
    ear = Ear("دو دبائے")
    heard = Listener(ear, library, HINDI, context=True).prompt("press.2")
    assert heard.kind == KINDS[1]
    assert ear.contexts == [None]


def test_context_can_be_left_out(library: SoundLibrary) -> None:
    ear = Ear("")
    Listener(ear, library, HINDI, context=False).prompt("reason.bill.choice")
    assert ear.contexts == [None]


def test_numerals_count_as_their_words(library: SoundLibrary) -> None:
    ear = Ear("Press 2.")
    heard = Listener(ear, library, ENGLISH, context=True).prompt("press.2")
    assert heard.marks.errors == 0
    assert heard.heard == "Press 2."
    assert ear.languages == ["en"]


def test_each_digit_of_a_complaint_number_is_heard_after_three_others(
    library: SoundLibrary,
) -> None:
    ear = Ear(*["ایک", "دو", "تین", "جار", "پانچ", "چھ", "سات", "آٹھ", "نو", "شونیہ", "دو"])
    heard = Listener(ear, library, HINDI, context=True).number("MV12345678901")
    assert ear.lengths == [3_200] * 11
    assert ear.before[0] == "نو، شونیہ، ایک،"
    assert ear.before[-1] == "آٹھ، نو، شونیہ،"
    assert all(ear.contexts)
    assert (heard.kind, heard.said) == (KINDS[2], "12345678901")
    assert heard.heard.startswith("1 2 3 4 5 6 7 8 9 0 2 = ایک, دو, ")
    assert heard.marks == Marks(11, 1)


@pytest.mark.parametrize("heard", ["", "سات دو", "تین"])
def test_what_is_not_just_this_digit_is_wrong(library: SoundLibrary, heard: str) -> None:
    ear = Ear(*[heard] * 11)
    number = Listener(ear, library, HINDI, context=True).number("MV77777777777")
    assert number.marks == Marks(11, 11)


def test_everything_is_heard_unless_told_otherwise(library: SoundLibrary) -> None:
    listener = Listener(Ear("دو دبائے"), library, HINDI, context=True)
    assert len(listener.tasks("")) == len(HINDI.texts) + len(some_numbers())
    [only] = listener.tasks("press.2")
    assert only().key == "press.2"


def test_the_numbers_are_always_the_same_and_have_every_digit() -> None:
    numbers = some_numbers()
    assert numbers == some_numbers()
    assert set("".join(numbers)) == set("MV0123456789")
