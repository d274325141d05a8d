"""When agents were on duty and in wrap-up, from the entries that say how they stand."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from ivr.journal import AgentChanged, ServiceChanged
from ivr.journal import agent_changes as words
from ivr.journal.service_changes import STARTED, STOPPED

HOLDS: Final = timedelta(minutes=25)
"""For how long an entry holds without another; a running service repeats it every ten minutes."""

READY: Final = "ready"

Times = defaultdict[str, list[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class _Stands:
    """How an agent stands since ``at``, when the last entry told it."""

    at: datetime
    change: AgentChanged
    ready: bool


@dataclass(slots=True)
class AgentTimes:
    """Takes entries in their order. ``log_in`` if who never told anything is off duty.

    ``ready`` and ``wrapped`` are begin and end (seconds since the epoch) by agent; ``wrap_ups`` are
    seconds by call.
    """

    log_in: bool
    ready: Times = field(default_factory=lambda: defaultdict(list))
    wrapped: Times = field(default_factory=lambda: defaultdict(list))
    wrap_ups: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    known: bool = False
    _stands: dict[str, _Stands] = field(default_factory=dict)
    _wrapping: dict[str, tuple[datetime, AgentChanged]] = field(default_factory=dict)

    def changed(self, at: datetime, change: AgentChanged) -> None:
        """Take what became of an agent at a time."""
        self.known = True
        self._leave(change.agent, at)
        if change.until is None or change.what == words.WRAP_UP:
            self._end_wrap_up(change.agent, at)
        if change.what == words.WRAP_UP:
            self._wrapping[change.agent] = at, change
        ready = change.presence == READY or (change.presence is None and not self.log_in)
        there = ready and change.unreachable_since is None
        self._stands[change.agent] = _Stands(at, change, there)

    def service(self, at: datetime, change: ServiceChanged) -> None:
        """Take what became of the service: nobody is on duty without it."""
        if change.what == STARTED:
            self.end(at - timedelta(seconds=change.seconds or 0.0))
        elif change.what == STOPPED:
            self.end(at)

    def end(self, at: datetime) -> None:
        """Nothing is known from here on."""
        for agent in list(self._stands):
            self._leave(agent, at)
        for agent in list(self._wrapping):
            self._end_wrap_up(agent, at + HOLDS)
        self._stands.clear()

    def _leave(self, agent: str, at: datetime) -> None:
        stood = self._stands.get(agent)
        if stood is not None and stood.ready:
            until = max(stood.at, min(at, stood.at + HOLDS))
            self.ready[agent].append((stood.at.timestamp(), until.timestamp()))

    def _end_wrap_up(self, agent: str, at: datetime) -> None:
        """End a wrap-up: by what the agent does, when its time was over, or at once without one."""
        begun, change = self._wrapping.pop(agent, (None, None))
        if begun is None or change is None or change.call is None:
            return
        until = max(begun, min(at, change.until or begun))
        self.wrapped[agent].append((begun.timestamp(), until.timestamp()))
        self.wrap_ups[change.call] += (until - begun).total_seconds()
