import csv
import unicodedata
from datetime import date, time
from pathlib import Path

import pytest

from prompts import wording
from prompts.kinds import KINDS
from prompts.prompt import Fragment
from prompts.sentences import assemble, sounds_of, speak
from routing.discoms import DATA, DISCOMS


def said(language: str, key: str, **values: object) -> str:
    texts = wording.load(language)
    return " ".join(texts[sound] for sound in sounds_of(language, key, **values))


def example(kind: str) -> object:
    return KINDS[kind].read(KINDS[kind].example.partition(" or ")[0])


def test_a_prompt_without_variables_is_one_sound() -> None:
    assert sounds_of("hi", "thanks") == ("thanks",)


def test_an_outage_is_told_with_place_and_time() -> None:
    values = {"district": "Lucknow", "date": date(2026, 11, 22), "time": time(19, 30)}
    assert sounds_of("hi", "outage.by-date", **values) == (
        "outage.by-date.part-1",
        "district.Lucknow",
        "outage.by-date.part-2",
        "number-rising.22",
        "month.11",
        "outage.by-date.part-3",
        "part.evening",
        "clock.7-30",
        "outage.by-date.part-4",
    )
    assert said("en", "outage.by-date", **values).endswith(
        "back by, twenty-two, November, half past seven, in the evening, at the latest."
    )


def test_the_end_of_a_sentence_falls() -> None:
    assert sounds_of("en", "wait.estimate", minutes=(5, 10))[-1] == "minutes.5-10"
    assert sounds_of("hi", "wait.estimate", minutes=(5, 10))[1] == "minutes-rising.5-10"
    assert sounds_of("hi", "chatbot.of-discom", discom="KESCO", number="8287835233")[0] == (
        "discom-rising.KESCO.name"
    )


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_sentence_can_be_spoken(language: str) -> None:
    of = wording.read(language)
    for prompt in of.prompts.values():
        values = {name: example(kind) for name, kind in prompt.variables.items()}
        assert set(assemble(of, prompt.key, values)) <= of.texts.keys()


@pytest.mark.parametrize("language", ["hi", "en"])
def test_sentences_are_joined_of_long_pieces(language: str) -> None:
    for prompt in wording.read(language).prompts.values():
        if prompt.variables:
            words = [p.text.split() for p in prompt.pieces if isinstance(p, Fragment)]
            assert all(len(each) > 1 or each == ["को,"] for each in words), prompt.key


def test_all_districts_and_discoms_have_names() -> None:
    for language in wording.languages():
        of = wording.read(language)
        for district in districts():
            assert speak(of, "district", district, ends=False)
        for code in DISCOMS:
            assert speak(of, "discom", code, ends=False) != speak(of, "discom", code)


def test_no_district_is_named_that_does_not_exist() -> None:
    known = {f"district.{name.replace(' ', '-')}" for name in districts()}
    for language in wording.languages():
        texts = wording.load(language)
        assert {key for key in texts if key.startswith("district.")} == known


def test_districts_have_their_hindi_names_whatever_the_spelling() -> None:
    hindi = wording.read("hi")
    for name, written in districts().items():
        [sound] = speak(hindi, "district", name)
        assert plain(hindi.texts[sound]) == plain(f"{written},")


def districts() -> dict[str, str]:
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as rows:
        return {row["district_en"]: row["district_hi"] for row in csv.DictReader(rows)}


def plain(text: str) -> str:
    """Take out what people leave out in writing: nuktas, and m before a labial for a dot."""
    return unicodedata.normalize("NFD", text).replace("\u093c", "").replace("म्ब", "ंब")


def test_an_unknown_key_names_the_file() -> None:
    with pytest.raises(LookupError, match=r"hi\.toml has no prompt 'thank'"):
        sounds_of("hi", "thank")


@pytest.mark.parametrize("values", [{}, {"place": 3, "more": 4}, {"palce": 3}])
def test_other_values_than_the_variables_are_an_error(values: dict[str, int]) -> None:
    with pytest.raises(TypeError, match=r"wait\.position takes place, not"):
        sounds_of("hi", "wait.position", **values)


def test_a_value_that_cannot_be_spoken_names_prompt_and_variable_but_not_itself() -> None:
    with pytest.raises(ValueError, match=r"^chatbot\.number, number: only a number") as caught:
        sounds_of("hi", "chatbot.number", number="98x76")
    assert "98x76" not in str(caught.value)
    with pytest.raises(ValueError, match=r"hi\.toml has no words for district\.Delhi"):
        sounds_of("hi", "outage.no-time", district="Delhi")


def test_a_language_is_a_file_and_nothing_else(tmp_path: Path) -> None:
    ours = (wording.FOLDER / "hi.toml").read_text(encoding="utf-8")
    made_up = ours.replace('text = "{part} {clock}"', 'text = "{clock} {part}"')
    (tmp_path / "awa.toml").write_text(made_up.replace("तीसरे", "तिसरके"), encoding="utf-8")
    assert wording.problems(tmp_path) == []
    awadhi = wording.read("awa", tmp_path)
    assert speak(awadhi, "time", time(19, 30)) == ("clock.7-30", "part.evening")
    place = assemble(awadhi, "wait.position", {"place": 3})
    assert [awadhi.texts[sound] for sound in place][1] == "तिसरके,"
