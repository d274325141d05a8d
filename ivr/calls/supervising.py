"""All talks of this node, and the supervisors who listen, whisper and take over."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from dialplan.story import Story
from ivr.ari import AriError
from ivr.ari.messages import StasisStart
from ivr.calls.agent_line import TAKEN_OVER, AgentLine, who_parted, who_talks
from ivr.calls.caller import LineCaller
from ivr.calls.leg import NORMAL_CLEARING, EndedBy, Ending, Leg
from ivr.calls.supervision import (
    KEYS,
    Conversation,
    How,
    Supervision,
    close_fact,
    snoop_id,
    supervised_leg,
)
from ivr.calls.switchboard import SUPERVISE, SUPERVISOR_LEG, Switchboard
from ivr.calls.telephone import Telephone

log = structlog.get_logger()

CODE: Final = re.compile(r"\*7([123])([0-9]{1,4})")
"""What a supervisor dials: ``*7``, the digit of `KEYS`, and the agent's seat."""

NOT_THERE: Final = 404
NOT_FREE: Final = 409
SIP_BUSY: Final = 486


class CannotSupervise(Exception):
    """``status`` is 404 for what is not there, 409 for what is not free."""

    def __init__(self, status: int, place: str, wrong: str, remedy: str) -> None:
        super().__init__(f"{place}: {wrong}")
        self.status, self.place, self.wrong, self.remedy = status, place, wrong, remedy


@dataclass(frozen=True, slots=True)
class People:
    """The supervisors' ids, and the agents' ids by seat."""

    supervisors: frozenset[str] = frozenset()
    seats: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkNow:
    """A talk with an agent that goes on, and who supervises it how."""

    call_id: str
    agent: str
    seat: int | None
    since: datetime
    discom: str | None
    supervisor: str | None = None
    how: How | None = None


class Supervising:
    """Knows who talks with whom, and lets one supervisor at a time be at each talk."""

    def __init__(self, telephone: Telephone, switchboard: Switchboard) -> None:
        self.people = People()
        self._telephone = telephone
        self._switchboard = switchboard
        self._talks: dict[str, Conversation] = {}
        self._at: dict[str, tuple[Supervision, asyncio.Task[None]]] = {}
        self._taken: dict[str, Leg] = {}
        self._refusals: set[asyncio.Task[None]] = set()
        switchboard.takers[SUPERVISE] = self.take

    def talks(self) -> list[TalkNow]:
        """List the talks with agents that go on, the oldest first."""
        return sorted(map(self._seen, self._talks.values()), key=lambda talk: talk.since)

    async def begin(self, supervisor: str, target: str, how: How) -> TalkNow:
        """Ring a supervisor's phone for a talk, or let one who is there do something else.

        ``target`` is an agent, or how the id of a call begins. Raises `CannotSupervise`.
        """
        talk = self._find(target)
        there = self._at.get(talk.story.call_id)
        if there is not None and there[0].supervisor == supervisor:
            there[0].wish(how)
            return self._seen(talk)
        self._refuse(supervisor, talk)
        number = len(talk.story.facts)
        leg = f"{SUPERVISOR_LEG}{talk.story.call_id}-{supervisor}-{number}"
        self._supervise(supervisor, self._switchboard.expect(leg), talk, how)
        supervision, task = self._at[talk.story.call_id]
        if not await supervision.reached:
            await asyncio.wait([task])  # until nothing is left of it
            remedy = "Is it registered? Its user name is the supervisor's id"
            raise CannotSupervise(NOT_FREE, supervisor, "the phone cannot be rung", remedy)
        return self._seen(talk)

    def take(self, start: StasisStart, leg: Leg) -> None:
        """Begin for a supervisor who dialled a code; returns at once."""
        _, code, supervisor = start.args
        try:
            talk, how = self._dialled(code)
            self._refuse(supervisor, talk)
        except CannotSupervise as why:
            log.info("supervision.refused", supervisor=supervisor, why=str(why))
            status = NOT_THERE if why.status == NOT_THERE else SIP_BUSY
            self._switchboard.forget(leg)
            task = asyncio.create_task(self._telephone.refuse(leg.id, status))
            self._refusals.add(task)
            task.add_done_callback(self._refusals.discard)
        else:
            self._supervise(supervisor, leg, talk, how)

    @asynccontextmanager
    async def at(self, line: AgentLine, caller: LineCaller, story: Story) -> AsyncIterator[None]:
        """Let supervisors come to a talk for the length of the block."""
        talk = self._talks[story.call_id] = Conversation(line, caller, story)
        leg = supervised_leg(story)
        if leg is not None:  # since before a restart
            who, how, leg_id = leg
            self._supervise(who, self._switchboard.expect(leg_id), talk, how)
        try:
            yield
        except BaseException:
            await self._part(talk)
            await self.let_go(story)
            raise
        else:
            await self._part(talk)

    def has_taken(self, call_id: str) -> bool:
        """Tell whether a supervisor has taken the call over and waits for it to go on."""
        return call_id in self._taken

    async def talk_on(self, caller: LineCaller, story: Story) -> None:
        """Stay while the supervisor who took the call over talks with the caller."""
        leg = self._taken.pop(story.call_id)
        line = AgentLine(who_talks(story) or "", leg, self._telephone, rung=True, talking=True)
        try:
            await self._bring_together(line, caller)
            await line.talk(caller, story, partial(line.stay, caller))
        finally:
            await caller.leave(line.bridge)
            await self._hang_up(leg)

    def expect_back(self, story: Story) -> bool:
        """Listen for the legs that supervisors had before a restart; true if one has the call."""
        if (there := supervised_leg(story)) is not None:
            for leg in (there[2], snoop_id(there[2])):
                self._switchboard.expect(leg)
        last = story.newest("answered", TAKEN_OVER, "parted")
        if last is not None and last.kind == TAKEN_OVER and last.value is not None and last.how:
            self._taken[story.call_id] = self._switchboard.expect(last.how)
            return True
        return False

    async def let_go(self, story: Story) -> None:
        """End what is left of a supervision whose talk nobody comes back to."""
        taken, there = self._taken.pop(story.call_id, None), supervised_leg(story)
        if taken is not None:
            await self._hang_up(taken)
        if there is not None:
            for leg in (there[2], snoop_id(there[2])):
                await self._hang_up(self._switchboard.expect(leg))
            await self._telephone.part(f"{there[2]}-ear")
            close_fact(story)

    def _supervise(self, who: str, leg: Leg, talk: Conversation, how: How) -> None:
        supervision = Supervision(who, leg, talk, self._telephone, self._switchboard, how=how)
        task = asyncio.create_task(supervision.run(), name=f"supervision {leg.id}")
        self._at[talk.story.call_id] = supervision, task
        task.add_done_callback(lambda _: self._left(talk.story.call_id, supervision))

    def _left(self, call_id: str, supervision: Supervision) -> None:
        """Make room for another supervisor, unless this one has the call."""
        there = self._at.get(call_id)
        if there is None or there[0] is not supervision or supervision.takes_over:
            return
        if call_id in self._talks:
            del self._at[call_id]

    async def _part(self, talk: Conversation) -> None:
        """End the supervision of a talk that is over, or let it finish taking the call over."""
        call_id = talk.story.call_id
        if call_id in self._at:
            supervision, task = self._at[call_id]
            if not supervision.takes_over:
                task.cancel()
            await asyncio.wait([task])
            self._at.pop(call_id, None)
            if supervision.takes_over:
                self._taken[call_id] = supervision.leg
        del self._talks[call_id]
        last = talk.story.newest("answered", TAKEN_OVER, "parted")
        if not self.has_taken(call_id) and (last is None or last.kind != "parted"):
            # The agent left while a supervisor failed to take over.
            talk.story.learn("parted", who_parted(talk.caller.leg, talk.line.leg))

    async def _bring_together(self, line: AgentLine, caller: LineCaller) -> None:
        """Join them if the process that was to do it was killed before."""
        together = {caller.leg.id, line.leg.id}
        try:
            if not together <= await self._telephone.members(line.bridge):
                await self._telephone.join(line.bridge, *together)
        except AriError as error:
            log.warning("supervision.not_joined", call=caller.leg.id, error=str(error))

    async def _hang_up(self, leg: Leg) -> None:
        leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
        await self._telephone.part(f"{leg.id}-talk")
        await self._telephone.hang_up(leg.id)
        self._switchboard.forget(leg)

    def _find(self, target: str) -> Conversation:
        found = [
            talk
            for call_id, talk in self._talks.items()
            if call_id.startswith(target) or talk.line.agent == target
        ]
        if len(found) != 1:
            wrong = "several talks are meant" if found else "nobody talks there"
            remedy = "`helpline supervise` lists the talks that go on"
            raise CannotSupervise(NOT_FREE if found else NOT_THERE, target, wrong, remedy)
        return found[0]

    def _dialled(self, code: str) -> tuple[Conversation, How]:
        match = CODE.fullmatch(code)
        agent = self.people.seats.get(int(match[2])) if match else None
        if match is None or agent is None:
            raise CannotSupervise(NOT_THERE, code, "no agent has this seat", "See [[agents]] seat")
        return self._find(agent), KEYS[match[1]]

    def _refuse(self, supervisor: str, talk: Conversation) -> None:
        """Raise `CannotSupervise` unless this supervisor and this talk are free."""
        if supervisor not in self.people.supervisors:
            known = ", ".join(sorted(self.people.supervisors)) or "nobody"
            raise CannotSupervise(
                NOT_THERE, supervisor, "is no supervisor", f"[[supervisors]] names {known}"
            )
        for call_id, (there, _) in self._at.items():
            if call_id == talk.story.call_id:
                wrong = f"{there.supervisor} is there already"
                raise CannotSupervise(NOT_FREE, call_id, wrong, "One at a time")
            if there.supervisor == supervisor:
                wrong = f"is at the talk {call_id}"
                raise CannotSupervise(NOT_FREE, supervisor, wrong, "Hang up there first")

    def _seen(self, talk: Conversation) -> TalkNow:
        story, agent = talk.story, talk.line.agent
        answered = story.fact("answered")
        there = self._at.get(story.call_id)
        return TalkNow(
            call_id=story.call_id,
            agent=agent,
            seat=next((seat for seat, who in self.people.seats.items() if who == agent), None),
            since=answered.at if answered else story.now(),
            discom=story.text("discom"),
            supervisor=there[0].supervisor if there else None,
            how=there[0].how if there else None,
        )
