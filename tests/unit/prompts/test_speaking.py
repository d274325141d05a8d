from dataclasses import replace
from pathlib import Path

import pytest

from prompts import speaking, wording
from prompts.speaking import PRONUNCIATION
from prompts.wording import WordingError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with our own Hindi pronunciation."""
    (tmp_path / "hi.toml").write_bytes((PRONUNCIATION / "hi.toml").read_bytes())
    return tmp_path


def test_every_worded_language_has_a_natural_voice() -> None:
    assert all(speaking.read(language) for language in wording.languages())


def test_a_language_without_a_voice_is_no_error(folder: Path) -> None:
    assert speaking.read("bho", folder) is None


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("एक दबाएँ।", "एक दबाएं।"),
        ("सड़सठ रुपये", "सड़्सठ रुपये"),
        ("इकसठ", "इक्सठ"),
        ("बिजली हेल्पलाइन", "बिजली हेल्प लाइन"),
        ("नमस्कार।", "नमस्कार।"),
    ],
)
def test_hindi_is_respelled_for_the_ear(written: str, spoken: str) -> None:
    hindi = speaking.read("hi")
    assert hindi is not None
    assert hindi.spelled(written) == spoken
    assert hindi.spelled(spoken) == spoken


def test_a_sound_can_have_a_speed_of_its_own_and_its_tail_follows() -> None:
    hindi = speaking.read("hi")
    assert hindi is not None
    slow = replace(hindi, speeds={"thanks": hindi.speed / 2})
    assert slow.at("greeting") == slow
    assert slow.at("thanks").speed == hindi.speed / 2
    assert slow.at("thanks").tail_lasts == 2 * hindi.tail_lasts


def test_longer_entries_win() -> None:
    assert speaking.replaced("abc", {"ab": "1", "abc": "2", "c": "3"}) == "2"


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("speed = 0.9", "speed = 'fast'", "hi.toml: speed"),
        ("speed = 0.9", "speed = 0", "hi.toml: speed"),
        ("speed = 0.9", "sped = 0.9", "hi.toml: sped"),
        ('phonemes = "hi"', 'phonemes = ""', "hi.toml: phonemes"),
        ('"पचपन" = "पच्पन"', '"पचपन" = 55', "hi.toml: respell"),
        ("[speeds]", '[speeds]\n"thanks" = "slow"', "hi.toml: speeds"),
        ("[speeds]", '[speeds]\n"thanks" = 0', "hi.toml: speeds"),
        ("[symbols]", "[symbols", "hi.toml"),
    ],
)
def test_a_mistake_names_file_and_key(folder: Path, before: str, after: str, place: str) -> None:
    file = folder / "hi.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(WordingError) as caught:
        speaking.read("hi", folder)
    assert f"prompts/pronunciation/{place}" in {problem.place for problem in caught.value.problems}
