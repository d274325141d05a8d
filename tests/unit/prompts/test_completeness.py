from collections.abc import Mapping

import pytest

from prompts import wording
from prompts.completeness import alike, gaps
from prompts.prompt import Prompt


@pytest.fixture
def ours() -> dict[str, dict[str, Prompt]]:
    return {language: dict(wording.read(language).prompts) for language in wording.languages()}


def told(languages: Mapping[str, Mapping[str, Prompt]]) -> list[tuple[str, str, str]]:
    return [(language, key, wrong) for language, key, wrong, _ in gaps(languages)]


def prompts(*made: Prompt) -> dict[str, Prompt]:
    return {prompt.key: prompt for prompt in made}


def test_ours_lack_nothing(ours: dict[str, dict[str, Prompt]]) -> None:
    assert told(ours) == []


def test_ours_have_no_sentence_alike(ours: dict[str, dict[str, Prompt]]) -> None:
    assert list(alike(ours)) == []


def test_a_copied_language_is_told_with_the_number_of_its_sentences() -> None:
    hindi = prompts(
        Prompt("bye", "नमस्कार जी।", "x"),
        Prompt("greeting", "यह बिजली हेल्प लाइन है।", "x"),
        Prompt("wait", "कृपया लाइन पर रहिए।", "x"),
    )
    half = hindi | prompts(Prompt("wait", "रउआ लाइन पर रहीं।", "x"))
    assert list(alike({"bho": half, "hi": hindi})) == [
        (
            "bho",
            "1 of 2 sentences are those of prompts/wording/hi.toml, such as greeting",
            "Translate those that were only copied",
        )
    ]


def test_a_key_that_one_language_lacks_is_told_once(ours: dict[str, dict[str, Prompt]]) -> None:
    del ours["hi"]["number.57"]
    assert told(ours) == [("hi", "number.57", "is missing")]


@pytest.mark.parametrize("key", ["number.57", "clock.7-30", "digit.6", "letter.M", "month.12"])
def test_what_a_variable_needs_is_missed_even_if_no_language_has_it(
    ours: dict[str, dict[str, Prompt]], key: str
) -> None:
    del ours["hi"][key], ours["en"][key]
    found = told(ours)
    assert {(language, missing) for language, missing, _ in found} == {("hi", key), ("en", key)}
    assert all("variables of the type" in wrong for *_, wrong in found)


def test_a_sound_that_must_rise_is_missed(ours: dict[str, dict[str, Prompt]]) -> None:
    for language in ours.values():
        language["digit.6"] = Prompt("digit.6", "six", "x")
    [first, second] = gaps(ours)
    assert first[1] == "digit.6"
    assert "digit-rising.6" in first[2]
    assert first[3] == "Add its rising words"
    assert second[0] != first[0]


def test_languages_agree_on_variables_and_rising() -> None:
    count = {"n": "text"}
    english = prompts(Prompt("a", "{n}", "x", variables=count), Prompt("b", "c", "x", rising="c,"))
    hindi = prompts(Prompt("a", "क", "x"), Prompt("b", "ख", "x"))
    found = list(gaps({"en": {**english, "a": hindi["a"]}, "hi": hindi}))
    assert found == [("hi", "b", "rises in some languages only", "Compare prompts/wording/en.toml")]


def test_other_variables_than_the_others_are_told() -> None:
    english = prompts(Prompt("a", "{n}", "x", variables={"n": "district"}))
    hindi = prompts(Prompt("a", "क", "x"))
    assert list(gaps({"en": english, "hi": hindi})) == [
        ("hi", "a", "has no variables", "All languages have n (district)")
    ]


def test_a_time_has_the_variables_that_it_is_given() -> None:
    strange = prompts(Prompt("time.quarter", "{at}", "x", variables={"at": "district"}))
    [(_, key, wrong, remedy)] = gaps({"en": strange})
    assert (key, wrong) == ("time.quarter", "has at (district)")
    assert remedy == "All languages have part (part), clock (clock)"
