from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.journal.segments import Segment
from ivr.journal.texts import LONGEST_LINE, opened
from tests.unit.ivr.journal.files import FIRST, lines, packed, small_blocks

TEXT = lines(*range(1, 15))


@given(
    text=st.lists(st.binary(max_size=60)).map(b"\n".join),
    size=st.integers(1, 200),
    offset=st.integers(0, 500),
    length=st.integers(0, 500),
)
def test_plain_and_packed_read_the_same(text: bytes, size: int, offset: int, length: int) -> None:
    with TemporaryDirectory() as folder, small_blocks(size):
        segment = Segment(Path(folder), FIRST)
        segment.plain.write_bytes(text)
        found = []
        for _ in range(2):
            with opened(segment) as opened_text:
                part = opened_text.read(offset, length)
                found.append((opened_text.size, part, list(opened_text.lines(0, 0))))
            if segment.plain.exists():
                packed(Path(folder), FIRST, text)
        assert found[0] == found[1]
        assert found[0][:2] == (len(text), text[offset : offset + length])


def test_lines_go_on_from_behind_any_line(tmp_path: Path) -> None:
    with small_blocks():
        packed(tmp_path, FIRST, TEXT)
    with opened(Segment(tmp_path, FIRST)) as text:
        all_lines = list(text.lines(0, 0))
        assert b"".join(line.text for line in all_lines) == TEXT
        for k, line in enumerate(all_lines):
            assert list(text.lines(line.end, line.number)) == all_lines[k + 1 :]


def test_damage_in_a_block_costs_only_what_stands_behind_it_there(tmp_path: Path) -> None:
    with small_blocks():
        path = packed(tmp_path, FIRST, TEXT)
    whole = path.read_bytes()
    marks = [k for k in range(len(whole)) if whole.startswith(b"\x1f\x8b\x08\x04", k)]
    assert len(marks) > 3
    path.write_bytes(whole[: marks[1] + 60] + b"\xff" * 10 + whole[marks[1] + 70 :])
    with opened(Segment(tmp_path, FIRST)) as text:
        found = list(text.lines(0, 0))
        assert text.size == len(TEXT)
        assert len(text.read(0, len(TEXT))) == len(TEXT)
    damaged = [line for line in found if line.damage]
    assert [bool(line.damage) for line in found].count(True) == 1
    assert "cannot be unpacked" in (damaged[0].damage or "")
    assert found[-1].number == TEXT.count(b"\n")
    assert found[0].text == TEXT[: found[0].end]


def test_a_block_whose_header_is_gone_is_told_and_the_next_is_found(tmp_path: Path) -> None:
    with small_blocks():
        path = packed(tmp_path, FIRST, TEXT)
    whole = path.read_bytes()
    second = whole.index(b"\x1f\x8b\x08\x04", 1)
    path.write_bytes(whole[:second] + b"?" + whole[second + 1 :])
    with opened(Segment(tmp_path, FIRST)) as text:
        found = list(text.lines(0, 0))
        lost = next(line for line in found if line.damage)
        assert "lacks" in (lost.damage or "")
        assert found[-1].end == text.size == len(TEXT)
        assert text.read(lost.end - 20, 40) == b"\n" * 20 + TEXT[lost.end : lost.end + 20]


def test_a_line_without_end_is_taken_in_portions(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(b"x" * (LONGEST_LINE + 5) + b"\n" + TEXT)
    with opened(Segment(tmp_path, FIRST)) as text:
        found = list(text.lines(0, 0))
    assert [len(line.text) for line in found[:2]] == [LONGEST_LINE, 6]
    assert found[-1].end == LONGEST_LINE + 6 + len(TEXT)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), opened(Segment(tmp_path, FIRST)):
        pass
