import gzip
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.journal.packed import NotPacked, blocks, pack, unpack
from ivr.journal.reader import Reader
from ivr.journal.segments import Segment, segments
from tests.unit.ivr.journal.files import FIRST, lines, numbers, packed, small_blocks

TEXTS = st.one_of(
    st.binary(max_size=2000),
    st.lists(st.binary(max_size=80)).map(b"\n".join),
    st.integers(0, 30).map(lambda n: lines(*range(1, n + 1))),
)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@given(text=TEXTS, size=st.integers(1, 500))
def test_any_text_comes_back_from_blocks_that_say_where_they_belong(text: bytes, size: int) -> None:
    with TemporaryDirectory() as folder, small_blocks(size):
        path = packed(Path(folder), FIRST, text)
        with path.open("rb") as file:
            found = list(blocks(file))
            parts = [unpack(file, block) for block in found]
        assert b"".join(parts) == text
        assert gzip.decompress(path.read_bytes()) == text
        for block, part in zip(found, parts, strict=True):
            assert text[block.start : block.start + block.length] == part
            assert block.lines_before == text[: block.start].count(b"\n")
        assert (found[-1].length, found[-1].start) == (0, len(text))


def test_a_packed_file_takes_the_place_of_the_plain_one_and_is_ours_alone(tmp_path: Path) -> None:
    path = packed(tmp_path, FIRST, lines(*range(1, 200)))
    assert names(tmp_path) == [path.name] == [f"{FIRST}.gz"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size < len(lines(*range(1, 200))) / 3


def test_told_to_stop_it_leaves_the_plain_file(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1))
    stop = threading.Event()
    stop.set()
    assert not pack(Segment(tmp_path, FIRST), stop)
    assert names(tmp_path) == [FIRST]


def test_where_the_disk_is_full_the_plain_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / FIRST).write_bytes(lines(1))
    monkeypatch.setattr("ivr.journal.packed.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        pack(Segment(tmp_path, FIRST), threading.Event())
    assert names(tmp_path) == [FIRST]


@pytest.mark.parametrize("written", [lines(1), lines(1, 2, 3), lines(1, 2).replace(b"x", b"y")])
def test_what_was_packed_wrongly_never_takes_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: bytes
) -> None:
    other = packed(tmp_path, FIRST, written).read_bytes()
    (tmp_path / f"{FIRST}.gz").unlink()
    (tmp_path / FIRST).write_bytes(lines(1, 2))
    monkeypatch.setattr("ivr.journal.packed._block", lambda *_: other)
    with pytest.raises(NotPacked):
        pack(Segment(tmp_path, FIRST), threading.Event())
    assert names(tmp_path) == [FIRST]


def test_a_file_that_was_packed_but_not_taken_away_is_packed_again(tmp_path: Path) -> None:
    content = packed(tmp_path, FIRST, lines(1, 2)).read_bytes()
    (tmp_path / FIRST).write_bytes(lines(1, 2))
    assert numbers(Reader(tmp_path)) == [1, 2]
    assert packed(tmp_path, FIRST, lines(1, 2)).read_bytes() == content


def test_killed_at_any_moment_it_loses_nothing(tmp_path: Path) -> None:
    program = (
        "import sys, threading; from pathlib import Path\n"
        "from ivr.journal.packed import pack; from ivr.journal.segments import segments\n"
        "print(flush=True); [pack(s, threading.Event()) for s in segments(Path(sys.argv[1]))]"
    )
    per_file, files = 3000, 4
    for k in range(files):
        name = f"{k + 1:06}-2026-11-22-aaaaaa.jsonl"
        part = range(1 + k * per_file, 1 + (k + 1) * per_file)
        (tmp_path / name).write_bytes(b"".join(lines(n % 50 + 1) for n in part))
    expected = numbers(Reader(tmp_path))
    for wait in (0.0, 0.01, 0.03, 0.1, 0.2):
        command = [sys.executable, "-c", program, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(wait)  # not to synchronise, but to be killed at different moments
            process.send_signal(signal.SIGKILL)
        assert numbers(Reader(tmp_path)) == expected
    for segment in segments(tmp_path):
        if segment.plain.exists():
            assert pack(segment, threading.Event())
    assert numbers(Reader(tmp_path)) == expected
