import unicodedata

import pytest

from prompts import speaking
from prompts.espeak import RenderError
from prompts.phonemes import MOST, cleaned, numbered, symbols, table

HINDI, ENGLISH = speaking.read("hi"), speaking.read("en")
assert HINDI is not None
assert ENGLISH is not None


def test_the_table_numbers_each_symbol_once() -> None:
    ids = table()
    assert len(set(ids.values())) == len(ids)
    assert all(len(symbol) == 1 and 0 < number < 178 for symbol, number in ids.items())


def test_clauses_are_phonemised_apart_and_keep_their_punctuation() -> None:
    heard: list[str] = []

    def spell(clause: str) -> str:
        heard.append(clause.strip())
        return "dˈoː\n"

    said = symbols("नमस्कार। बिल के लिए, दो?", HINDI, spell, sound="hi/x")
    assert heard == ["नमस्कार", "बिल के लिए", "दो"]
    assert said == "dˈoː. dˈoː, dˈoː?"


def test_the_text_is_respelled_before() -> None:
    heard: list[str] = []
    symbols("तिरपन", HINDI, lambda clause: heard.append(clause) or "tˈɪ", sound="hi/x")
    assert heard == ["तिर्पन"]


@pytest.mark.parametrize(
    ("phonemes", "clean"),
    [
        ("(en)hˈɛlp(hi) lˈaːɪn\n", "hˈɛlp lˈaːɪn"),
        ("sˈʌr.səʈʰ", "sˈʌr.səʈʰ"),
        ("ək-bˈaːr\n dˈoː", "əkbˈaːr dˈoː"),
        ("dəbˈaːẽː", unicodedata.normalize("NFD", "dəbˈaːẽː")),
    ],
)
def test_hindi_clean_up(phonemes: str, clean: str) -> None:
    assert cleaned(phonemes, HINDI) == clean


def test_english_diphthongs_become_the_symbols_of_the_model() -> None:
    assert cleaned("t^ʃˈɔ^ɪs ɡˌə^ʊ dˈe^ɪ nˈa^ɪn", ENGLISH) == "ʧˈYs ɡˌQ dˈA nˈIn"


def test_a_symbol_outside_the_table_names_the_prompt_and_the_symbol() -> None:
    with pytest.raises(RenderError, match=r"^hi/pin\.ask: .*no symbol for ǃ \(U\+01C3\)"):
        symbols("नमस्कार", HINDI, lambda _clause: "ǃa", sound="hi/pin.ask")


@pytest.mark.parametrize("spoken", ["", "a" * (MOST + 1)])
def test_nothing_and_too_much_are_errors(spoken: str) -> None:
    with pytest.raises(RenderError, match=r"^hi/x: the text has \d+ symbols"):
        symbols("नमस्कार", HINDI, lambda _clause: spoken, sound="hi/x")


def test_the_model_gets_numbers_between_zeros() -> None:
    assert numbered("a.") == [0, 43, 4, 0]
