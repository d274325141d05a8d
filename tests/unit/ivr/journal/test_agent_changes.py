"""How agents stood is found near the end of the journal, whatever is damaged in it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from ivr.journal import AgentChanged, Journal
from ivr.journal.agent_changes import newest_changes
from tests.unit.ivr.samples import OFFERED, a_record, entries_of

ASHA = AgentChanged(
    what="paused", agent="asha", presence="paused", since=OFFERED, reason="lunch", who="phone"
)
VIJAY = AgentChanged(
    what="wrap-up", agent="vijay", presence=None, since=OFFERED, call="c-1", until=OFFERED
)


def journalled(folder: Path, *changes: AgentChanged) -> Path:
    journal = Journal.open(folder, "node-1", now=lambda: OFFERED)
    for change in changes:
        journal.agent_changed(change)
        journal.record(a_record())
    journal.close()
    (file,) = folder.glob("*.jsonl")
    return file


def test_the_newest_of_each_agent_holds(tmp_path: Path) -> None:
    journalled(tmp_path, ASHA, VIJAY, replace(ASHA, what="ready", presence="ready", reason=""))
    newest = newest_changes(tmp_path, since=OFFERED)
    assert newest == {
        "asha": replace(ASHA, what="ready", presence="ready", reason=""),
        "vijay": VIJAY,
    }


def test_what_belongs_to_a_call_is_found_with_it(tmp_path: Path) -> None:
    journalled(tmp_path, ASHA, VIJAY, replace(VIJAY, what="stands"))
    journal = Journal.open(tmp_path, "node-1")
    entries = [entry for entry in entries_of(journal) if entry.kind == "agent"]
    journal.close()
    assert [entry.call for entry in entries] == [None, "c-1", None]


def test_a_damaged_entry_leaves_the_one_before(tmp_path: Path) -> None:
    file = journalled(tmp_path, ASHA, replace(ASHA, reason="tea"))
    file.write_bytes(file.read_bytes().replace(b'"reason":"tea"', b'"reason":"tee"'))
    assert newest_changes(tmp_path, since=OFFERED)["asha"].reason == "lunch"


def test_an_entry_of_another_shape_is_passed_over(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED)
    journal.append("agent", {"agent": "asha", "what": 5})
    journal.close()
    assert newest_changes(tmp_path, since=OFFERED) == {}


def test_a_fact_that_speaks_of_an_agent_is_none(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED)
    journal.append("fact", {"kind": "agent", "agent": "asha"}, "c-1")
    journal.close()
    assert newest_changes(tmp_path, since=OFFERED - timedelta(hours=1)) == {}


def test_without_a_journal_nothing_is_known(tmp_path: Path) -> None:
    assert newest_changes(tmp_path, since=OFFERED) == {}
