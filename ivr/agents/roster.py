"""Who is on duty: kept in memory for the waiting line, and each change in the journal.

Each entry of the journal says how its agent stands from then on, so the newest one is all that
the next process needs. Entries are repeated now and then, so that it is never far back.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from ivr.agents import acts
from ivr.agents.acts import Act, DutyRules, Presence
from ivr.calls.agent_line import NOT_REGISTERED
from ivr.calls.waiting_line import WaitingLine
from ivr.journal import AgentChanged, Journal
from ivr.journal import agent_changes as words
from ivr.settings.model import Agent
from routing.agents import Duty

log = structlog.get_logger()

REPEAT_EVERY: Final = 600.0
"""Seconds after which it is said again how each agent stands."""

READ_BACK: Final = timedelta(seconds=2.5 * REPEAT_EVERY)
"""How far before its last sign of life a process left all that is to be known of its agents."""

BUSY: Final = (Duty.RINGING, Duty.TALKING, Duty.WRAP_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentNow:
    """What an agent is doing, for people: ``duty`` is a `Duty`, a `Presence`, or unreachable.

    ``call`` is the one that rings or is talked on, or the one that is wrapped up.
    """

    id: str
    name: str
    discoms: tuple[str, ...]
    languages: tuple[str, ...]
    duty: str
    since: datetime
    presence: str
    reason: str
    reachable: bool
    call: str | None
    until: datetime | None
    misses: int


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Roster:
    """The agents of this node. It tells whom not to ring, and is told what they do."""

    def __init__(
        self,
        waiting: WaitingLine,
        journal: Journal,
        agents: Sequence[Agent],
        rules: DutyRules,
        *,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.rules = rules
        self._waiting = waiting
        self._journal = journal
        self._now = now
        self._agents = {agent.id: agent for agent in agents}
        self._stands: dict[str, AgentChanged] = {}
        self._dialling: set[str] = set()
        waiting.watcher = self
        self._settle_all()

    def restore(self, known: Mapping[str, AgentChanged]) -> None:
        """Take over how agents stood when the process before this one ended."""
        self._stands = dict(known)
        self._settle_all()
        for agent_id in self._agents:
            until = self._stand(agent_id).until
            if until is not None:
                left = (until - self._now()).total_seconds()
                clock = asyncio.get_running_loop().time()
                self._waiting.room.resume_wrap_up(agent_id, clock, clock + left)
        self._repeat()

    def change(self, agents: Sequence[Agent], rules: DutyRules) -> None:
        """Take over changed settings, after the waiting line did; who is there stays there."""
        self.rules = rules
        self._agents = {agent.id: agent for agent in agents}
        self._settle_all()

    @property
    def ids(self) -> frozenset[str]:
        """The agents whom the settings name."""
        return frozenset(self._agents)

    def language(self, agent_id: str) -> str:
        """Give the language in which to speak with an agent."""
        return self._agents[agent_id].languages[0]

    def act(self, agent_id: str, act: Act, argument: str = "", *, who: str) -> AgentChanged:
        """Let an agent do something; raises KeyError for nobody's id, and `DutyRefused`."""
        self._agents[agent_id]
        was = self._in_talk(agent_id) if act is Act.DISPOSITION else self._stand(agent_id)
        change = acts.after(was, act, argument, self.rules, at=self._now(), who=who)
        self._keep(change)
        self._settle(agent_id)
        if act in acts.NO_WRAP_UP:
            self._waiting.release(agent_id)
        return change

    @contextmanager
    def dialling(self, agent_id: str) -> Iterator[None]:
        """Do not ring an agent's phone while it dials us."""
        self._dialling.add(agent_id)
        self._settle(agent_id)
        try:
            yield
        finally:
            self._dialling.discard(agent_id)
            self._settle(agent_id)

    def reach(self, agent_id: str, *, reachable: bool) -> None:
        """Note that an agent's phone can be rung, or cannot."""
        was = self._stand(agent_id)
        if reachable != (was.unreachable_since is None):
            self._keep(acts.after_reach(was, reachable=reachable, at=self._now()))
            self._settle(agent_id)

    def missed(self, agent_id: str, why: str) -> None:
        """Note that a phone rang in vain; one that could not be rung is nobody's fault."""
        if why == NOT_REGISTERED:
            return
        change = acts.after_miss(self._stand(agent_id), self.rules, at=self._now())
        self._keep(change)
        if change.what == words.PAUSED:
            log.warning("agent.paused_after_misses", agent=agent_id, misses=change.misses)
            self._settle(agent_id)

    def parted(self, agent_id: str, call_id: str, wrap_up: float) -> None:
        """Note that a talk is over and the wrap-up, of so many seconds at most, begins."""
        until = self._now() + timedelta(seconds=wrap_up)
        self._keep(acts.after_talk(self._stand(agent_id), call_id, until=until))

    def wrap_up(self, agent_id: str) -> float:
        """Give the seconds of wrap-up that are left; it may be ended before the phone is free."""
        until = self._stand(agent_id).until
        return max(0.0, (until - self._now()).total_seconds()) if until else 0.0

    def now(self) -> list[AgentNow]:
        """Tell what each agent is doing."""
        return [self.one(agent_id) for agent_id in self._agents]

    def one(self, agent_id: str) -> AgentNow:
        """Tell what an agent is doing; raises KeyError for nobody's id."""
        agent, stands = self._agents[agent_id], self._stand(agent_id)
        clock = asyncio.get_running_loop().time()
        work = self._waiting.room.at_work(agent_id, clock)
        began = self._now() - timedelta(seconds=min(clock - work.since, 1e9))
        presence = acts.presence_of(stands, self.rules)
        duty: str = work.duty
        since = began
        if work.duty not in BUSY and presence is not Presence.READY:
            duty, since = presence, stands.since
        elif work.duty not in BUSY and stands.unreachable_since is not None:
            duty, since = words.UNREACHABLE, stands.unreachable_since
        elif work.duty is Duty.FREE:
            since = max(began, stands.since)
        return AgentNow(
            id=agent.id,
            name=agent.name,
            discoms=agent.discoms,
            languages=agent.languages,
            duty=duty,
            since=since,
            presence=presence,
            reason=stands.reason,
            reachable=stands.unreachable_since is None,
            call=stands.call if work.duty is Duty.WRAP_UP else work.call_id,
            until=stands.until if work.duty is Duty.WRAP_UP else None,
            misses=stands.misses,
        )

    async def repeat(self) -> None:
        """Say again every so often how agents stand, until cancelled."""
        while True:
            await asyncio.sleep(REPEAT_EVERY)
            self._repeat()

    def _repeat(self) -> None:
        for agent_id in self._agents:
            if agent_id in self._stands:
                self._journal.agent_changed(replace(self._stands[agent_id], what=words.STANDS))

    def _stand(self, agent_id: str) -> AgentChanged:
        return self._stands.get(agent_id) or acts.newcomer(agent_id, self._now())

    def _in_talk(self, agent_id: str) -> AgentChanged:
        """Say how an agent stands, with the call that they talk on as their last one."""
        stands = self._stand(agent_id)
        work = self._waiting.room.at_work(agent_id, asyncio.get_running_loop().time())
        if work.duty is Duty.TALKING and work.call_id != stands.call:
            return replace(stands, call=work.call_id, disposition=None)
        return stands

    def _keep(self, change: AgentChanged) -> None:
        self._stands[change.agent] = change
        self._journal.agent_changed(change)
        write = log.debug if change.what == words.WRAP_UP else log.info
        write("agent.changed", agent=change.agent, what=change.what, reason=change.reason)

    def _settle(self, agent_id: str) -> None:
        """Let an agent be rung, or not."""
        stands = self._stand(agent_id)
        ready = acts.presence_of(stands, self.rules) is Presence.READY
        there = ready and stands.unreachable_since is None
        if agent_id in self._agents:
            self._waiting.set_away(agent_id, away=not there or agent_id in self._dialling)

    def _settle_all(self) -> None:
        for agent_id in self._agents:
            self._stands.setdefault(agent_id, self._stand(agent_id))
            self._settle(agent_id)
