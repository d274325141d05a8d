"""A pretended Asterisk on virtual time: callers who key by a script, agents who answer or not.

It takes the orders of `ivr.calls.telephone.Telephone` and sends the events that a real Asterisk
sends for them; tests/asterisk shows the same scenes with a real one.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from capacity.lines import Sizes
from capacity.memory_lines import MemoryLinePool
from dialplan.story import Fact
from dialplan.talk import Manners
from ivr.ari import AriNotFound, AriRefused
from ivr.ari.messages import (
    CallerId,
    Channel,
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelHangupRequest,
    DialplanPlace,
    Playback,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)
from ivr.calls.desk import AgentDesk, DeskRules
from ivr.calls.earlier import EarlierCalls
from ivr.calls.reception import HouseRules, Reception
from ivr.calls.switchboard import Switchboard
from ivr.records import CallRecord
from routing.agents import AgentCard

SOUND_SECONDS = 2.0
EPOCH = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Phone:
    """How an agent's phone behaves when it rings: seconds until it is answered, or a cause."""

    answers_after: float | None = 1.0
    cause: int = 19
    reachable: bool = True


@dataclass
class Exchange:
    """A helpline whose Asterisk is pretended. Everything that happened stands in ``log``."""

    sizes: Sizes = field(default_factory=lambda: Sizes(5, 5))
    agents: Sequence[AgentCard] = (AgentCard("asha", frozenset(), frozenset({"hi", "en"})),)
    rules: DeskRules = field(default_factory=lambda: DeskRules(15, 10, 900, 10))

    def __post_init__(self) -> None:
        self.channels: set[str] = set()
        self.bridges: dict[str, set[str]] = {}
        self.phones: dict[str, Phone] = {}
        self.log: list[tuple[str, ...]] = []
        self.records: list[CallRecord] = []
        self.facts: list[tuple[str, Fact]] = []
        self.strays: list[str] = []
        self.slow = 0.0
        self.lines = MemoryLinePool(self.sizes)
        self.earlier = EarlierCalls()
        self.switchboard = Switchboard(self._take, self.strays.append)
        self.desk = AgentDesk(self.agents, self.rules, self, self.switchboard)
        self.reception = Reception(
            rules=HouseRules(
                node="node-1",
                numbers=("1912",),
                rejected_call=503,
                short_abandon=5,
                manners=Manners(chatbots={"MVVNL": "8010924203"}),
            ),
            lines=self.lines,
            telephone=self,
            switchboard=self.switchboard,
            desk=self.desk,
            earlier=self.earlier,
            keeper=self,
            media=lambda *sounds: [f"sound:{sound}" for sound in sounds],
            now=lambda: EPOCH + timedelta(seconds=asyncio.get_running_loop().time()),
        )
        self._timers: list[asyncio.TimerHandle] = []

    # What callers do.

    def call(self, channel: str, number: str = "9415012345", called: str = "1912") -> None:
        self.channels.add(channel)
        leg = Channel(channel, caller=CallerId(number=number), dialplan=DialplanPlace(exten=called))
        self.switchboard.receive(StasisStart(channel=leg, args=("incoming", called)))

    def press(self, channel: str, *keys: str) -> None:
        for key in keys:
            self.switchboard.receive(ChannelDtmfReceived(channel=Channel(channel), digit=key))

    def drop(self, channel: str, cause: int = 16, *, soft: bool = False) -> None:
        """The far end is gone: its own choice with cause 16; with soft 1, its sound stopped."""
        if channel in self.channels:
            self.channels.discard(channel)
            end = Channel(channel)
            self.switchboard.receive(ChannelHangupRequest(channel=end, cause=cause, soft=soft))
            self.switchboard.receive(StasisEnd(channel=end))
            self.switchboard.receive(ChannelDestroyed(channel=end, cause=cause))

    async def finished(self) -> None:
        while len(self.reception):
            await asyncio.sleep(0.1)

    def played(self, channel: str) -> list[str]:
        return [entry[2] for entry in self.log if entry[:2] == ("play", channel)]

    # What the helpline orders.

    async def answer(self, channel: str) -> None:
        self._order("answer", channel)

    async def play(self, channel: str, media: Sequence[str], playback: str) -> None:
        self._order("play", channel, ",".join(media))
        done = PlaybackFinished(playback=Playback(playback, "done", f"channel:{channel}"))
        loop = asyncio.get_running_loop()
        self._timers.append(loop.call_later(SOUND_SECONDS, self.switchboard.receive, done))

    async def stop_playing(self, playback: str) -> None:
        self.log.append(("stop", playback))

    async def start_music(self, channel: str) -> None:
        self._order("music", channel)

    async def stop_music(self, channel: str) -> None:
        self.log.append(("quiet", channel))

    async def hang_up(self, channel: str) -> None:
        await asyncio.sleep(self.slow)
        if channel in self.channels:
            self.channels.discard(channel)
            self.log.append(("hang-up", channel))
            self.switchboard.receive(ChannelDestroyed(channel=Channel(channel), cause=16))

    async def refuse(self, channel: str, status: int) -> None:
        self.log.append(("refuse", channel, str(status)))
        self.channels.discard(channel)

    async def ring(self, agent: str, channel: str, *, caller: str, seconds: float) -> None:
        phone = self.phones.setdefault(agent, Phone())
        self.log.append(("ring", agent, caller))
        if not phone.reachable:
            raise AriRefused("POST", 500, "Allocation failed")
        self.channels.add(channel)
        loop = asyncio.get_running_loop()
        if phone.answers_after is not None and phone.answers_after <= seconds:
            start = StasisStart(channel=Channel(channel), args=("agent",))
            self._timers.append(
                loop.call_later(phone.answers_after, self.switchboard.receive, start)
            )
        else:
            self._timers.append(loop.call_later(seconds, self.drop, channel, phone.cause))

    async def join(self, bridge: str, *channels: str) -> None:
        for channel in channels:
            self._order("join", channel)
        self.bridges[bridge] = set(channels)

    async def part(self, bridge: str) -> None:
        await asyncio.sleep(self.slow)
        self.bridges.pop(bridge, None)

    # Where the helpline keeps things.

    def fact(self, call_id: str, fact: Fact) -> None:
        self.facts.append((call_id, fact))

    def record(self, record: CallRecord) -> None:
        self.records.append(record)

    def _take(self, start: StasisStart, leg: object) -> None:
        self.reception.take(start, leg)

    def _order(self, *order: str) -> None:
        if order[1] not in self.channels:
            raise AriNotFound(order[0], 404, "Channel not found")
        self.log.append(order)

    async def check_all_clear(self) -> None:
        """Nothing may be left of any call."""
        assert await self.lines.levels() == Sizes(0, 0)
        assert self.channels == set()
        assert self.bridges == {}
        assert self.switchboard.legs == {}
