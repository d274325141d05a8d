import unicodedata
from pathlib import Path

import pytest

from prompts import wording
from prompts.wording import WordingError
from routing.discoms import DISCOMS

HINDI = "prompts/wording/hi.toml"
INSIDE = {"letter", "ordinal", "part", "clock", "past", "month", "district"}
"""Families of sounds that words always follow."""


def change(words: Path, before: str, after: str) -> None:
    path = words / "hi.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_our_own_wordings_have_no_problem() -> None:
    assert wording.languages() == ("en", "hi")
    assert wording.problems() == []


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_key_press_digit_and_discom_is_worded(language: str) -> None:
    texts = wording.load(language)
    wanted = {f"digit.{n}" for n in range(10)} | {f"press.{n}" for n in range(10)}
    wanted |= {"press.star", "press.hash"}
    wanted |= {f"discom.{code}.{what}" for code in DISCOMS for what in ("name", "choice")}
    wanted |= {f"discom.{code}.referral" for code, discom in DISCOMS.items() if not discom.served}
    assert wanted <= texts.keys()


def test_no_discom_is_worded_that_does_not_exist() -> None:
    keys = [key.split(".") for key in wording.read("hi").prompts]
    assert {key[1] for key in keys if key[0] == "discom" and len(key) == 3} == set(DISCOMS)


def test_hindi_says_1912_in_one_way_and_spells_for_the_voice() -> None:
    hindi = wording.load("hi")
    assert "उन्नीस सौ बारह" in hindi["greeting"]
    assert "उन्नीस सौ बारह" in hindi["fallback.sorry"]
    whole = " ".join(hindi.values())
    assert "एँ" not in whole
    assert "हेल्पलाइन" not in whole


@pytest.mark.parametrize("language", ["hi", "en"])
def test_what_is_followed_by_a_key_or_a_value_stays_open(language: str) -> None:
    for key, prompt in wording.read(language).prompts.items():
        if key.endswith(("choice", "found")):
            assert prompt.text.endswith(","), key
        elif not prompt.variables and key.partition(".")[0] not in INSIDE:
            assert prompt.text.endswith((".", "।", "?")), key
        if prompt.rising:
            # Inside a sentence one rupee is oblique: "एक रुपये का बिल".
            inside = prompt.text.replace("रुपया", "रुपये")
            assert prompt.rising == f"{inside[:-1]},"


def test_texts_are_in_one_unicode_form(words: Path) -> None:
    change(words, "एक।", "क" + "\u095c")  # a letter that has a nukta in it
    assert wording.load("hi", words)["digit.1"] == unicodedata.normalize("NFC", "क\u095c")
    assert "\u095c" not in wording.load("hi", words)["digit.1"]


def test_a_missing_key_is_named_with_its_file(words: Path) -> None:
    change(words, "[thanks]", "[goodbye]")
    assert sorted(map(str, wording.problems(words))) == [
        "prompts/wording/en.toml: goodbye: is missing. Word it; prompts/wording/hi.toml has it",
        "prompts/wording/hi.toml: thanks: is missing. Word it; prompts/wording/en.toml has it",
    ]


@pytest.mark.parametrize(
    ("before", "after", "key", "wrong"),
    [
        ('"नमस्कार।"', '""', "thanks", "text is empty"),
        ('"नमस्कार।"', '" "', "thanks", "text is empty"),
        ('"last words"', '""', "thanks", "where is empty"),
        ('"नमस्कार।"', "7", "thanks", "text is empty"),
        ('"नमस्कार।"', '"नमस्कार bye"', "thanks", '"bye", which is not Devanagari'),
        ('"नमस्कार।"', '"१९१२"', "thanks", "text has figures: १ २ ९"),
        ('"नमस्कार।"', '"1912"', "thanks", "text has figures: 1 2 9"),
        ('text = "नमस्कार।"', "", "thanks", "has no text"),
        ('text = "नमस्कार।"', 'txt = "नमस्कार।"', "thanks", 'unknown field "txt"'),
        ("[digit]", '["../../digit"]', "../../digit.1", "is no key"),
        ("140", '"fast"', "about", "is not complete"),
        ('voice = "hi"', "", "about", "is not complete"),
        ("[about]", "[abuot]", "about", "is not complete"),
    ],
)
def test_a_broken_prompt_is_named(
    words: Path, before: str, after: str, key: str, wrong: str
) -> None:
    change(words, before, after)
    with pytest.raises(WordingError) as caught:
        wording.load("hi", words)
    (problem,) = (p for p in caught.value.problems if p.place == f"{HINDI}: {key}")
    assert wrong in problem.wrong
    assert problem in wording.problems(words)


def test_all_problems_of_a_file_are_told_at_once(words: Path) -> None:
    change(words, '"नमस्कार।"', '""')
    change(words, '"एक।"', '"one"')
    assert {p.place for p in wording.problems(words)} == {f"{HINDI}: thanks", f"{HINDI}: digit.1"}


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('text = "नमस्कार।"', "text = नमस्कार।", ": thanks"),
        ('text = "एक।"', "text = एक", ": digit"),
        ("[about]", "[about", ""),
        ("[digit]", "[thanks]\n[digit]", ": thanks"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_key(
    words: Path, before: str, after: str, place: str
) -> None:
    change(words, before, after)
    with pytest.raises(WordingError) as raised:
        wording.read("hi", words)
    [problem] = raised.value.problems
    assert problem.place == HINDI + place
    assert "is not valid TOML" in problem.wrong


@pytest.mark.parametrize("content", [b"[about", b"\xff\xfe"])
def test_what_is_no_toml_names_the_file(words: Path, content: bytes) -> None:
    (words / "hi.toml").write_bytes(content)
    (problem,) = wording.problems(words)
    assert problem.place == HINDI


def test_an_unknown_language_tells_the_known_ones(words: Path) -> None:
    with pytest.raises(WordingError, match=r"bho\.toml: does not exist.*: en, hi"):
        wording.load("bho", words)
