"""A replay from the request to the comparison."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from capacity.call_log import CallLog
from capacity.days import Judge, Result
from capacity.measures import Thresholds
from capacity.scenario import NobodyToAnswer, scenario
from ivr.replay.comparison import Comparison, compare
from ivr.replay.reading import first_offer, span_of
from ivr.replay.runs import run_all
from ivr.replay.what_if import WhatIf, check_queues, rules_of, wishes_of
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

    basis: Mapping[str, str | float | None]
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
    limit = tried.house.longest_wait
    basis: dict[str, str | float | None] = {
        "days": span_of(calls, request.zone) if request.day is None else request.day.isoformat(),
        "seeds": f"{request.seeds[0]} to {request.seeds[-1]}",
        "lines": tried.house.sizes[0][1].incoming,
        "shifts": len(tried.house.cards),
        "wrap_up": round(tried.wrap_up, 1),
        "pick_up": tried.house.pick_up,
        "longest_wait": None if math.isinf(limit) else limit,
        "short_abandon": rules.short_abandon,
        "service_level": thresholds.service_level,
    }
    return Replay(basis, logged, run_all(tried, judge, request.seeds, tell))


def _nobody(calls: CallLog) -> Problem:
    queues = " ".join(f"--set agents.{queue}=NUMBER" for queue in sorted(calls.queue.names))
    remedy = f"Say how many there were, as in {queues or 'a log that names queues'}"
    return Problem("the log", "names no agent who answered a call", remedy)
