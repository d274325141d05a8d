"""The folder of recordings: old days go, room is watched, and nothing outside is given out."""

from datetime import UTC, datetime
from pathlib import Path

from ivr.recordings import Recordings

LATE_EVENING = datetime(2026, 11, 22, 20, tzinfo=UTC)
"""Already the 23rd in India."""


def shelf(folder: Path, *, keep_days: int = 2, least_free: int = 1) -> Recordings:
    recordings = Recordings(
        folder, keep_days=keep_days, now=lambda: LATE_EVENING, least_free=least_free
    )
    for day in ("2026-11-20", "2026-11-21", "2026-11-23", "notes"):
        (folder / day).mkdir(parents=True, exist_ok=True)
        (folder / day / "c1.wav").write_bytes(b"RIFF")
    return recordings


def test_days_past_their_time_are_deleted_and_nothing_else(tmp_path):
    shelf(tmp_path).once()
    assert {day.name for day in tmp_path.iterdir()} == {"2026-11-21", "2026-11-23", "notes"}


def test_a_folder_that_is_missing_is_made_for_its_owner_alone(tmp_path):
    recordings = Recordings(tmp_path / "new", keep_days=1)
    recordings.once()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_room_is_what_is_left_free_for_the_journal(tmp_path):
    recordings = shelf(tmp_path)
    recordings.once()
    assert recordings.has_room()
    recordings = shelf(tmp_path, least_free=1 << 62)
    assert recordings.has_room(), "until the first look"
    recordings.once()
    assert not recordings.has_room()


def test_a_fault_of_the_disk_ends_nothing(tmp_path):
    (tmp_path / "file").touch()
    recordings = Recordings(tmp_path / "file", keep_days=1)
    recordings.once()
    assert recordings.has_room()


def test_files_are_found_by_name_and_only_inside_the_folder(tmp_path):
    recordings = shelf(tmp_path / "inside")
    assert recordings.find("2026-11-23/c1.wav") == tmp_path / "inside/2026-11-23/c1.wav"
    assert recordings.find("2026-11-23/c2.wav") is None
    assert recordings.find("2026-11-23") is None
    (tmp_path / "secret").touch()
    assert recordings.find("../secret") is None
    assert recordings.find(str(tmp_path / "secret")) is None
