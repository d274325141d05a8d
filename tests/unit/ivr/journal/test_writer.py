import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from dialplan.story import Fact
from ivr.journal import Journal, Keys, LinesChanged
from ivr.journal.hiding import Private
from ivr.journal.segments import segments
from ivr.records import CallRecord
from tests.unit.ivr.samples import OFFERED, a_record, entries_of


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal.open(tmp_path / "journal", "node-1", sync_after=0.005, backlog=3)
    yield journal
    journal.close()


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < until, "did not come about within 5 s"
        time.sleep(0.002)


def numbers(journal: Journal) -> list[int]:
    return [entry.n for entry in entries_of(journal)]


class Disk:
    """Stands in for os.write: takes everything, nothing, or a number of bytes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.takes: int | None = None
        self._write = os.write
        monkeypatch.setattr("ivr.journal.writer.os.write", self.write)

    def write(self, file: int, data: bytes) -> int:
        if self.takes is None:
            return self._write(file, data)
        if self.takes == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.takes, portion = 0, data[: self.takes]
        return self._write(file, portion)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def test_what_is_appended_can_be_read_at_once(journal: Journal) -> None:
    fact = Fact("language", "hi", OFFERED, "keyed")
    change = LinesChanged(incoming=650, outgoing=300, reason="festival", who="asha")
    journal.fact("c-1", fact)
    journal.record(a_record())
    journal.lines_changed(change)
    entries = entries_of(journal)
    assert [(entry.n, entry.kind, entry.call) for entry in entries] == [
        (1, "fact", "c-1"),
        (2, "record", "c-1"),
        (3, "lines", None),
    ]
    assert entries[0].read(Fact) == fact
    assert entries[1].read(CallRecord) == a_record()
    assert entries[2].read(LinesChanged) == change


def test_a_payload_that_is_no_json_leaves_no_gap(journal: Journal) -> None:
    with pytest.raises(TypeError):
        journal.append("note", object())
    journal.append("note", 1)
    assert (journal.last, journal.written, numbers(journal)) == (1, 1, [1])


def test_a_restart_goes_on_counting_in_a_new_file(tmp_path: Path) -> None:
    for _ in range(2):
        journal = Journal.open(tmp_path, "node-1")
        journal.append("note", "x")
        journal.close()
    assert numbers(journal) == [1, 2]
    assert len(segments(tmp_path)) == 2


def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, sys; from ivr.journal import Journal\n"
        "journal = Journal.open(pathlib.Path(sys.argv[1]), 'node-1', sync_after=60)\n"
        "for n in range(100): journal.append('note', n)\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    journal = Journal.open(tmp_path, "node-1")
    journal.close()
    assert numbers(journal) == list(range(1, 101))


def test_a_new_utc_day_begins_a_new_file(tmp_path: Path) -> None:
    clock = [datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)]
    journal = Journal.open(tmp_path, "node-1", now=lambda: clock[0])
    journal.append("note", 1)
    clock[0] += timedelta(seconds=1)
    journal.append("note", 2)
    journal.close()
    assert [segment.day for segment in segments(tmp_path)] == ["2026-11-22", "2026-11-23"]
    assert numbers(journal) == [1, 2]


def test_lines_are_synced_soon(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr("ivr.journal.writer.os.fdatasync", synced.append)
    journal.append("note", 1)
    eventually(lambda: len(synced) > 0)


def test_a_full_disk_raises_an_alarm_and_nothing_is_lost(journal: Journal, disk: Disk) -> None:
    disk.takes = 0
    journal.append("note", 1)
    journal.append("note", 2)
    assert journal.alarm is not None
    assert "No space left" in journal.alarm
    assert (journal.last, journal.written, journal.waiting) == (2, 0, 2)
    assert journal.problem == f"{journal.alarm}: calls go on, 2 lines wait and 0 are lost"
    disk.takes = None
    eventually(lambda: journal.alarm is None)
    assert journal.problem is None
    assert (journal.written, journal.lost) == (2, 0)
    assert numbers(journal) == [1, 2]


def test_a_line_that_was_cut_by_a_full_disk_is_completed(journal: Journal, disk: Disk) -> None:
    disk.takes = 10
    journal.append("note", 1)
    journal.append("note", 2)
    assert numbers(journal) == []
    disk.takes = None
    eventually(lambda: journal.written == 2)
    assert numbers(journal) == [1, 2]


def test_the_queue_is_bounded_and_counts_what_it_cannot_hold(journal: Journal, disk: Disk) -> None:
    disk.takes = 0
    for n in range(5):
        journal.append("note", n)
    assert (journal.waiting, journal.lost) == (3, 2)
    disk.takes = None
    eventually(lambda: journal.alarm is None)
    assert numbers(journal) == [1, 2, 3]


def test_a_disk_that_cannot_sync_raises_an_alarm(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as broken:
        broken.setattr("ivr.journal.writer.os.fdatasync", refuse)
        journal.append("note", 1)
        eventually(lambda: journal.alarm is not None)
    eventually(lambda: journal.alarm is None)


def test_the_new_day_waits_until_a_file_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    clock = [datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)]
    journal = Journal.open(tmp_path, "node-1", now=lambda: clock[0])
    clock[0] += timedelta(seconds=1)
    with monkeypatch.context() as full:
        full.setattr("ivr.journal.writer.create_segment", refuse)
        journal.append("note", 1)
    assert journal.alarm is not None
    journal.append("note", 2)
    journal.close()
    assert numbers(journal) == [1, 2]
    assert len(segments(tmp_path)) == 2


def test_a_closed_journal_touches_no_other_file(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1")
    journal.close()
    other = os.open(tmp_path / "other", os.O_CREAT | os.O_WRONLY)
    journal.append("note", 1)
    os.close(other)
    assert (tmp_path / "other").read_bytes() == b""
    assert journal.waiting == 1


def test_a_folder_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("in the way")
    with pytest.raises(FileExistsError):
        Journal.open(tmp_path / "journal", "node-1")


def test_private_fields_are_written_as_it_was_ordered(tmp_path: Path) -> None:
    keys = Keys("the-key")
    seen: dict[Private, tuple[object, bool]] = {}
    for private in get_args(Private):
        journal = Journal.open(tmp_path / private, "node-1", private=private, keys=keys)
        journal.fact("c-1", Fact("caller", "+915222345678", OFFERED, private=True))
        journal.close()
        [entry] = entries_of(journal)
        [segment] = segments(journal.folder)
        seen[private] = entry.read(Fact).value, b"5222345678" in segment.plain.read_bytes()
    assert seen == {
        "plain": ("+915222345678", True),
        "encrypted": ("+915222345678", False),
        "masked": ("*********5678", False),
    }


def test_a_torn_tail_is_cut_at_the_next_start(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1")
    journal.append("note", 1)
    journal.close()
    path = segments(tmp_path)[0].plain
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:20])
    journal = Journal.open(tmp_path, "node-1")
    journal.append("note", 2)
    journal.close()
    assert path.read_bytes() == whole
    assert numbers(journal) == [1, 2]
