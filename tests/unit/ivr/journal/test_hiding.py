from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialplan.story import Fact
from ivr.journal.entries import DamagedLine, decode, encode
from ivr.journal.hiding import Private, hider, revealed
from ivr.journal.keys import Keys
from ivr.journal.writer import LinesChanged
from ivr.records import CallRecord
from tests.unit.ivr.samples import OFFERED, a_record

KEYS = Keys("the-key")
NUMBERS = ("05222345678", "+915222345678")


def written(private: Private, payload: Any, kind: str) -> bytes:
    hide = hider(private, KEYS)
    assert hide is not None
    shown, sealed = hide(payload, "c-1")
    return encode(1, OFFERED, kind, "c-1", shown, sealed=sealed)[:-1]


VALUES = st.none() | st.text() | st.integers(0, 9) | st.lists(st.text(), max_size=3)


@given(value=VALUES, private=st.booleans())
def test_a_sealed_fact_is_revealed_as_it_was(value: Any, private: bool) -> None:
    fact = Fact("keyed", value, OFFERED, "key", private=private)
    entry = decode(written("encrypted", fact, "fact"))
    assert (entry.sealed is not None) == (private and value is not None)
    assert revealed(entry, KEYS).read(Fact) == fact


def test_a_sealed_record_shows_no_number_and_is_revealed_as_it_was() -> None:
    line = written("encrypted", a_record(), "record")
    assert not any(number.encode() in line for number in NUMBERS)
    entry = decode(line)
    assert entry.read(CallRecord) == a_record(called_raw="", caller_raw="", caller=None)
    assert revealed(entry, KEYS).read(CallRecord) == a_record()


def test_a_masked_record_keeps_the_end_of_its_numbers_and_nothing_brings_back_the_rest() -> None:
    entry = decode(written("masked", a_record(), "record"))
    assert entry.sealed is None
    record = entry.read(CallRecord)
    assert record == a_record(called_raw="****", caller_raw="*******5678", caller="*********5678")
    unknown = decode(written("masked", a_record(caller=None, caller_raw=""), "record"))
    assert unknown.read(CallRecord).caller is None


@pytest.mark.parametrize(
    ("value", "masked"),
    [("226001", "******"), ("1", "*"), (None, None), (["1", "05222345678"], ["*", "*******5678"])],
)
def test_masked_keys_show_nothing_of_a_pin_code(value: Any, masked: Any) -> None:
    fact = decode(written("masked", Fact("keyed", value, OFFERED, private=True), "fact")).read(Fact)
    assert fact == Fact("keyed", masked, OFFERED, private=True)


@pytest.mark.parametrize("private", ["encrypted", "masked"])
def test_what_is_not_private_stays_as_it_is(private: Private) -> None:
    change = LinesChanged(incoming=1, outgoing=2, reason="05222345678", who="asha")
    assert decode(written(private, change, "lines")).read(LinesChanged) == change
    fact = Fact("language", "hi", OFFERED)
    assert decode(written(private, fact, "fact")).read(Fact) == fact


def test_sealed_fields_of_something_that_has_none_are_damage() -> None:
    line = encode(1, OFFERED, "fact", "c-1", None, sealed=KEYS.seal({"value": "1"}, "c-1"))
    with pytest.raises(DamagedLine, match="nothing that they belong to"):
        revealed(decode(line[:-1]), KEYS)


def test_plain_hides_nothing() -> None:
    assert hider("plain", KEYS) is None
