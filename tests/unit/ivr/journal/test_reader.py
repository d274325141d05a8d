from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from ivr.journal.entries import encode
from ivr.journal.reader import Position, Reader
from ivr.journal.tails import last_number
from tests.unit.ivr.samples import OFFERED

FIRST, SECOND = "000001-2026-11-22-aaaaaa.jsonl", "000002-2026-11-22-bbbbbb.jsonl"


def lines(*numbers: int) -> bytes:
    return b"".join(encode(n, OFFERED, "fact", "c-1", {"value": "x" * n}) for n in numbers)


def numbers(reader: Reader) -> list[int]:
    return [entry.n for _, entry in reader.entries()]


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
    portions = [[entry.n for _, entry in reader.take(2)] for _ in range(3)]
    assert portions == [[1, 2], [3, 4], []]


def test_entries_that_ran_together_stay_in_one_portion(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1)[:-1] + b"#" + lines(2))
    reader = Reader(tmp_path)
    assert [entry.n for _, entry in reader.take(1)] == [1, 2]


def test_the_last_number_is_found_behind_damage_and_in_older_files(tmp_path: Path) -> None:
    assert last_number(tmp_path) == 0
    (tmp_path / FIRST).write_bytes(lines(1, 2) + b'{"n":3,"at":"20')
    assert last_number(tmp_path) == 2
    (tmp_path / SECOND).write_bytes(b"")
    assert last_number(tmp_path) == 2


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
