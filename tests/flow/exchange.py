"""A pretended Asterisk on virtual time: callers who key by a script, agents who answer or not.

It takes the orders of `ivr.calls.telephone.Telephone` and sends the events that a real Asterisk
sends for them; tests/asterisk shows the same scenes with a real one.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from capacity.lines import Sizes
from capacity.memory_lines import MemoryLinePool
from dialplan.asked import ASKED_IN
from dialplan.story import Fact, Story
from dialplan.talk import Manners
from ivr.ari import AriNotFound, AriRefused, AriUnavailable
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
from ivr.calls.call_backs import CallBackRules, CallBacks
from ivr.calls.comparing import Comparison
from ivr.calls.desk import AgentDesk, DeskRules
from ivr.calls.destinations import Destinations
from ivr.calls.earlier import EarlierCalls
from ivr.calls.leg import STATISTICS, EndedBy, Ending, Leg
from ivr.calls.reception import HouseRules, Reception
from ivr.calls.supervising import People
from ivr.calls.switchboard import ASKED_FOR, ENDED, Switchboard
from ivr.calls.trunk import Trunk, TrunkRules
from ivr.records import CallRecord
from routing.agents import AgentCard
from routing.call_backs import Attempts
from routing.estimate import Expectation
from routing.outages import Outage
from routing.promise import Prospect

SOUND_SECONDS = 2.0
CODE_LEG = "code-"
"""How the channels begin here that agents' phones open to dial a code."""
TRUNK = "10.1.9.12:5060"
SOUND = (
    "ssrc=1;themssrc=2;lp=14;rxjitter=0.010000;rxcount=86;txjitter=0.000250;txcount=100;rlp=3;"
    "rtt=0.051177;rxmes=0.000000;txmes=0.000000"
)
"""What Asterisk says of the sound of each leg here."""
EPOCH = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Phone:
    """How a phone behaves when it rings: seconds until it is answered, or a refusal."""

    answers_after: float | None = 1.0
    cause: int = 19
    sip: int | None = None
    reachable: bool = True


class Life:
    """One process of the service, as Asterisk and journal know it: nothing once it is over."""

    def __init__(self, exchange: "Exchange") -> None:
        self.over = False
        self._exchange = exchange

    def __getattr__(self, order: str) -> Any:
        return self._nothing if self.over else getattr(self._exchange, order)

    def fact(self, call_id: str, fact: Fact) -> None:
        if not self.over:
            recorded = {record.call_id for record in self._exchange.records}
            assert call_id not in recorded, f"{fact} comes after the record of its call"
            self._exchange.facts.append((call_id, fact))

    def record(self, record: CallRecord) -> None:
        if not self.over:
            self._exchange.records.append(record)

    async def _nothing(self, *_: object, **__: object) -> None:
        """Stand in for an order that a killed process never gave."""


@dataclass
class Exchange:
    """A helpline whose Asterisk is pretended. Everything that happened stands in ``log``."""

    sizes: Sizes = field(default_factory=lambda: Sizes(5, 5))
    agents: Sequence[AgentCard] = (AgentCard("asha", frozenset(), frozenset({"hi", "en"})),)
    rules: DeskRules = field(default_factory=lambda: DeskRules(15, 10, 900, 10))
    trunk: TrunkRules = field(default_factory=lambda: TrunkRules(True, "", "1912", 30))
    attempts: Attempts = field(default_factory=Attempts)
    destinations: Destinations = field(default_factory=Destinations)
    prospect: Prospect = field(default_factory=lambda: Prospect(3, Expectation(500.0, 0.0)))
    manners: Manners = field(default_factory=lambda: Manners(chatbots={"MVVNL": "8010924203"}))
    people: People = field(default_factory=lambda: People(frozenset({"rekha"}), {101: "asha"}))
    recorded: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.channel_ids: set[str] = set()
        self.up: set[str] = set()
        self.ringing: set[str] = set()
        self.booted = EPOCH - timedelta(days=1)
        self.bridges: dict[str, set[str]] = {}
        self._torn_out: set[str] = set()
        self.phones: dict[str, Phone] = {}
        self.log: list[tuple[str, ...]] = []
        self.records: list[CallRecord] = []
        self.facts: list[tuple[str, Fact]] = []
        self.strays: list[str] = []
        self.slow = 0.0
        self.outages: list[Outage] = []
        self.cut = False
        self.alive_at = EPOCH
        self.refuses_music: set[str] = set()
        self.snooped: dict[str, str] = {}
        self._playing: set[str] = set()
        self._timers: list[asyncio.TimerHandle] = []
        self._open()

    def _open(self) -> None:
        """Begin a process of the service."""
        self.life = Life(self)
        self.lines = MemoryLinePool(self.sizes)
        self.earlier = EarlierCalls()
        self.switchboard = Switchboard(self._take, self.strays.append)
        self.desk = AgentDesk(self.agents, self.rules, self.life, self.switchboard)
        self.desk.talks.trunk = Trunk(self.lines, self.life, self.switchboard, self.trunk)
        self.desk.talks.destinations = self.destinations
        self.desk.talks.media = lambda *sounds: [f"sound:{sound}" for sound in sounds]
        self.desk.waiting.room.prospect = lambda *_: self.prospect
        self.desk.beside.change(self.people, self.recorded)
        self.comparison = Comparison(self.switchboard, self.life, self.alive_at)
        self.call_backs = CallBacks(
            rules=CallBackRules(node="node-1", rtp_timeout=20, attempts=self.attempts),
            desk=self.desk,
            trunk=Trunk(self.lines, self.life, self.switchboard, self.trunk),
            keeper=self.life,
            earlier=self.earlier,
            serve=self._serve,
            on_phone=self._talks_with,
            now=self.now,
        )
        self.reception = Reception(
            rules=HouseRules(
                node="node-1",
                numbers=("1912",),
                rejected_call=503,
                short_abandon=5,
                rtp_timeout=20,
                manners=self.manners,
            ),
            lines=self.lines,
            telephone=self.life,
            switchboard=self.switchboard,
            desk=self.desk,
            earlier=self.earlier,
            outages=lambda: self.outages,
            call_backs=self.call_backs,
            keeper=self.life,
            media=lambda *sounds: [f"sound:{sound}" for sound in sounds],
            now=self.now,
        )

    @staticmethod
    def now() -> datetime:
        return EPOCH + timedelta(seconds=asyncio.get_running_loop().time())

    async def kill(self) -> None:
        """Let the service be gone without a word: it gives no more orders and keeps nothing."""
        self.life.over = True
        self.alive_at = self.now()
        legs = list(self.switchboard.legs.values())
        self.switchboard = Switchboard(lambda *_: None, lambda _: None)
        for leg in legs:  # so that its tasks end at once, unheard
            leg.end(Ending(EndedBy.UNSEEN))
        await self.call_backs.leave()
        await self.finished()

    async def restart(self) -> None:
        """Begin a new process, which knows what the journal knows, and let it find its calls."""
        self._open()
        over = {record.call_id for record in self.records}
        self.earlier.cut_off.fill(self._over())
        calls: dict[str, list[Fact]] = {}
        for call_id, fact in self.facts:
            if call_id not in over:
                calls.setdefault(call_id, []).append(fact)
        call_backs = {each for each, facts in calls.items() if facts[0].kind == ASKED_IN}
        for resumes_call_backs in (False, True):
            resume = self.call_backs.resume if resumes_call_backs else self.reception.resume
            for call_id, facts in calls.items():
                if (call_id in call_backs) is resumes_call_backs:
                    resume(call_id, facts)
        await asyncio.sleep(0)
        await self.comparison.run()

    def _over(self) -> list[tuple[CallRecord, list[Fact]]]:
        """List the calls that are over and that no call continues, as the database does."""
        continued = {fact.value for _, fact in self.facts if fact.kind == "old-place"}
        return [
            (record, [fact for call_id, fact in self.facts if call_id == record.call_id])
            for record in sorted(self.records, key=lambda each: each.ended_at)
            if record.call_id not in continued
        ]

    # What callers do.

    def call(self, channel: str, number: str = "9415012345", called: str = "1912") -> None:
        self.channel_ids.add(channel)
        leg = Channel(
            channel,
            caller=CallerId(number=number),
            dialplan=DialplanPlace(exten=called),
            channelvars={"SIP_CALL_ID": f"sip-{channel}", "TRUNK": TRUNK},
        )
        self.switchboard.receive(StasisStart(channel=leg, args=("incoming", called)))

    def dial_code(self, channel: str, code: str, supervisor: str = "rekha") -> None:
        self.channel_ids.add(channel)
        args = ("supervise", code, supervisor)
        self.switchboard.receive(StasisStart(channel=Channel(channel), args=args))

    def press(self, channel: str, *keys: str) -> None:
        for key in keys:
            self.switchboard.receive(ChannelDtmfReceived(channel=Channel(channel), digit=key))

    def drop(
        self, channel: str, cause: int = 16, *, soft: bool = False, sip: int | None = None
    ) -> None:
        """The far end is gone: its own choice with cause 16; with soft 1, its sound stopped."""
        if channel not in self.channel_ids:
            return
        at_once, later = Channel(channel), self._ended(channel)
        if not soft:
            at_once = later
        tell = self.switchboard.receive
        tell(ChannelHangupRequest(channel=at_once, cause=cause, soft=soft, tech_cause=sip))
        tell(StasisEnd(channel=at_once))
        if channel.startswith(ASKED_FOR):  # we are subscribed only to what we asked for
            tell(ChannelDestroyed(channel=later, cause=cause, tech_cause=sip))
        elif soft:
            tell(StasisStart(channel=later, args=(ENDED,)))

    def _ended(self, channel: str) -> Channel:
        self.channel_ids.discard(channel)
        for members in self.bridges.values():
            members.discard(channel)
        for snoop in [each for each, of in self.snooped.items() if of == channel]:
            del self.snooped[snoop]
            self.drop(snoop)
        return Channel(channel, channelvars={STATISTICS: SOUND} if channel in self.up else {})

    async def finished(self) -> None:
        while len(self.reception):
            await asyncio.sleep(0.1)

    def played(self, channel: str) -> list[str]:
        return [entry[2] for entry in self.log if entry[:2] == ("play", channel)]

    # What the helpline orders.

    async def connection(self, *, within: float) -> None:
        async with asyncio.timeout(within):
            while self.cut:
                await asyncio.sleep(0.1)

    async def answer(self, channel: str) -> None:
        self._order("answer", channel)
        self.up.add(channel)

    async def play(self, channel: str, media: Sequence[str], playback: str) -> None:
        self._order("play", channel, ",".join(media))
        self._playing.add(playback)
        if channel in self._torn_out:
            return  # as Asterisk loses it: no sound, and no end of it
        self._later(SOUND_SECONDS, self._played, playback, channel)

    async def stop_playing(self, playback: str) -> None:
        self._playing.discard(playback)
        self.log.append(("stop", playback))

    async def is_playing(self, playback: str) -> bool:
        return playback in self._playing

    async def start_music(self, channel: str) -> None:
        if channel in self.refuses_music:
            raise AriNotFound("POST", 404, "Channel not found")
        self._order("music", channel)

    async def stop_music(self, channel: str) -> None:
        self.log.append(("quiet", channel))

    async def hang_up(self, channel: str) -> None:
        await asyncio.sleep(self.slow)
        if channel in self.channel_ids:
            self.log.append(("hang-up", channel))
            end = self._ended(channel)
            self.switchboard.receive(ChannelHangupRequest(channel=end, cause=32, soft=True))

    async def give_to_fallback(self, channel: str) -> None:
        self.log.append(("fallback", channel))
        self.drop(channel)  # which speaks with callers only, and these are not left to it here

    async def refuse(self, channel: str, status: int) -> None:
        self.log.append(("refuse", channel, str(status)))
        self.channel_ids.discard(channel)

    async def ring(self, agent: str, channel: str, *, caller: str, seconds: float) -> None:
        self.log.append(("ring", agent, caller))
        await self._ring(self.phones.setdefault(agent, Phone()), channel, seconds)

    async def _ring(self, phone: Phone, channel: str, seconds: float) -> None:
        if not phone.reachable:
            raise AriRefused("POST", 500, "Allocation failed")
        self.channel_ids.add(channel)
        self.ringing.add(channel)
        if phone.answers_after is not None and phone.answers_after <= seconds:
            self._later(phone.answers_after, self._picked_up, channel)
        else:
            refuses = partial(self.drop, channel, phone.cause, sip=phone.sip)
            self._later(seconds, refuses)

    async def dial(self, number: str, channel: str, *, caller_id: str, seconds: float) -> None:
        self.log.append(("dial", number, channel))
        await self._ring(self.phones.setdefault(number, Phone()), channel, seconds)

    async def join(self, bridge: str, *channels: str) -> None:
        for channel in channels:
            self._order("join", channel)
            if channel in self.ringing:
                raise AriRefused("POST", 422, "Channel not in Stasis application")
        for members in self.bridges.values():
            members -= set(channels)
        self.bridges.setdefault(bridge, set()).update(channels)

    async def members(self, bridge: str) -> set[str]:
        return self.bridges.get(bridge, set())

    async def snoop(self, channel: str, snoop: str, *, whisper: bool) -> None:
        self._order("snoop", channel, snoop)
        self.channel_ids.add(snoop)
        self.snooped[snoop] = channel
        self.switchboard.receive(StasisStart(channel=Channel(snoop), args=("snoop",)))

    async def mute(self, channel: str) -> None:
        self._order("mute", channel)

    async def unmute(self, channel: str) -> None:
        self._order("unmute", channel)

    async def record_leg(self, channel: str, name: str) -> None:
        self._order("record", channel, name)

    async def separate(self, bridge: str, *channels: str) -> None:
        for channel in channels:
            self.bridges.get(bridge, set()).discard(channel)

    async def take_out(self, bridge: str, channel: str) -> None:
        self.bridges.get(bridge, set()).discard(channel)

    async def part(self, bridge: str) -> None:
        await asyncio.sleep(self.slow)
        self._torn_out |= self.bridges.pop(bridge, set())

    # What the helpline asks.

    async def started_at(self) -> datetime:
        return self.booted

    async def channels(self) -> dict[str, str]:
        return {one: "Ringing" if one in self.ringing else "Up" for one in self.channel_ids}

    async def our_channels(self) -> set[str]:
        return set(self.channel_ids)  # also those that ring: who originates is subscribed

    async def is_agents(self, channel: str) -> bool:
        return channel.startswith(CODE_LEG)

    async def talking_channels(self) -> set[str]:
        talks = [channels for channels in self.bridges.values() if len(channels) > 1]
        return {channel for channels in talks for channel in channels}

    async def empty_bridges(self) -> set[str]:
        return {bridge for bridge, channels in self.bridges.items() if not channels}

    def _later(self, seconds: float, do: Callable[..., None], *arguments: object) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, do, *arguments))

    def _played(self, playback: str, channel: str) -> None:
        self._playing.discard(playback)
        done = PlaybackFinished(playback=Playback(playback, "done", f"channel:{channel}"))
        self.switchboard.receive(done)

    def _picked_up(self, channel: str) -> None:
        if self.life.over:  # nobody there whose application the channel could enter
            self.drop(channel)
        self.ringing.discard(channel)
        self.up.add(channel)
        self.switchboard.receive(StasisStart(channel=Channel(channel), args=("agent",)))

    def _take(self, start: StasisStart, leg: object) -> None:
        self.reception.take(start, leg)

    async def _serve(self, leg: Leg, story: Story) -> None:
        await self.reception.serve(leg, story)

    def _talks_with(self, number: str) -> bool:
        return self.reception.talks_with(number)

    def _order(self, *order: str) -> None:
        if self.cut:
            raise AriUnavailable("the connection to Asterisk was lost")
        if order[1] not in self.channel_ids:
            raise AriNotFound(order[0], 404, "Channel not found")
        self.log.append(order)

    async def check_all_clear(self) -> None:
        """Nothing may be left of any call."""
        assert await self.lines.levels() == Sizes(0, 0)
        assert self.channel_ids == set()
        assert self.bridges == {}
        assert self.switchboard.legs == {}
