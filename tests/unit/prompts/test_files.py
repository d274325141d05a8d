from pathlib import Path

import pytest

from prompts.files import replace


def test_a_file_is_written_with_its_folder_for_everyone_to_read(tmp_path: Path) -> None:
    file = tmp_path / "hi" / "thanks.alaw"
    replace(file, b"old")
    replace(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o644
    assert list(file.parent.iterdir()) == [file]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "thanks.alaw"
    file.write_bytes(b"old")
    with pytest.raises(TypeError):
        replace(file, "no bytes")  # type: ignore[arg-type]
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
