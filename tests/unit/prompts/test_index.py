"""The index of what was unpacked: written and read back, or nothing."""

import json
from pathlib import Path

import pytest

from prompts import index
from prompts.index import Unpacked


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    entries = {
        "hi/thanks": Unpacked("ab12", ("01", "02", "03"), "नमस्कार।", 1_780_000_000_123_456_789),
        "music/waiting": Unpacked("cd34"),
    }
    index.write(tmp_path / "sounds", entries)
    assert index.read(tmp_path / "sounds") == entries


def test_without_an_index_nothing_is_known(tmp_path: Path) -> None:
    assert index.read(tmp_path) == {}


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", "\x00", '{"hi/thanks": "ab12"}', '{"hi/thanks": {"made_from": "ab12"}}'],
)
def test_an_index_of_another_form_vouches_for_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / index.NAME).write_text(content)
    assert index.read(tmp_path) == {}


def test_one_entry_of_another_form_spoils_all(tmp_path: Path) -> None:
    index.write(tmp_path, {"hi/thanks": Unpacked("ab12")})
    tree = json.loads((tmp_path / index.NAME).read_text())
    tree["hi/thanks"]["more"] = 1
    (tmp_path / index.NAME).write_text(json.dumps(tree))
    assert index.read(tmp_path) == {}


def test_checksums_tell_files_apart() -> None:
    assert index.checksum(b"a sound") != index.checksum(b"a sounc")
    assert len(index.checksum(b"")) == 8
