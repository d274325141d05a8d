"""Which prompts are said, and what is told about the others."""

from dataclasses import replace

import pytest

from ivr.spoken_keys import idle_prompts, is_spoken, unworded
from prompts import wording
from prompts.prompt import Prompt


def test_all_of_ours_are_said_or_for_later() -> None:
    prompts = {language: wording.read(language).prompts for language in wording.languages()}
    assert list(idle_prompts(prompts)) == []


@pytest.mark.parametrize(
    "key",
    [
        "greeting",  # a menu's question
        "reason.bill.choice",  # a menu's choice
        "discom.KESCO.choice",  # a choice made from the caller's area
        "discom.KESCO.name",  # filled into an f-string
        "chatbot.number",  # said with a variable
        "wait.closing",  # said by the code of calls
        "fallback.sorry",  # said by Asterisk alone
        "number.57",  # said by a variable
        "district.Lucknow",
        "time.quarter",
        "press.7",
    ],
)
def test_what_is_said_anywhere_is_found(key: str) -> None:
    assert is_spoken(key)


@pytest.mark.parametrize("key", ["welcome", "reason.water.choice", "number.101", "lines.busy"])
def test_what_nothing_says_is_found(key: str) -> None:
    assert not is_spoken(key)


def test_an_idle_prompt_is_told_with_file_and_key() -> None:
    [problem] = idle_prompts({"hi": {"welcome": Prompt("welcome", "नमस्कार।", "first")}})
    assert (problem.place, problem.wrong) == (
        "prompts/wording/hi.toml: welcome",
        "is said by nothing",
    )
    assert 'used = "later"' in problem.remedy


def test_a_prompt_that_is_no_longer_for_later_is_told() -> None:
    thanks = replace(wording.read("hi").prompts["thanks"], later=True)
    [problem] = idle_prompts({"hi": {"thanks": thanks}})
    assert problem.wrong == "is said, but marked for later"


def test_nothing_that_is_said_lacks_words() -> None:
    prompts = {language: wording.read(language).prompts for language in wording.languages()}
    assert list(unworded(prompts)) == []


@pytest.mark.parametrize(
    "key",
    [
        "reason.menu",
        "reason.bill.choice",
        "language.choice",
        "press.2",  # offered by menus
        "no-key",  # said in one of two cases
        "pin.short",
        "discom.found",  # put before another
        "discom.KESCO.choice",  # filled into an f-string
        "discom.NPCL.referral",
        "chatbot.number",  # said with a variable
        "wait.closing",  # said by the code of calls
        "fallback.chatbots",  # said by Asterisk alone
    ],
)
def test_what_is_said_without_words_is_told_with_file_and_key(key: str) -> None:
    prompts = dict(wording.read("hi").prompts)
    del prompts[key]
    [problem] = unworded({"hi": prompts})
    assert problem.place == f"prompts/wording/hi.toml: {key}"
