"""What is shown of the waiting lines is true, also over midnight, and costs the calls little."""

import time
from datetime import UTC, datetime, timedelta

from ivr.queue_control import QueueControl
from tests.unit.ivr.http.conftest import Calls, Line, World
from tests.unit.ivr.samples import a_record

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


class Place:
    """A control with a clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON
        self.control = QueueControl(
            Line().desk.waiting,
            World().shares,
            Calls(),
            node="node-1",
            languages=("hi",),
            now=lambda: self.now,
        )

    def ends(self, call_id: str, at: datetime) -> None:
        times = {"queued_at": at - timedelta(seconds=60), "answered_at": at, "ended_at": at}
        self.control.note(a_record(call_id, **times))

    def waited(self) -> tuple[int, int]:
        """Count what is shown for the last half hour and for today."""
        self.control._view.forget()
        lines = {(line.discom, line.language): line for line in self.control.view().lines}
        line = lines["MVVNL", "hi"]
        return line.half_hour.waited, line.today.waited


async def test_calls_count_for_half_an_hour_and_for_the_day() -> None:
    place = Place()
    place.ends("c1", NOON)
    place.ends("c1", NOON)
    place.control.note(a_record("never-in-line", queued_at=None, answered_at=None))
    place.now += timedelta(minutes=29)
    place.ends("c2", place.now)
    assert place.waited() == (2, 2)
    place.now += timedelta(minutes=2)
    assert place.waited() == (1, 2)


async def test_the_day_begins_at_midnight_in_india() -> None:
    place = Place()
    place.now = datetime(2026, 11, 22, 18, 29, tzinfo=UTC)
    assert place.control.counted_since() == datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    place.ends("c1", place.now)
    assert place.waited() == (1, 1)
    place.now += timedelta(minutes=2)
    assert place.waited() == (1, 0)
    assert place.control.counted_since() == place.now - timedelta(minutes=30)


async def test_what_ended_before_the_start_is_taken_over_once() -> None:
    place = Place()
    place.ends("c1", NOON)
    before = [a_record("c1", ended_at=NOON), a_record("c0", ended_at=NOON)]
    place.control.fill(before)
    assert place.waited() == (2, 2)


async def test_a_line_of_which_there_is_only_the_past_is_shown() -> None:
    place = Place()
    place.control.note(a_record("c1", discom=None, ended_at=NOON))
    lines = {(line.discom, line.language): line for line in place.control.view().lines}
    assert lines[None, "hi"].today.waited == 1


async def test_a_storm_is_looked_at_in_no_time() -> None:
    line = Line()
    for number in range(5_000):
        line.join(f"c{number}", waited=number)
    control = QueueControl(
        line.desk.waiting, World().shares, Calls(), node="node-1", languages=("hi", "en")
    )
    before = time.thread_time()
    assert control.view().waiting == 5_000
    found = control.calls(discom=None, language=None, limit=100, numbers=False)
    assert time.thread_time() - before < 0.5, "it takes some 20 ms"
    assert (found.waiting, found.calls[0].call_id) == (5_000, "c4999")
