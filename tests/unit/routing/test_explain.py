import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.explain import explain_number
from routing.numbers import PREFIXES

CALLED, CALLER, PIN = "As the number that was called", "As the caller's number", "As a PIN code"


def told(raw: str) -> dict[str, str]:
    return {finding.title: "\n".join(finding.lines) for finding in explain_number(raw)}


def test_a_landline() -> None:
    findings = told("05222345678")
    assert findings == {
        CALLED: "not a number of the helpline",
        CALLER: (
            "a landline, +915222345678\n"
            "ten digits after a trunk 0\n"
            "area code 0522\n"
            "district: Lucknow\n"
            "discom: MVVNL (Madhyanchal Vidyut Vitran Nigam Ltd)\n"
            "asked: nothing about the discom, it is certain"
        ),
    }


def test_a_landline_between_two_companies() -> None:
    assert "asked: which company, DVVNL or TORRENT-AGRA" in told("05622345678")[CALLER]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("1912", "the helpline, without an area code"),
        ("+915221912", "the helpline, with the area code 0522\ndistrict: Lucknow"),
        ("18001800440", "a toll-free number (1800)"),
    ],
)
def test_called_numbers(raw: str, words: str) -> None:
    assert words in told(raw)[CALLED]


def test_a_mobile_says_nothing_about_the_discom() -> None:
    assert "a mobile, +919415012345" in told("9415012345")[CALLER]
    assert "asked: the PIN code, unless an earlier call" in told("9415012345")[CALLER]


def test_pin_codes() -> None:
    assert "district: Lucknow" in told("226 001")[PIN]
    assert "asked: which company, DVVNL or PuVVNL or KESCO" in told("208001")[PIN]
    assert told("110001")[PIN] == "not a known PIN code of Uttar Pradesh"
    assert PIN not in told("+22600")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_prefix_has_its_words(prefix: str) -> None:
    ways = [told(p + "9415012345")[CALLER].splitlines()[1] for p in PREFIXES]
    assert ways.count(told(prefix + "9415012345")[CALLER].splitlines()[1]) == 1


@given(st.text())
def test_anything_is_explained(raw: str) -> None:
    assert {CALLED, CALLER} <= told(raw).keys()
