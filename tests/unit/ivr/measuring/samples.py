"""A setting and what was found of it, to be changed by tests."""

from datetime import UTC, datetime
from typing import Any

from capacity.blocking import Expected
from capacity.figures import Spread
from capacity.load import LoadPlan, PlannedCall
from capacity.percentiles import Percentiles, percentiles
from ivr.load.attempts import Attempt, End
from ivr.load.result import LoadResult
from ivr.measuring.found import Blocking, Cost, Found
from ivr.measuring.judging import SET_UP
from ivr.measuring.machine import Sample, Usage
from ivr.measuring.settings import Setting

BEGAN = datetime(2026, 11, 22, tzinfo=UTC)


def setting(**changes: Any) -> Setting:
    usual: dict[str, Any] = {
        "name": "two lines", "lines": 2, "calls": 3600.0, "hold": 1.0, "minutes": 0.2,
    }  # fmt: skip
    return Setting(**(usual | changes))


def times(*seconds: float) -> Percentiles:
    found = percentiles(seconds)
    assert found is not None
    return found


def found(**changes: Any) -> Found:
    usual: dict[str, Any] = {
        "setting": setting(),
        "offered": 200,
        "landed": 199,
        "failed": 0,
        "cut_off": 0,
        "landed_per_hour": Spread(3_500.0, 3_300.0, 3_700.0),
        "blocking": Blocking(0.005, Expected(0.01, 0.0, 0.02), ideal=0.005, agreed=1.0),
        "delays": {SET_UP: times(0.004, 0.02), "key to next prompt": times(0.01)},
        "gaps": times(0.02, 0.021),
        "lost_packets": 0,
        "late": times(0.003),
        "costs": {"service": Cost(0.005, 0.1, (100_000_000, 101_000_000), 2e6, [(0.0, 1), (1, 2)])},
        "machine": 0.4,
        "processors": 2,
        "most_lines": 2,
        "recorded": {"left": 199, "blocked": 1},
        "left_over": {},
        "errors": {},
    }
    return Found(**(usual | changes))


def load_result(attempts: list[Attempt], which: Setting) -> LoadResult:
    calls = tuple(PlannedCall(each.sent, "stay", 1.0, 0, 0.0) for each in attempts)
    return LoadResult(LoadPlan(which.wish, calls), BEGAN, attempts)


def attempt(call: int, sent: float, *, end: End = End.LEFT, held: float = 1.0) -> Attempt:
    one = Attempt(call, 1, f"load-{call}", sent)
    if end is End.BLOCKED:
        one.status, one.over = 503, sent + 0.01
    elif end is not End.FAILED:
        one.answered, one.over = sent + 0.01, sent + 0.01 + held
    one.end = end
    return one


def sample(at: float, *, worked: float, own: int = 1_000_000, machine: float = 0.0) -> Sample:
    usage = Usage(processor=worked, resident=2 * own, own=own, files=10, threads=3)
    return Sample(at, machine, {"service": usage})
