"""A live replay from the request to the comparison."""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from capacity.call_log import CallLog
from capacity.days import Judge
from capacity.scenario import NobodyToAnswer, estimates_of, found_pick_up, scenario
from capacity.staffing import shifts_of
from capacity.thresholds import Thresholds
from ivr.replay.live.agents import on_duty
from ivr.replay.live.caller import Line
from ivr.replay.live.crowd import Counts, Crowd, Played
from ivr.replay.live.outcome import Basis, Outcome, in_log_time
from ivr.replay.live.plan import LiveCall, check_plan, plan_calls
from ivr.replay.reading import first_offer, span_of
from ivr.replay.replaying import Request
from ivr.replay.what_if import rules_of, wishes_of

LEAST_PICK_UP = 0.2
"""Seconds for which an agent's phone rings at least."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The way to the helpline, its journal, and the passwords of agents whose phones we are."""

    line: Line
    journal: Path
    passwords: Mapping[str, str]


class LiveReplay:
    """A log that is to be played ``speed`` times as fast. Raises `SettingsError` for too much."""

    def __init__(self, request: Request, log: CallLog, speed: float) -> None:
        self._request, self._log, self._speed = request, log, speed
        self._rules = rules_of(request.settings, request.what_if, first_offer(log))
        self._learnt = estimates_of(log, self._rules)
        demand = self._learnt.demand(request.seeds[0])
        self.calls: Sequence[LiveCall] = plan_calls(log, demand, speed, request.settings)
        check_plan(self.calls, speed, request.settings)

    @property
    def seconds(self) -> float:
        """How long it takes at most."""
        longest = self._request.settings.waiting.longest_wait
        return max(call.over_by(longest) for call in self.calls)

    async def play(self, stage: Stage, tell: Callable[[Counts], None]) -> Played:
        """Place the calls; Ctrl-C ends them all. Raises `RegistrationRefused` and OSError.

        As many agents are there as the log shows at once, at most; all if it names none.
        """
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        staff = dict(islice(stage.passwords.items(), _most_on_duty(self._log) or None))
        pick_up = max(LEAST_PICK_UP, found_pick_up(self._log, self._rules.ring) / self._speed)
        async with on_duty(stage.line, staff, pick_up):
            loop.add_signal_handler(signal.SIGINT, stop.set)
            try:
                crowd = Crowd(self.calls, stage.line, stage.journal, tell)
                return await crowd.play(stop, within=self.seconds)
            finally:
                loop.remove_signal_handler(signal.SIGINT)

    def outcome(self, played: Played) -> Outcome:
        """Compare the calls that were placed; one at least must have been."""
        part = self._log.part(slice(0, len(played.records)))
        live = in_log_time(part, played.records, self._speed)
        request = self._request
        level = request.what_if.measures.service_level
        judge = Judge(request.zone, Thresholds(self._rules.short_abandon, level))
        try:
            tried = scenario(part, self._rules, wishes_of(request.what_if))
            simulated = judge.judge(tried.run(request.seeds[0], lambda _offered: None))
        except NobodyToAnswer:
            simulated = None
        basis = self._basis(part, live, played)
        return Outcome(basis, judge.judge(part), simulated, judge.judge(live))

    def _basis(self, part: CallLog, live: CallLog, played: Played) -> Basis:
        waiting = self._request.settings.waiting
        menus, logged = _menus(live), _menus(part)
        return {
            "days": span_of(part, self._request.zone),
            "speed": self._speed,
            "seed": self._request.seeds[0],
            "calls": len(self.calls),
            "placed": len(played.records),
            "unrecorded": sum(record is None for record in played.records),
            "most_at_once": played.most_at_once,
            "late": round(played.late, 3),
            "menus": None if menus is None else round(menus / self._speed, 1),
            "menus_logged": None if logged is None else round(logged, 1),
            "wrap_up": waiting.wrap_up,
            "wrap_up_logged": round(self._learnt.wrap_up.mean, 1),
            "longest_wait": waiting.longest_wait,
            "agents": len(live.agent.names),
            "agents_logged": _most_on_duty(part),
        }


def _menus(log: CallLog) -> float | None:
    """Give the mean time before the waiting line of those who came there."""
    in_line = ~np.isnan(log.queued)
    return float(log.before_queue[in_line].mean()) if in_line.any() else None


def _most_on_duty(log: CallLog) -> int:
    changes = sorted(
        (at, change)
        for shift in shifts_of(log)
        for at, change in ((shift.start, 1), (shift.end, -1))
    )
    there = most = 0
    for _, change in changes:
        there += change
        most = max(most, there)
    return most
