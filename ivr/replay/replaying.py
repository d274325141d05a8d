"""A replay from the request to the comparison."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from capacity.call_log import CallLog
from capacity.days import Judge, Result
from capacity.peaks import Peaks, peaks_of
from capacity.scenario import NobodyToAnswer, Scenario, scenario
from capacity.staffing import shifts_of
from capacity.thresholds import Thresholds
from ivr.period import bounds_of
from ivr.replay.comparison import Comparison, compare
from ivr.replay.reading import first_offer, span_of
from ivr.replay.runs import run_all
from ivr.replay.what_if import WhatIf, asked_of, check_queues, rules_of, wishes_of
from ivr.settings import Problem, Settings, SettingsError


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be replayed, and how; only ``day`` counts, if given."""

    settings: Settings
    what_if: WhatIf
    seeds: Sequence[int]
    zone: tzinfo
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """The log's own result, those of the runs, and what the simulation went by."""

    basis: Mapping[str, Any]
    logged: Result
    runs: Sequence[Result]

    @property
    def comparison(self) -> Comparison:
        """The log beside the mean of the runs."""
        return compare(self.logged, self.runs)


def replay_calls(request: Request, calls: CallLog, tell: Callable[[int], None]) -> Replay:
    """Simulate a log that has calls; raises `SettingsError`.

    ``tell`` hears how many calls have been offered, in all runs together.
    """
    check_queues(request.what_if, calls.queue.names)
    rules = rules_of(request.settings, request.what_if, first_offer(calls))
    try:
        tried = scenario(calls, rules, wishes_of(request.what_if))
    except NobodyToAnswer as error:
        raise SettingsError([_nobody(calls)]) from error
    thresholds = Thresholds(rules.short_abandon, request.what_if.measures.service_level)
    judge = Judge(request.zone, thresholds, request.day)
    logged = judge.judge(calls)
    basis = _basis(request, calls, tried) | {
        "short_abandon": rules.short_abandon,
        "service_level": thresholds.service_level,
    }
    return Replay(basis, logged, run_all(tried, judge, request.seeds, tell))


def _basis(request: Request, calls: CallLog, tried: Scenario) -> dict[str, Any]:
    """Give the names and values that JSON has; times are in seconds."""
    limit, day = tried.house.longest_wait, request.day
    busiest = _peaks(calls, day, request.zone)
    return {
        "days": span_of(calls, request.zone) if day is None else day.isoformat(),
        "asked": asked_of(request.what_if),
        "seeds": " to ".join(dict.fromkeys(map(str, (request.seeds[0], request.seeds[-1])))),
        "logged_lines": busiest.lines,
        "logged_agents": busiest.agents,
        "logged_agents_of_queue": busiest.of_queue,
        "lines": tried.house.sizes[0][1].incoming,
        "agents_of_queue": busiest.of_queue | request.what_if.agents,
        "shifts": len(tried.house.cards),
        "wrap_up": round(tried.wrap_up, 1),
        "pick_up": tried.house.pick_up,
        "longest_wait": None if math.isinf(limit) else limit,
    }


def _peaks(calls: CallLog, day: date | None, zone: tzinfo) -> Peaks:
    since, until = -math.inf, math.inf
    if day is not None:
        since, until = (midnight.timestamp() for midnight in bounds_of(day, zone))
    return peaks_of(calls, shifts_of(calls), since, until)


def _nobody(calls: CallLog) -> Problem:
    queues = " ".join(f"--set agents.{queue}=NUMBER" for queue in sorted(calls.queue.names))
    remedy = f"Say how many there were, as in {queues or 'a log that names queues'}"
    return Problem("the log", "names no agent who answered a call", remedy)
