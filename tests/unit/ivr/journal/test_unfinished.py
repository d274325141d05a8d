from bisect import bisect
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from dialplan.story import Fact
from ivr.journal import Journal, Keys
from ivr.journal.entries import FACT, RECORD, encode
from ivr.journal.reader import Reader
from ivr.journal.unfinished import unfinished_calls
from tests.unit.ivr.journal.files import FIRST, SECOND, packed, small_blocks
from tests.unit.ivr.samples import OFFERED, a_record, after

LANDED = Fact("landed", None, OFFERED)
SPOKEN = Fact("language", "hi", OFFERED, how="key")
KEYED = Fact("keyed", "226001", OFFERED, private=True)


def test_a_call_without_a_record_is_unfinished_and_keeps_its_facts_in_order(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED)
    for call in ("over", "goes on"):
        journal.fact(call, LANDED)
        journal.fact(call, SPOKEN)
    journal.record(a_record("over"))
    journal.close()
    assert unfinished_calls(tmp_path, since=OFFERED) == {"goes on": [LANDED, SPOKEN]}


def test_a_damaged_record_still_says_that_its_call_is_over(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED)
    journal.fact("over", LANDED)
    journal.record(a_record("over"))
    journal.close()
    (file,) = tmp_path.glob("*.jsonl")
    file.write_bytes(file.read_bytes().replace(b'"stage":"talking"', b'"stage":"tolking"'))
    assert unfinished_calls(tmp_path, since=OFFERED) == {}


def test_a_record_that_was_cut_off_leaves_its_call_unfinished(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED)
    journal.fact("cut", LANDED)
    journal.record(a_record("cut"))
    journal.close()
    (file,) = tmp_path.glob("*.jsonl")
    file.write_bytes(file.read_bytes()[:-20])
    assert list(unfinished_calls(tmp_path, since=OFFERED)) == ["cut"]


def test_what_is_older_than_any_call_may_be_is_not_looked_for(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED)
    journal.fact("long ago", LANDED)
    journal.close()
    assert unfinished_calls(tmp_path, since=OFFERED + timedelta(seconds=1)) == {}


def test_without_a_journal_no_call_goes_on(tmp_path: Path) -> None:
    assert unfinished_calls(tmp_path / "nowhere", since=OFFERED) == {}


def over_before(folder: Path, since: datetime) -> set[str | None]:
    entries = (entry for _, entry in Reader(folder).entries())
    return {entry.call for entry in entries if entry.kind == RECORD and entry.at < since}


def one_by_one(folder: Path, since: datetime) -> dict[str, list[Fact]]:
    """The same, written as plainly as can be."""
    calls: dict[str, list[Fact]] = {}
    over = over_before(folder, since)
    for _, entry in Reader(folder).entries():
        if entry.call is None or entry.at < since:
            continue
        if entry.kind == RECORD:
            over.add(entry.call)
        elif entry.kind == FACT:
            calls.setdefault(entry.call, []).append(entry.read(Fact))
    return {call: facts for call, facts in calls.items() if call not in over}


CALLS = st.sampled_from(["a", "b", "c", 'odd "call" \\', "न", None])
KINDS = st.sampled_from([FACT, FACT, RECORD, "lines"])


@given(
    written=st.lists(st.tuples(CALLS, KINDS, st.integers(0, 900)), max_size=60),
    split=st.integers(0, 60),
    since=st.integers(0, 20_000),
    hit=st.integers(0, 20_000),
    pack=st.booleans(),
)
def test_it_finds_what_reading_everything_finds(
    written: list[tuple[str | None, str, int]], split: int, since: int, hit: int, pack: bool
) -> None:
    clock, texts = 0, []
    for n, (call, kind, step) in enumerate(written):
        clock += step
        texts.append(encode(n + 1, after(clock), kind, call, Fact("f", str(n), after(clock))))
    text = bytearray(b"".join(texts))
    if hit < len(text):
        text[hit] ^= 4
    starts = list(accumulate(map(len, texts), initial=0))
    cut = starts[min(split, len(texts))]
    damaged = {written[bisect(starts, hit) - 1][0]} if hit < len(text) else set()
    with TemporaryDirectory() as name, small_blocks(), capture_logs():
        folder = Path(name)
        (folder / FIRST).write_bytes(text[:cut])
        if pack:
            packed(folder, FIRST, bytes(text[:cut]))
        (folder / SECOND).write_bytes(text[cut:])
        found = unfinished_calls(folder, since=after(since))
        plainly = one_by_one(folder, after(since))
        for call in {*over_before(folder, after(since)), *damaged}:  # may be known as over or not
            found.pop(call, None)
            plainly.pop(call, None)
        assert found == plainly


def test_sealed_facts_are_opened(tmp_path: Path) -> None:
    keys = Keys("the-key")
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED, private="encrypted", keys=keys)
    journal.fact("goes on", KEYED)
    journal.close()
    assert unfinished_calls(tmp_path, since=OFFERED, keys=keys) == {"goes on": [KEYED]}


@pytest.mark.parametrize("keys", [None, Keys(), Keys("another")])
def test_a_call_whose_key_is_gone_is_found_without_its_numbers(
    tmp_path: Path, keys: Keys | None
) -> None:
    journal = Journal.open(
        tmp_path, "node-1", now=lambda: OFFERED, private="encrypted", keys=Keys("the-key")
    )
    journal.fact("goes on", KEYED)
    journal.close()
    with capture_logs() as logs:
        found = unfinished_calls(tmp_path, since=OFFERED, keys=keys)
    assert found == {"goes on": [Fact("keyed", None, OFFERED, private=True)]}
    assert len(logs) == (keys is not None)


def test_a_payload_that_is_no_fact_is_passed_over(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED)
    journal.append(FACT, {"kind": 5}, "senseless")
    journal.fact("goes on", LANDED)
    journal.close()
    assert unfinished_calls(tmp_path, since=OFFERED) == {"goes on": [LANDED]}
