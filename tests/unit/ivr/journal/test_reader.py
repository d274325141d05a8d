from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from dialplan.story import Fact
from ivr.journal import Journal, Keys, WrongKey
from ivr.journal.entries import encode
from ivr.journal.packed import blocks
from ivr.journal.reader import Damage, Position, Reader
from ivr.records import CallRecord
from tests.unit.ivr.journal.files import FIRST, SECOND, lines, numbers, packed, small_blocks
from tests.unit.ivr.samples import OFFERED, a_record


def test_reads_all_files_in_order(tmp_path: Path) -> None:
    (tmp_path / SECOND).write_bytes(lines(3))
    (tmp_path / FIRST).write_bytes(lines(1, 2))
    assert numbers(Reader(tmp_path)) == [1, 2, 3]


def test_every_position_goes_on_with_the_next_entry(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1, 2, 3))
    (tmp_path / SECOND).write_bytes(lines(4, 5))
    for place, entry in Reader(tmp_path).entries():
        assert numbers(Reader(tmp_path, place)) == list(range(entry.n + 1, 6))


def test_an_unknown_position_reads_everything(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1, 2))
    assert numbers(Reader(tmp_path, Position("000001-2026-11-22-gone00.jsonl", 5))) == [1, 2]


def test_goes_on_when_more_is_written(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1))
    reader = Reader(tmp_path)
    assert numbers(reader) == [1]
    assert numbers(reader) == []
    with (tmp_path / FIRST).open("ab") as file:
        file.write(lines(2))
    (tmp_path / SECOND).write_bytes(lines(3))
    assert numbers(reader) == [2, 3]


def test_a_line_that_is_being_written_is_left_for_later(tmp_path: Path) -> None:
    whole = lines(1, 2)
    (tmp_path / FIRST).write_bytes(whole[:-20])
    reader = Reader(tmp_path)
    with capture_logs() as logs:
        assert numbers(reader) == [1]
        (tmp_path / FIRST).write_bytes(whole)
        assert numbers(reader) == [2]
    assert logs == []


def test_a_torn_tail_of_an_older_file_is_reported_with_its_place(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1, 2)[:-20])
    (tmp_path / SECOND).write_bytes(lines(2))
    with capture_logs() as logs:
        assert numbers(Reader(tmp_path)) == [1, 2]
    assert [(log["file"], log["line"]) for log in logs] == [(str(tmp_path / FIRST), 2)]


def test_takes_in_portions(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1, 2, 3))
    (tmp_path / SECOND).write_bytes(lines(4))
    reader = Reader(tmp_path)
    portions = [([entry.n for _, entry in reader.take(2)], reader.at_end) for _ in range(3)]
    assert portions == [([1, 2], False), ([3, 4], False), ([], True)]
    assert [entry.n for _, entry in Reader(tmp_path).take(10)] == [1, 2, 3, 4]


def test_entries_that_ran_together_stay_in_one_portion(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1)[:-1] + b"#" + lines(2))
    reader = Reader(tmp_path)
    assert [entry.n for _, entry in reader.take(1)] == [1, 2]


def read_back(damaged: Iterable[int] | bytes) -> list[int]:
    with TemporaryDirectory() as folder:
        (Path(folder) / FIRST).write_bytes(bytes(damaged))
        (Path(folder) / SECOND).write_bytes(lines(100))
        with capture_logs():
            return numbers(Reader(Path(folder)))


@given(st.data())
def test_a_flipped_bit_costs_the_entry_it_is_in_and_no_other(data: st.DataObject) -> None:
    content = bytearray(lines(1, 2, 3, 4))
    place = data.draw(st.integers(0, len(content) - 1))
    hit = 1 + content[:place].count(b"\n")
    in_a_newline = content[place] == ord("\n")
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    left = {1, 2, 3, 4, 100} if in_a_newline else {1, 2, 3, 4, 100} - {hit}
    assert read_back(content) == sorted(left)


@given(cut=st.integers(0, len(lines(1, 2, 3, 4))))
def test_a_torn_tail_costs_only_the_torn_entry(cut: int) -> None:
    content = lines(1, 2, 3, 4)[:cut]
    whole = list(range(1, 1 + content.count(b"\n")))
    if content and len(content) + 1 == len(lines(*range(1, len(whole) + 2))):
        whole.append(len(whole) + 1)  # only the newline is missing
    assert read_back(content) == [*whole, 100]


@given(st.binary(max_size=300))
def test_rubbish_never_stops_reading(rubbish: bytes) -> None:
    assert read_back(lines(1) + rubbish + b"\n" + lines(2)) == [1, 2, 100]


def test_a_position_holds_when_its_file_is_packed(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(*range(1, 20)))
    (tmp_path / SECOND).write_bytes(lines(20))
    places = list(Reader(tmp_path).entries())
    going = Reader(tmp_path)
    assert len(going.take(7)) == 7
    with small_blocks():
        packed(tmp_path, FIRST, lines(*range(1, 20)))
    for place, entry in places:
        assert numbers(Reader(tmp_path, place)) == list(range(entry.n + 1, 21))
    assert list(Reader(tmp_path).entries()) == places
    assert numbers(going) == list(range(8, 21))


@given(st.data())
def test_a_damaged_packed_file_loses_nothing_outside_of_the_block(data: st.DataObject) -> None:
    text = lines(*range(1, 25))
    with TemporaryDirectory() as folder, small_blocks(400):
        path = packed(Path(folder), FIRST, text)
        (Path(folder) / SECOND).write_bytes(lines(100))
        with path.open("rb") as file:
            whole = list(blocks(file))
        content = bytearray(path.read_bytes())
        hit = data.draw(st.integers(0, len(content) - 1))
        cut = data.draw(st.booleans())
        content[hit] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(content[:hit] if cut else content)
        damages: list[Damage] = []
        found = numbers(Reader(Path(folder), report=damages.append))
    assert found == sorted(found)
    assert found[-1] == 100
    [before] = [block for block in whole if block.at <= hit < block.at + block.size]
    behind = text[: before.start + before.length].count(b"\n")
    lost = set(range(1, 25)) - set(found)
    assert lost <= set(range(before.lines_before + 1, 25 if cut else behind + 1))
    if lost or (cut and hit < whole[-1].at):
        assert damages[0].file == str(path)
        assert before.lines_before < damages[0].line <= min(lost, default=25)


def test_a_file_that_goes_while_it_is_read_is_told_and_the_next_one_is_read(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1))
    (tmp_path / SECOND).write_bytes(lines(2))
    reader = Reader(tmp_path)
    third = tmp_path / "000003-2026-11-22-cccccc.jsonl"
    third.write_bytes(lines(3))
    assert [entry.n for _, entry in reader.take(1)] == [1]
    (tmp_path / SECOND).unlink()
    with capture_logs() as logs:
        assert numbers(reader) == [3]
    assert [log["file"] for log in logs] == [str(tmp_path / SECOND)]


def sealed_journal(folder: Path, secret: str) -> None:
    journal = Journal.open(folder, "node-1", private="encrypted", keys=Keys(secret))
    journal.fact("c-1", Fact("language", "hi", OFFERED))
    journal.record(a_record())
    journal.close()


def test_without_keys_sealed_fields_stay_empty(tmp_path: Path) -> None:
    sealed_journal(tmp_path, "the-key")
    record = [entry for _, entry in Reader(tmp_path).entries()][1].read(CallRecord)
    assert record == a_record(called_raw="", caller_raw="", caller=None)


def test_before_an_entry_without_its_key_it_stops_and_keeps_its_place(tmp_path: Path) -> None:
    sealed_journal(tmp_path, "the-key")
    reader = Reader(tmp_path, keys=Keys("another"))
    assert [entry.n for _, entry in reader.take(10)] == [1]
    assert not reader.at_end
    for _ in range(2):
        with pytest.raises(WrongKey, match="secret journal-key"):
            reader.take(10)
    again = Reader(tmp_path, reader.position, keys=Keys("new the-key"))
    assert [entry.read(CallRecord) for _, entry in again.take(10)] == [a_record()]


def test_fields_that_are_not_what_was_sealed_are_damage_and_the_entry_stays(tmp_path: Path) -> None:
    keys = Keys("the-key")
    sealed = keys.seal({"value": "226001"}, "another call")
    line = encode(
        1, OFFERED, "fact", "c-1", Fact("keyed", None, OFFERED, private=True), sealed=sealed
    )
    (tmp_path / FIRST).write_bytes(line)
    damages: list[Damage] = []
    found = [entry for _, entry in Reader(tmp_path, keys=keys, report=damages.append).entries()]
    assert [entry.read(Fact).value for entry in found] == [None]
    assert [(d.line, d.salvaged) for d in damages] == [(1, 1)]
