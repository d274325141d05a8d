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
