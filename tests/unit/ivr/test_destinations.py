"""What an agent keys, and who is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.calls.destinations import LINES, Destination, Destinations, Officer, To
from routing.discoms import DISCOMS

OFFICER = Officer("J. K. Singh", "+919415099999")
SOME = Destinations({"101": "asha", "7": "vijay"}, {"21": OFFICER})


def test_each_discom_that_is_served_has_a_line_of_one_digit():
    assert set(LINES.values()) == {code for code, discom in DISCOMS.items() if discom.served}
    assert all(len(digit) == 1 for digit in LINES)


@pytest.mark.parametrize(
    ("keyed", "meant"),
    [
        ("101", Destination(To.AGENT, "asha")),
        ("21", Destination(To.OFFICER, "J. K. Singh", "+919415099999")),
        ("1", Destination(To.LINE, LINES["1"])),
        ("7", Destination(To.AGENT, "vijay")),
        ("102", None),
        ("", None),
        ("9415012345", None),
    ],
)
def test_who_is_meant(keyed, meant):
    assert SOME.find(keyed) == meant


def test_any_mobile_only_where_that_is_set():
    anyone = Destinations(any_mobile=True)
    assert anyone.find("9415012345") == Destination(To.MOBILE, "+919415012345", "+919415012345")
    assert anyone.find("05222345678") is None


def test_numbers_do_not_show_in_a_log():
    assert "9415099999" not in repr(SOME)
    assert "9415099999" not in repr(SOME.find("21"))


@given(st.text(max_size=20))
def test_whatever_is_keyed_somebody_or_nobody_is_meant(keyed):
    found = SOME.find(keyed)
    assert found is None or found.name
