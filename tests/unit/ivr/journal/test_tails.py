from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from ivr.journal.reader import Reader
from ivr.journal.tails import last_number, mend_tail
from tests.unit.ivr.journal.files import FIRST, SECOND, lines, numbers, packed


def test_the_last_number_is_found_behind_damage_and_in_older_files(tmp_path: Path) -> None:
    assert last_number(tmp_path) == 0
    (tmp_path / FIRST).write_bytes(lines(1, 2) + b'{"n":3,"at":"20')
    assert last_number(tmp_path) == 2
    (tmp_path / SECOND).write_bytes(b"")
    assert last_number(tmp_path) == 2


def test_the_last_number_is_found_before_much_rubbish_and_in_packed_files(tmp_path: Path) -> None:
    packed(tmp_path, FIRST, lines(1, 2, 3))
    (tmp_path / SECOND).write_bytes(b"?" * 100_000)
    assert last_number(tmp_path) == 3
    (tmp_path / SECOND).write_bytes(lines(4) + b"?" * 100_000)
    assert last_number(tmp_path) == 4


def test_a_torn_tail_is_cut_and_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / SECOND
    packed(tmp_path, FIRST, lines(1))
    path.write_bytes(lines(2, 3) + lines(4)[:40])
    with capture_logs() as logs:
        mend_tail(tmp_path)
    assert [(log["file"], log["line"], log["bytes"]) for log in logs] == [(str(path), 3, 40)]
    assert path.read_bytes() == lines(2, 3)


@given(text=st.binary(max_size=300), rest=st.sampled_from([b"", b"\0" * 3_000_000]))
def test_whatever_stands_behind_the_last_newline_goes_and_nothing_else(
    text: bytes, rest: bytes
) -> None:
    with TemporaryDirectory() as folder, capture_logs():
        path = Path(folder) / FIRST
        path.write_bytes(lines(1) + text + rest)
        mend_tail(Path(folder))
        assert (
            path.read_bytes()
            == (lines(1) + text + rest)[: -len(rest) or None].rpartition(b"\n")[0] + b"\n"
        )


def test_a_whole_entry_that_lacks_only_its_newline_is_kept(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1, 2)[:-1])
    mend_tail(tmp_path)
    assert (tmp_path / FIRST).read_bytes() == lines(1, 2)
    assert numbers(Reader(tmp_path)) == [1, 2]


def test_a_tail_that_cannot_be_mended_stops_nobody(tmp_path: Path, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / FIRST).write_bytes(lines(1)[:-5])
    monkeypatch.setattr("ivr.journal.tails._mend", broken)
    with capture_logs() as logs:
        mend_tail(tmp_path)
    assert [log["file"] for log in logs] == [str(tmp_path / FIRST)]
    mend_tail(tmp_path / "nowhere")
