import io

import pytest
from rich.console import Console

from capacity.outcomes import Outcome
from ivr.cli.call_tables import call_table, now_table
from ivr.http.calls import shown
from ivr.storage import CallStory
from tests.unit.ivr.samples import a_record, after, some_facts


@pytest.mark.parametrize(("caller", "raw", "seen"), [(None, "", "withheld"), (None, "077", "077")])
def test_a_caller_without_a_known_number(caller: str | None, raw: str, seen: str) -> None:
    console = Console(file=io.StringIO(), width=160)
    console.print(call_table([a_record(caller=caller, caller_raw=raw, queued_at=None)]))
    assert seen in console.file.getvalue()


def test_a_ticket_is_shown_beside_the_outcome() -> None:
    console = Console(file=io.StringIO(), width=160)
    console.print(call_table([a_record(outcome=Outcome.TICKET, ticket="483921")]))
    assert "ticket: 483921" in console.file.getvalue()


def test_a_call_that_goes_on_shows_the_last_that_is_known() -> None:
    call = shown(CallStory("node-1-7.1", None, tuple(some_facts()[:8])))
    console = Console(file=io.StringIO(), width=160)
    console.print(now_table([call], after(65.5), "node-1"))
    _head, row, count, *_ = console.file.getvalue().splitlines()
    assert row.split() == ["10:00:00", "+915222345678", "MVVNL", "–", "discom", "is", "MVVNL",
                           "1", "min", "00", "s", "7.1"]  # fmt: skip
    assert count.strip() == "Calls: 1"
