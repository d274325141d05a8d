import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.numbers import PREFIXES, CalledNumber, CallerNumber, read_called, read_caller, written

FORMS = Path(__file__).parent / "data" / "number_forms.csv"


def forms(kind: str) -> list[tuple[str, str]]:
    with FORMS.open(encoding="utf-8", newline="") as rows:
        return [(r["raw"], r["expected"]) for r in csv.DictReader(rows) if r["kind"] == kind]


def called_in_words(called: CalledNumber) -> str:
    std = f" std={called.std}" if called.std else ""
    return f"1912{std}" if called.kind == "helpline" else called.kind


def caller_in_words(caller: CallerNumber) -> str:
    return " ".join(filter(None, (caller.e164, caller.kind, caller.std)))


def test_the_table_of_forms_is_whole() -> None:
    assert len(forms("called")) + len(forms("caller")) == 26


@pytest.mark.parametrize(("raw", "expected"), forms("called"))
def test_every_form_of_a_called_number(raw: str, expected: str) -> None:
    assert called_in_words(read_called(raw)) == expected
    assert read_called(raw).raw == raw


@pytest.mark.parametrize(("raw", "expected"), forms("caller"))
def test_every_form_of_a_callers_number(raw: str, expected: str) -> None:
    assert caller_in_words(read_caller(raw)) == expected
    assert read_caller(raw).raw == raw


@pytest.mark.parametrize(
    ("raw", "std"),
    [
        ("05472234567", "0547"),
        ("0120-4567890", "0120"),
        ("+91 (5464) 234 567", "05464"),
        ("+9105222345678", "0522"),
        ("tel:+91-522-2345678;ext=1", "0522"),
        ("sip:05222345678@10.0.0.1:5060;user=phone", "0522"),
        ('"Ram" <SIP:+915222345678@trunk.example>', "0522"),
        ("05222345678;npdi", "0522"),
    ],
)
def test_landlines_however_they_are_written(raw: str, std: str) -> None:
    caller = read_caller(raw)
    assert (caller.kind, caller.std) == ("landline", std)


@pytest.mark.parametrize(
    "raw",
    [
        "+9415012345",  # a plus makes it a number of Sri Lanka
        "+15551234567",
        "0015551234567",
        "94150123456",
        "05942234567",  # Nainital lies in Uttarakhand
        "01123456789",  # Delhi answers its own 1912
        "९४१५०१२३४५",
        "asha@10.0.0.1",
        "+",
    ],
)
def test_callers_that_must_stay_unknown(raw: str) -> None:
    assert read_caller(raw) == CallerNumber(raw, "unknown")


def test_no_number_at_all() -> None:
    assert read_caller(None) == CallerNumber("", "unknown")


@pytest.mark.parametrize("raw", ["sip:1912@127.0.0.1:5060", "tel:1912;phone-context=+91", "19-12"])
def test_the_helpline_however_it_is_written(raw: str) -> None:
    assert read_called(raw) == CalledNumber(raw, "helpline")


@pytest.mark.parametrize("raw", ["", "19", "11912", "0591912912", "05991912", "+441912", "912"])
def test_called_numbers_that_must_stay_unknown(raw: str) -> None:
    assert read_called(raw).kind == "unknown"


@pytest.mark.parametrize("raw", ["05222287525", "5222287525", "+915222287525", "0522 2287525"])
@pytest.mark.parametrize("ours", ["05222287525", "+91-522-2287525"])
def test_a_full_number_of_ours_is_the_helpline(raw: str, ours: str) -> None:
    assert read_called(raw, ("1912", ours)) == CalledNumber(raw, "helpline", "0522")


def test_a_toll_free_number_of_ours_is_the_helpline() -> None:
    assert read_called("18001800440", ("18001800440",)).kind == "helpline"


def test_a_helpline_number_without_digits_matches_nothing() -> None:
    assert read_called("522", ("none",)).kind == "unknown"


@given(st.text() | st.text("0123456789+ -;:@sipte<>", max_size=20))
def test_no_text_is_too_odd(raw: str) -> None:
    assert read_called(raw).raw == raw
    assert read_caller(raw).raw == raw
    assert written(raw) == "" or written(raw).removeprefix("+").isdecimal()


national = st.from_regex(
    r"[6-9][0-9]{9}|(522[2-6]|547[2-6]|5252[2-6]|1342[2-6])[0-9]*", fullmatch=True
)
callers = st.tuples(st.sampled_from(PREFIXES), national.map(lambda n: n.ljust(10, "2")[:10]))


@given(callers)
def test_every_prefix_leaves_the_same_caller(form: tuple[str, str]) -> None:
    prefix, number = form
    caller = read_caller(prefix + number)
    assert caller.e164 == f"+91{number}"


@given(callers)
def test_reading_the_e164_again_gives_the_same_caller(form: tuple[str, str]) -> None:
    caller = read_caller("".join(form))
    assert caller.e164 is not None
    again = read_caller(caller.e164)
    assert (again.kind, again.e164, again.std) == (caller.kind, caller.e164, caller.std)
