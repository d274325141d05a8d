import os
from datetime import date
from pathlib import Path

from ivr.journal.segments import create_segment, segments

DAY = date(2026, 11, 22)


def test_files_are_in_order_of_their_making_even_if_the_clock_goes_back(tmp_path: Path) -> None:
    made = []
    for day in (DAY, date(2020, 1, 1), DAY):
        path, file = create_segment(tmp_path, day)
        os.close(file)
        made.append(path)
    assert [segment.path for segment in segments(tmp_path)] == made
    assert made[0].name[:18] == "000001-2026-11-22-"


def test_nobody_else_can_read_a_file(tmp_path: Path) -> None:
    path, file = create_segment(tmp_path, DAY)
    os.close(file)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_deleted_journal_and_its_successor_have_other_names(tmp_path: Path) -> None:
    path, file = create_segment(tmp_path, DAY)
    os.close(file)
    path.unlink()
    successor, file = create_segment(tmp_path, DAY)
    os.close(file)
    assert successor.name != path.name


def test_a_file_that_is_packed_counts_once_and_the_plain_one_comes_first(tmp_path: Path) -> None:
    path, file = create_segment(tmp_path, DAY)
    os.close(file)
    (tmp_path / f"{path.name}.gz").touch()
    [segment] = segments(tmp_path)
    assert (segment.name, segment.day, segment.path) == (path.name, "2026-11-22", path)
    path.unlink()
    [packed] = segments(tmp_path)
    assert packed == segment
    assert packed.path == tmp_path / f"{path.name}.gz"


def test_what_else_lies_in_the_folder_is_passed_over(tmp_path: Path) -> None:
    for name in (
        "notes.jsonl",
        "x-2026-11-22-abcdef.jsonl",
        "000001-2026-11-22-abcdef.jsonl.packing",
    ):
        (tmp_path / name).touch()
    (tmp_path / "000001-2026-11-22-abcdef.jsonl").mkdir()
    assert segments(tmp_path) == []
    path, file = create_segment(tmp_path, DAY)
    os.close(file)
    assert [segment.path for segment in segments(tmp_path)] == [path]
