"""The talks of this node: agents hold callers and pass them on, and what comes after that."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from dialplan.story import Story
from ivr.ari import AriError
from ivr.calls.agent_line import NETWORK, AgentLine
from ivr.calls.agent_talk import BY_API, HOLD_KEY, KINDS, AgentTalk, Wish
from ivr.calls.caller import LineCaller
from ivr.calls.destinations import Destination, Destinations, To
from ivr.calls.leg import Leg
from ivr.calls.outside_talk import OutsideTalk
from ivr.calls.switchboard import AGENT_LEG, OUTGOING_LEG, Switchboard
from ivr.calls.talking_pair import TalkingPair
from ivr.calls.telephone import Telephone
from ivr.calls.third_party import ThirdAgent, ThirdOutside, ThirdParty, now
from ivr.calls.transfer_facts import (
    CONNECTED,
    IN_LINE,
    TRANSFER,
    TRANSFER_END,
    Kind,
    in_their_language,
    is_held,
    last_transfer,
    open_transfer,
    talks_outside,
    was_passed_on,
)
from ivr.calls.trunk import Trunk
from routing.waiting import WaitingRoom

AFTER_RESTART = "lost while the service was away"


NOT_THERE = 404
NOT_NOW = 409


class CannotDo(Exception):
    """``status`` is 404 for a call or destination that is not there, 409 for what is not free."""

    def __init__(self, status: int, place: str, wrong: str, remedy: str) -> None:
        super().__init__(f"{place}: {wrong}")
        self.status, self.place, self.wrong, self.remedy = status, place, wrong, remedy


@dataclass(frozen=True, slots=True)
class TalkSeen:
    """A talk of which something was ordered, as it was just before."""

    call_id: str
    agent: str
    on_hold: bool


class Talks:
    """All talks with agents. ``freed`` is called when an agent can be rung again."""

    def __init__(
        self,
        room: WaitingRoom,
        telephone: Telephone,
        switchboard: Switchboard,
        freed: Callable[[], None],
    ) -> None:
        self.destinations = Destinations()
        self.ring_time = 15.0
        self.trunk: Trunk | None = None
        """The way to people outside; without it nobody there is called."""
        self.media: Callable[..., Sequence[str]] = list
        """What Asterisk plays for the names of sounds."""
        self._room = room
        self._telephone = telephone
        self._switchboard = switchboard
        self._freed = freed
        self._talks: dict[str, AgentTalk] = {}
        self._thirds: dict[str, ThirdParty] = {}
        self._next: dict[str, AgentLine] = {}

    def hold(self, call: str, *, on: bool) -> TalkSeen:
        """Begin to put a caller on hold, or to take them back; ``call`` is how the id begins.

        Raises `CannotDo`.
        """
        talk = self._find(call)
        seen = _seen(talk)
        return seen if seen.on_hold is on else self._order(talk, Wish(HOLD_KEY, BY_API))

    def transfer(self, call: str, kind: Kind, to: str) -> TalkSeen:
        """Begin to pass a caller on; ``to`` is what the agent would key. Raises `CannotDo`."""
        talk, where = self._find(call), self.destinations.find(to)
        if where is None:
            remedy = "A line's digit, an agent's seat or a field officer's code"
            raise CannotDo(NOT_THERE, "to", "nobody has this number", remedy)
        key = next(key for key, each in KINDS.items() if each is kind)
        return self._order(talk, Wish(key, BY_API, where))

    def _find(self, call: str) -> AgentTalk:
        found = [talk for call_id, talk in self._talks.items() if call_id.startswith(call)]
        if len(found) != 1:
            wrong = "several talks begin like this" if found else "no agent talks in such a call"
            remedy = "`helpline calls --now` lists the calls that go on"
            raise CannotDo(NOT_NOW if found else NOT_THERE, call, wrong, remedy)
        return found[0]

    def _order(self, talk: AgentTalk, wish: Wish) -> TalkSeen:
        if not talk.order(wish):
            wrong = "the agent is just passing the caller on"
            raise CannotDo(NOT_NOW, talk.pair.story.call_id, wrong, "Try again when that is over")
        return _seen(talk)

    @contextmanager
    def at(self, line: AgentLine, caller: LineCaller, story: Story) -> Iterator[AgentTalk]:
        """Have a talk for the length of the block; the third party of a transfer is kept."""
        agent = self._person(line.leg, story)
        transfer = open_transfer(story)
        if transfer is not None and transfer.name == line.agent:
            story.learn(TRANSFER_END, CONNECTED)
        talk = self._talks[story.call_id] = AgentTalk(
            TalkingPair(line, caller, agent, story, self._telephone),
            self.destinations,
            self._open_line,
            self._thirds.pop(story.call_id, None),
        )
        try:
            yield talk
        finally:
            del self._talks[story.call_id]
            if talk.third is not None:
                self._thirds[story.call_id] = talk.third

    async def pass_on(self, caller: LineCaller, story: Story) -> bool:
        """Bring a caller whom an agent has passed on to where they are wanted, or back.

        True when they have talked with somebody outside and that is over. Else an agent is rung
        for them (`next_line`), or they wait in line.
        """
        transfer = open_transfer(story)
        if not was_passed_on(story) or (transfer is None and not talks_outside(story)):
            return False
        third = self._thirds.pop(story.call_id, None)
        if transfer is not None and transfer.to is To.LINE:
            story.learn("sent", transfer.name, how=f"by {transfer.by}")
            story.learn(TRANSFER_END, IN_LINE)
        elif isinstance(third, ThirdAgent):
            self._ring_next(third.agent, story, third.leg, rung=True)
        elif third is None:
            await self._back(caller, story, AFTER_RESTART)
        else:
            why = await OutsideTalk(third, caller, self._person(third.leg, story), story).hold(
                self._telephone
            )
            if why is None:
                return story.text("parted") != NETWORK
            await self._back(caller, story, why)
        return False

    async def take_up(self, caller: LineCaller, story: Story) -> bool:
        """Go on with passing a caller on that an earlier process began; as `pass_on`."""
        third = self._thirds.get(story.call_id)
        if third is not None and was_passed_on(story):
            await third.ring(caller.leg.id)
        return await self.pass_on(caller, story)

    async def missed(self, caller: LineCaller, story: Story, why: str, *, in_line: bool) -> None:
        """Bring a caller back whose transfer went to an agent who did not pick up.

        Who is ``in_line`` already, as after a restart, stays there.
        """
        if open_transfer(story) is not None:
            await self._back(caller, story, why, in_line=in_line)

    def next_line(self, call_id: str) -> AgentLine | None:
        """Give the line to an agent who is rung for a caller who is not in line, once."""
        return self._next.pop(call_id, None)

    def rings_next(self, call_id: str) -> bool:
        """Tell whether an agent is to be rung for a caller who is not in line."""
        return call_id in self._next

    def expect_back(self, story: Story) -> None:
        """Listen for the third party's leg of a transfer that an earlier process began."""
        last = story.newest("ringing", "answered", TRANSFER, TRANSFER_END)
        transfer = last_transfer(story)
        if transfer is None or last is None or not transfer.leg:
            return
        if last.kind != TRANSFER and not talks_outside(story):
            return
        leg = self._switchboard.expect(transfer.leg)
        third = self._third(transfer.to, transfer.name, "", leg, adopted=True)
        if third is not None:
            self._thirds[story.call_id] = third

    async def let_go(self, story: Story) -> None:
        """End what nobody came for."""
        third, line = self._thirds.pop(story.call_id, None), self._next.pop(story.call_id, None)
        if third is not None:
            await third.let_go()
        if line is not None:
            self._switchboard.forget(line.leg)
            self._room.disengage(line.agent, now(), rest=0.0)
            self._freed()

    def _open_line(self, to: Destination, story: Story) -> ThirdParty | None:
        """Keep a third party for a call; None if they are not free."""
        if to.kind is To.LINE:
            return None
        kind = AGENT_LEG if to.kind is To.AGENT else OUTGOING_LEG
        who = f"{to.name}-" if to.kind is To.AGENT else ""
        leg = self._switchboard.expect(f"{kind}{story.call_id}-{who}{len(story.facts)}")
        return self._third(to.kind, to.name, to.number or "", leg)

    def _third(
        self, to: To, name: str, number: str, leg: Leg, *, adopted: bool = False
    ) -> ThirdParty | None:
        if to is not To.AGENT:
            if self.trunk is None:
                return None
            return ThirdOutside(number, leg, self.trunk, adopted=adopted)
        if not self._room.engage(name, leg.id, now()):
            self._switchboard.forget(leg)
            return None
        return ThirdAgent(
            name, leg, self._telephone, self._room, self._let_go, ring_time=self.ring_time,
            adopted=adopted,
        )  # fmt: skip

    def _let_go(self, leg: Leg) -> None:
        self._switchboard.forget(leg)
        self._freed()

    def _ring_next(self, agent: str, story: Story, leg: Leg, *, rung: bool) -> None:
        story.learn("ringing", agent, how=leg.id)
        line = AgentLine(agent, leg, self._telephone, rung=rung, engaged=True)
        self._next[story.call_id] = line

    async def _back(
        self, caller: LineCaller, story: Story, why: str, *, in_line: bool = False
    ) -> None:
        """Let a caller hear that it did not work, and ring the agent they come from, if free."""
        story.learn(TRANSFER_END, why)
        with suppress(AriError):  # the way back is worth more than a word of it
            await caller.entertain(in_their_language(story, "transfer.failed"))
        transfer = last_transfer(story)
        if transfer is None or in_line:
            return
        leg_id = f"{AGENT_LEG}{story.call_id}-{transfer.by}-{len(story.facts)}"
        if self._room.engage(transfer.by, leg_id, now()):
            self._ring_next(transfer.by, story, self._switchboard.expect(leg_id), rung=False)

    def _person(self, leg: Leg, story: Story) -> LineCaller:
        return LineCaller(leg, self._telephone, self.media, said=len(story.facts))


def _seen(talk: AgentTalk) -> TalkSeen:
    return TalkSeen(
        talk.pair.story.call_id, talk.pair.line.agent, is_held(talk.pair.story) is not None
    )
