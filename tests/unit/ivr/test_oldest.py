from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr.oldest import FILE, OldestCallBack

THEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_the_next_process_knows_since_when_somebody_waits(tmp_path: Path) -> None:
    assert OldestCallBack(tmp_path).moment is None
    OldestCallBack(tmp_path).note(THEN)
    oldest = OldestCallBack(tmp_path)
    assert oldest.moment == THEN
    oldest.note(None)
    assert OldestCallBack(tmp_path).moment is None


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-22T09:30:00", "\0"])
def test_a_damaged_file_is_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert OldestCallBack(tmp_path).moment is None


def test_a_folder_that_takes_nothing_disturbs_nobody(tmp_path: Path) -> None:
    oldest = OldestCallBack(tmp_path / "away")
    oldest.note(THEN)
    assert oldest.moment == THEN
