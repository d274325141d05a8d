from datetime import timedelta
from pathlib import Path

from capacity.lines import Direction
from capacity.logged import LoggedCall
from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.journal import Journal
from ivr.logged_calls import logged_call, logged_calls
from tests.unit.ivr.samples import OFFERED, a_record, after


def test_what_a_record_tells() -> None:
    assert logged_call(a_record(priority=0)) == LoggedCall(
        call_id="c-1",
        offered=OFFERED,
        ended=after(153.5),
        outcome=Outcome.ANSWERED,
        queue="MVVNL",
        language="hi",
        priority=0,
        queued=after(20),
        answered=after(32),
        agent="asha",
        parted=after(152),
        landed=after(0.1),
        reason="supply",
        cause=16,
        line_size=350,
    )


def test_a_priority_that_nobody_named_is_the_usual_one() -> None:
    assert logged_call(a_record(priority=None)).priority == 3


def test_a_period_of_a_journal(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1")
    journal.fact("0", Fact("landed", None, OFFERED))
    for number in range(4):
        journal.record(a_record(str(number), offered_at=after(60 * number)))
    journal.record(a_record("out", direction=Direction.OUTGOING))
    journal.append("record", {"no": "record"}, "broken")
    journal.close()

    def ids(**period) -> list[str]:
        return [call.call_id for call in logged_calls(tmp_path, **period)]

    assert ids() == ["0", "1", "2", "3"]
    assert ids(since=after(60)) == ["1", "2", "3"]
    assert ids(since=after(60), until=after(120)) == ["1"]
    assert ids(until=OFFERED - timedelta(seconds=1)) == []


def test_nothing_is_read_before_it_is_wanted(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, "node-1")
    journal.record(a_record("first"))
    calls = logged_calls(tmp_path)
    assert next(calls).call_id == "first"
    journal.record(a_record("written meanwhile"))
    assert next(calls).call_id == "written meanwhile"
    journal.close()
