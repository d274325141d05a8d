import pytest

from prompts.prompt import Fragment, Prompt, Variable


def pieces(text: str, **variables: str) -> list[str]:
    prompt = Prompt("a.b", text, "somewhere", variables=variables)
    return [
        f"{piece.sound}: {piece.text}" if isinstance(piece, Fragment) else f"<{piece.kind}>"
        for piece in prompt.pieces
    ]


def test_words_alone_are_the_sound_of_the_key() -> None:
    assert Prompt("thanks", "नमस्कार।", "last").pieces == (Fragment("thanks", "नमस्कार।"),)


def test_variables_divide_the_words_into_numbered_sounds() -> None:
    assert pieces("आपसे पहले {n} लोग हैं।", n="count") == [
        "a.b.part-1: आपसे पहले,",
        "<count>",
        "a.b.part-2: लोग हैं।",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{n} people", ["<count>", "a.b.part-1: people"]),
        ("It is, {n}.", ["a.b.part-1: It is,", "<count>"]),
        ("It is off. {n}, then on", ["a.b.part-1: It is off.", "<count>", "a.b.part-2: then on"]),
        ("{n} {m}", ["<count>", "<date>"]),
        ("{n} से {n} तक", ["<count>", "a.b.part-1: से,", "<count>", "a.b.part-2: तक"]),
    ],
)
def test_what_is_left_between_variables(text: str, expected: list[str]) -> None:
    assert pieces(text, n="count", m="date") == expected


def test_a_variable_knows_its_type() -> None:
    prompt = Prompt("a", "{n}", "somewhere", variables={"n": "count"})
    assert prompt.pieces == (Variable("n", "count"),)
    assert prompt.sounds == {}


def test_words_that_rise_are_a_sound_of_their_own() -> None:
    prompt = Prompt.of_entry("digit.1", {"text": "एक।", "where": "x", "rising": "एक,"})
    assert prompt.sounds == {"digit.1": "एक।", "digit-rising.1": "एक,"}


def test_an_entry_may_be_for_later() -> None:
    assert Prompt.of_entry("a", {"text": "x", "where": "y", "used": "later"}).later
    assert not Prompt.of_entry("a", {"text": "x", "where": "y"}).later
