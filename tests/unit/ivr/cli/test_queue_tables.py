import time
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from ivr.cli.queue_tables import calls_table, clock, line_table, queue_picture, range_words
from ivr.http.queue_views import (
    QueueCalls,
    QueueView,
    ShownLine,
    ShownTally,
    ShownWaiter,
    Told,
)

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
LINE = ShownLine(
    discom="KESCO",
    language="hi",
    waiting=2,
    longest=30.0,
    expected=400.0,
    told=(5, 10),
    agents=3,
    free=0,
    talking=3,
    half_hour=ShownTally(10, 0.8, 1),
    today=ShownTally(0, None, 0),
)
WAITER = ShownWaiter(
    call_id="node-1-5.1",
    discom=None,
    language="hi",
    position=1,
    priority="danger",
    waited=12.0,
    told=None,
    reason="[x]",
    ringing="asha",
)


def printed(table: object) -> str:
    console = Console(width=200, file=StringIO())
    console.print(table)
    return console.file.getvalue()


def test_a_line_in_a_row() -> None:
    row = printed(line_table([LINE])).splitlines()[-1]
    assert " ".join(row.split()) == "KESCO hi 2 0:30 5–10 min 3 0 3 80 %, – 1, 0"


def test_lines_that_need_somebody_are_seen() -> None:
    lines = [
        replace(LINE, expected=None),
        replace(LINE, longest=300.0),
        LINE,
        replace(LINE, waiting=0),
        replace(LINE, waiting=0, talking=0),
    ]
    styles = [row.style for row in line_table(lines).rows]
    assert styles == ["bold red", "yellow", "bold", None, "dim"]


def test_every_row_fits_into_80_columns() -> None:
    tally = ShownTally(980, 0.93, 141)
    line = replace(LINE, discom="PuVVNL", waiting=999, longest=3_599.0, told=(60, 120))
    lines = [replace(line, agents=100, talking=100, half_hour=tally, today=tally)]
    heard = Told(100, (10, 15), NOON)
    call = replace(WAITER, call_id="node-1-1795325958.3100", reason="supply", told=heard)
    calls = QueueCalls("node-1", NOON, 1, [replace(call, discom="PuVVNL", position=120)])
    for table in (line_table(lines), calls_table(calls)):
        assert max(len(row.rstrip()) for row in printed(table).splitlines()) <= 80


@pytest.mark.parametrize(
    ("seconds", "written"), [(0.0, "0:00"), (59.9, "0:59"), (372.0, "6:12"), (3_730.0, "1:02:10")]
)
def test_how_long_somebody_has_waited(seconds: float, written: str) -> None:
    assert clock(seconds) == written


def test_who_would_be_rung_for_at_once_is_told_nothing() -> None:
    assert "rings at once" in printed(line_table([replace(LINE, expected=0.0)]))
    assert range_words((60, 120)) == "over an hour"


def test_a_caller_in_a_row() -> None:
    found = printed(calls_table(QueueCalls("node-1", NOON, 1, [WAITER])))
    row = found.splitlines()[1]
    assert " ".join(row.split()) == "any hi 1 danger 0:12 – [x] asha 5.1"
    assert "From" not in found
    with_number = replace(WAITER, number="+919415012345")
    assert "+919415012345" in printed(calls_table(QueueCalls("node-1", NOON, 1, [with_number])))


def test_a_storm_is_drawn_in_no_time() -> None:
    view = QueueView("node-1", NOON, 5_000, [LINE] * 11, [])
    calls = QueueCalls("node-1", NOON, 5_000, [replace(WAITER, position=n) for n in range(100)])
    before = time.thread_time()
    drawn = printed(queue_picture(view, calls))
    assert time.thread_time() - before < 1.0
    assert "node-1, 12:00:00 IST: 5000 callers in line" in drawn
    assert "5000 callers, 4900 of them not shown" in drawn
