from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialplan.story import Fact
from ivr.journal.entries import DamagedLine, decode, encode, salvage
from ivr.records import CallRecord
from tests.unit.ivr.samples import OFFERED, a_record

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), TEXT, st.lists(TEXT, max_size=4)
)


@given(n=st.integers(1, 2**53), kind=TEXT, value=VALUES, how=st.none() | TEXT)
def test_a_fact_comes_back_as_it_was_written(n, kind, value, how) -> None:
    fact = Fact(kind, value, OFFERED, how, private=True)
    line = encode(n, OFFERED, "fact", "c-1", fact)
    assert line.count(b"\n") == 1
    entry = decode(line[:-1])
    assert (entry.n, entry.at, entry.kind, entry.call) == (n, OFFERED, "fact", "c-1")
    assert entry.read(Fact) == fact


def test_a_record_comes_back_as_it_was_written() -> None:
    line = encode(1, OFFERED, "record", "c-1", a_record())
    assert decode(line[:-1]).read(CallRecord) == a_record()


def test_sealed_fields_stand_beside_the_payload_and_are_left_out_where_there_are_none() -> None:
    sealed = encode(1, OFFERED, "fact", "c-1", None, sealed="id:text")
    assert decode(sealed[:-1]).sealed == "id:text"
    assert b"sealed" not in encode(1, OFFERED, "fact", "c-1", None)


def test_a_line_is_plain_json_for_other_tools() -> None:
    line = encode(7, datetime(2026, 11, 22, tzinfo=UTC), "lines", None, {"incoming": 650})
    plain = msgspec.json.decode(line)
    assert len(plain.pop("crc")) == 8
    assert plain == {
        "n": 7,
        "at": "2026-11-22T00:00:00Z",
        "kind": "lines",
        "call": None,
        "data": {"incoming": 650},
    }


@given(st.data())
def test_any_flipped_bit_is_noticed(data: st.DataObject) -> None:
    line = bytearray(encode(1, OFFERED, "record", "c-1", a_record())[:-1])
    place = data.draw(st.integers(0, len(line) - 1))
    line[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(DamagedLine):
        decode(bytes(line))


@given(st.binary(max_size=200))
def test_rubbish_is_damage_and_nothing_else(rubbish: bytes) -> None:
    with pytest.raises(DamagedLine):
        decode(rubbish)
    assert salvage(rubbish) == []


def test_a_payload_of_another_shape_is_refused() -> None:
    entry = decode(encode(1, OFFERED, "fact", "c-1", {"kind": 5})[:-1])
    with pytest.raises(msgspec.ValidationError):
        entry.read(Fact)


@pytest.mark.parametrize("glue", [b"", b"\x0b", b"{"])
def test_two_entries_that_ran_together_are_both_found(glue: bytes) -> None:
    lines = [encode(n, OFFERED, "fact", "c-1", None)[:-1] for n in (1, 2)]
    assert [entry.n for entry in salvage(glue.join(lines))] == [1, 2]


def test_a_whole_entry_behind_a_torn_one_is_found() -> None:
    torn, whole = (encode(n, OFFERED, "fact", "c-1", None)[:-1] for n in (1, 2))
    assert [entry.n for entry in salvage(torn[:-5] + whole)] == [2]
    assert [entry.n for entry in salvage(torn[:30] + torn[-5:] + whole)] == [2]
