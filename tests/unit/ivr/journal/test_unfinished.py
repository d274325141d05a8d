from datetime import timedelta
from pathlib import Path

from dialplan.story import Fact
from ivr.journal import Journal
from ivr.journal.unfinished import unfinished_calls
from tests.unit.ivr.samples import OFFERED, a_record

LANDED = Fact("landed", None, OFFERED)
SPOKEN = Fact("language", "hi", OFFERED, how="key")


def test_a_call_without_a_record_is_unfinished_and_keeps_its_facts_in_order(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED)
    for call in ("over", "goes on"):
        journal.fact(call, LANDED)
        journal.fact(call, SPOKEN)
    journal.record(a_record("over"))
    journal.close()
    assert unfinished_calls(tmp_path, since=OFFERED) == {"goes on": [LANDED, SPOKEN]}


def test_what_is_older_than_any_call_may_be_is_not_looked_for(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1", now=lambda: OFFERED)
    journal.fact("long ago", LANDED)
    journal.close()
    assert unfinished_calls(tmp_path, since=OFFERED + timedelta(seconds=1)) == {}
