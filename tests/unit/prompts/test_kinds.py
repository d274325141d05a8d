import pytest

from prompts import wording
from prompts.kinds import KINDS, PHRASES
from prompts.sentences import speak


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_type_can_be_read_and_spoken(kind: str, language: str) -> None:
    of = wording.read(language)
    for example in KINDS[kind].example.split(" or "):
        sounds = speak(of, kind, KINDS[kind].read(example))
        assert sounds
        assert set(sounds) <= of.texts.keys()


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.may_end])
def test_what_may_end_a_sentence_falls_there_and_stays_up_inside(kind: str) -> None:
    hindi = wording.read("hi")
    value = KINDS[kind].read(KINDS[kind].example.partition(" or ")[0])
    assert hindi.texts[speak(hindi, kind, value)[-1]].endswith("।")
    if kind not in ("digits", "complaint"):  # their groups fall everywhere
        assert hindi.texts[speak(hindi, kind, value, ends=False)[-1]].endswith(",")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("count", "many"), ("time", "7 pm"), ("date", "22.11."), ("minutes", "5-"), ("rupees", "1.5")],
)
def test_what_cannot_be_read_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are Python's
        KINDS[kind].read(typed)


def test_a_range_of_minutes_is_read_with_its_dash() -> None:
    assert KINDS["minutes"].read("5-10") == (5, 10)
    assert KINDS["minutes"].read("7") == 7


@pytest.mark.parametrize("language", ["hi", "en"])
def test_phrases_are_worded_with_their_variables(language: str) -> None:
    prompts = wording.read(language).prompts
    assert {key: prompts[key].variables for key in PHRASES} == dict(PHRASES)
