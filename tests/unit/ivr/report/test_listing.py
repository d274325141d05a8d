from pathlib import Path

from ivr.journal import Journal, Keys
from ivr.report.listing import records_of
from tests.unit.ivr.report.journals import KEYS
from tests.unit.ivr.samples import a_record, some_facts


def write(folder: Path) -> Path:
    journal = Journal.open(folder, "node-1", private="encrypted", keys=KEYS)
    for call_id in ("1", "2", "3", "2"):
        journal.fact(call_id, some_facts()[0])
        journal.record(a_record(call_id))
    journal.append("record", {"no": "record"}, "broken")
    journal.close()
    return folder


def test_the_records_of_some_calls_each_once(tmp_path: Path) -> None:
    found = list(records_of(write(tmp_path), {"2", "3", "broken", "nobody's"}, KEYS))
    assert found == [a_record("2"), a_record("3")]


def test_without_the_key_the_numbers_stay_closed(tmp_path: Path) -> None:
    [found] = records_of(write(tmp_path), {"1"}, Keys())
    assert (found.call_id, found.caller, found.caller_raw) == ("1", None, "")
