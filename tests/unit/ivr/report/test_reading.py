from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from capacity.book import UNKNOWN
from capacity.lines import Direction
from capacity.outcomes import Outcome
from ivr.journal import Journal, Keys, LinesChanged
from ivr.journal.hiding import Private
from ivr.report.reading import Kept, read
from tests.unit.ivr.journal.files import packed, small_blocks
from tests.unit.ivr.report.journals import KEYS, call_back
from tests.unit.ivr.samples import OFFERED, a_record, after, some_facts


def read_all(folder: Path, keys: Keys = KEYS, **asked) -> Kept:
    return read(folder, **{"since": None, "redial": 1800, "keys": keys, "log_in": False} | asked)


def write(folder: Path, *, private: Private = "encrypted", keys: Keys = KEYS) -> Path:
    journal = Journal.open(folder, "node-1", private=private, keys=keys, now=lambda: after(200))
    for number, caller in enumerate(["+919415000001", "+919415000002", "+919415000001", None]):
        call_id = f"c-{number}"
        for fact in some_facts():
            journal.fact(call_id, fact)
        journal.record(a_record(call_id, offered_at=after(number), caller=caller, caller_raw=""))
    journal.close()
    return folder


def test_callers_are_told_apart_without_their_numbers(tmp_path: Path) -> None:
    kept = read_all(write(tmp_path))
    assert kept.book.ids == ("c-0", "c-1", "c-2", "c-3")
    assert kept.book.caller.tolist() == [0, 1, 0, UNKNOWN]
    assert (kept.closed, kept.damaged) == (0, 0)


def test_numbers_that_cannot_be_read_are_nobodys(tmp_path: Path) -> None:
    kept = read_all(write(tmp_path / "sealed"), Keys("another key"))
    assert (kept.book.caller.tolist(), kept.closed) == ([UNKNOWN] * 4, 4)
    kept = read_all(write(tmp_path / "masked", private="masked"))
    assert (kept.book.caller.tolist(), kept.closed) == ([UNKNOWN] * 4, 3)
    kept = read_all(write(tmp_path / "plain", private="plain"))
    assert (kept.book.caller.tolist(), kept.closed) == ([0, 1, 0, UNKNOWN], 0)


def test_the_sizes_of_the_pools_are_those_told_and_those_that_calls_found(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: after(1000))
    journal.record(a_record(line_size=300))
    journal.lines_changed(LinesChanged(incoming=650, outgoing=200, reason="fair", who="asha"))
    journal.close()
    sizes = read_all(tmp_path).sizes
    edges = OFFERED.timestamp() + np.array([0.0, 1000.0, 2000.0])
    assert sizes[Direction.INCOMING].mean(edges).tolist() == [300, 650]
    assert sizes[Direction.OUTGOING].mean(edges).tolist() == [200, 200]


def test_attempts_to_call_back_are_found_among_the_facts(tmp_path: Path) -> None:
    asked = a_record("c-1", outcome=Outcome.CALL_BACK, answered_at=None, parted_at=None)
    record, facts = call_back(asked, after=60)
    journal = Journal.open(tmp_path, "node-1", private="encrypted", keys=KEYS)
    journal.record(asked)
    for fact in facts:
        journal.fact(record.call_id, fact)
    journal.record(record)
    journal.close()
    kept = read_all(tmp_path)
    assert len(kept.attempts.places) == 2
    assert kept.book.log.outgoing.tolist() == [False, True]


def test_only_what_can_matter_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [after(0)]
    journal = Journal.open(tmp_path, "node-1", now=lambda: now[0])
    for number in range(6):
        now[0] = after(3600 * number + 200)
        offered = after(3600 * number)
        for fact in some_facts() * 40:  # or nothing is gained by a search
            journal.fact(f"c-{number}", replace(fact, at=offered))
        journal.record(a_record(f"c-{number}", offered_at=offered, ended_at=now[0]))
    journal.close()
    kept = read_all(tmp_path, since=after(3 * 3600 + 1800), redial=60)
    assert kept.book.ids[-2:] == ("c-4", "c-5")
    assert "c-1" not in kept.book.ids
    earlier = read_all(tmp_path, since=after(3 * 3600 + 1800), redial=3600)
    assert "c-3" in earlier.book.ids
    with monkeypatch.context() as patch:
        patch.setattr("ivr.report.reading.LONGEST", timedelta(hours=2))
        until = read_all(tmp_path, until=after(1800))
    assert until.book.ids == ("c-0", "c-1", "c-2")


def test_damage_is_counted_and_costs_no_other_call(tmp_path: Path) -> None:
    [file] = write(tmp_path).glob("*.jsonl")
    lines = file.read_bytes().splitlines(keepends=True)
    records = [n for n, line in enumerate(lines) if b'"kind":"record"' in line]
    lines[records[1]] = lines[records[1]].replace(b"MVVNL", b"KESCO")
    lines[records[2] - 1] = lines[records[2] - 1].rstrip()  # a fact and a record in one line
    file.write_bytes(b"".join(lines) + b'{"n":99,"at":"2026-11-22T')
    kept = read_all(tmp_path)
    assert kept.book.ids == ("c-0", "c-2", "c-3")
    assert kept.damaged == 2


def test_a_record_of_another_shape_counts_as_damaged(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1")
    journal.append("record", {"no": "record"}, "broken")
    journal.record(a_record())
    journal.close()
    kept = read_all(tmp_path)
    assert (kept.book.ids, kept.damaged) == (("c-1",), 1)


def test_packed_files_are_read_and_what_is_lost_of_them_counted(tmp_path: Path) -> None:
    [file] = write(tmp_path, private="plain").glob("*.jsonl")
    text = file.read_bytes()
    file.unlink()
    with small_blocks():
        whole = packed(tmp_path, file.name, text)
    assert (len(read_all(tmp_path).book), read_all(tmp_path).damaged) == (4, 0)
    body = bytearray(whole.read_bytes())
    body[len(body) // 3 : len(body) // 3 + 1000] = bytes(1000)
    whole.write_bytes(body)
    assert read_all(tmp_path).damaged == 1


def test_what_agents_did_makes_their_time_on_duty(kept: Kept) -> None:
    assert kept.duty is not None
    assert (kept.book.wrapped[~np.isnan(kept.book.wrapped)] <= 15).all()


def test_a_log_of_another_system_says_nothing_of_duty(tmp_path: Path) -> None:
    assert read_all(write(tmp_path)).duty is None
    assert read_all(write(tmp_path), since=OFFERED - timedelta(days=1)).book.ids[0] == "c-0"
