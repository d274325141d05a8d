"""Takes each incoming call: a line for it, its story, the call flow, and its record at the end."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import structlog

from capacity.lines import Direction, LinePool, NoLineFree, held_line
from capacity.outcomes import Outcome
from dialplan.asked import is_call_back
from dialplan.call_back import call_back
from dialplan.conversation import CallerHungUp
from dialplan.flow import helpline_call
from dialplan.story import Fact, Story
from dialplan.talk import Manners, Talk
from ivr.ari import AriError, AriTimeout, AriUnavailable
from ivr.ari.messages import StasisStart
from ivr.calls.at_desk import DeskForCaller
from ivr.calls.call_backs import CallBacks
from ivr.calls.caller import LineCaller
from ivr.calls.closing import CLOSING, close_call
from ivr.calls.desk import AgentDesk
from ivr.calls.earlier import EarlierCalls
from ivr.calls.leg import NORMAL_CLEARING, EndedBy, Ending, Leg
from ivr.calls.leg_facts import learn_caller_leg
from ivr.calls.switchboard import Switchboard
from ivr.calls.telephone import Telephone
from ivr.records import CallRecord
from routing.numbers import read_called, read_caller
from routing.outages import Outage

log = structlog.get_logger()

EVENT_LATE: Final = 3.0
"""Seconds by which a refused order may tell of a hang-up before its event does."""

ORDER_LOST: Final = "order-lost"

MOST_OUTAGES: Final = 10
"""How many orders of one call may be lost."""

BEFORE_NEXT_TRY: Final = 0.5
"""Seconds before a call is led again."""

LONGEST_OUTAGE: Final = 120.0
"""Seconds that a call waits for the connection to Asterisk."""

LAST_WORDS: Final = 8.0
"""Seconds in which a caller is told that the helpline closes."""


class Keeper(Protocol):
    """Where facts and records are kept; neither call may wait or fail."""

    def fact(self, call_id: str, fact: Fact) -> None:
        """Keep a fact of a call."""

    def record(self, record: CallRecord) -> None:
        """Keep the record of a call that is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """What the settings say about calls; replaced as a whole when they change. In seconds."""

    node: str
    numbers: Collection[str]
    rejected_call: int
    short_abandon: float
    rtp_timeout: float
    manners: Manners


class Reception:
    """All calls of this node, one task each."""

    def __init__(
        self,
        *,
        rules: HouseRules,
        lines: LinePool,
        telephone: Telephone,
        switchboard: Switchboard,
        desk: AgentDesk,
        earlier: EarlierCalls,
        outages: Callable[[], Sequence[Outage]],
        call_backs: CallBacks,
        keeper: Keeper,
        media: Callable[..., Sequence[str]],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.rules = rules
        self._lines = lines
        self._telephone = telephone
        self._switchboard = switchboard
        self._desk = desk
        self._earlier = earlier
        self._outages = outages
        self._call_backs = call_backs
        self._keeper = keeper
        self._media = media
        self._now = now
        self._calls: set[asyncio.Task[None]] = set()
        self._stories: dict[str, Story] = {}
        self._closed: set[asyncio.Task[Any] | None] = set()
        self._closing = self._leaving = False

    def __len__(self) -> int:
        return len(self._calls)

    def talks_with(self, number: str) -> bool:
        """Tell whether the owner of this number (E.164) is calling us just now."""
        return any(story.text("caller") == number for story in self._stories.values())

    def take(self, start: StasisStart, leg: Leg) -> None:
        """Begin a call; returns at once."""
        story = self._story(leg.id)
        self._spawn(leg, self._run(leg, story, self._begin(start, leg, story)))

    def resume(self, call_id: str, facts: Sequence[Fact]) -> None:
        """Go on with a call that an earlier process began; returns at once.

        Whether it is still there, `Comparison` will tell.
        """
        leg, story = self._switchboard.expect(call_id), self._story(call_id, facts)
        self._spawn(leg, self._find_again(leg, story))

    async def close(self, drain: float) -> None:
        """Take no more calls, give those that run ``drain`` seconds, then tell the rest."""
        self._closing = True
        if self._calls:
            log.info("draining", calls=len(self._calls), seconds=drain)
            await asyncio.wait(self._calls, timeout=drain)
        await self._end_all()

    async def leave(self) -> None:
        """Leave what calls there are to the next process, when Asterisk cannot be asked."""
        self._leaving = True
        await self._end_all()

    async def _end_all(self) -> None:
        """Cancel the calls that are still led; each order that is left to give is bounded."""
        for task in self._calls - self._closed:
            task.cancel()
        if self._calls:
            await asyncio.wait(self._calls)

    def _story(self, call_id: str, known: Sequence[Fact] = ()) -> Story:
        def keep(fact: Fact) -> None:
            if not self._leaving:
                self._keeper.fact(call_id, fact)

        return Story(call_id, now=self._now, keep=keep, known=known)

    def _spawn(self, leg: Leg, call: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(call, name=f"call {leg.id}")
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)
        task.add_done_callback(self._closed.discard)

    async def _run(self, leg: Leg, story: Story, call: Coroutine[Any, Any, None]) -> None:
        self._stories[leg.id] = story
        try:
            await call
        except asyncio.CancelledError:
            story.learn("cut-off", CLOSING)
        except Exception as error:
            log.exception("call.failed", call=leg.id)
            story.learn("cut-off", "system", how=type(error).__name__)
        finally:
            keep_record = not self._leaving
            del self._stories[leg.id]
            self._note_closed()
            await self._hang_up(leg)
            await learn_caller_leg(story, leg, rtp_timeout=self.rules.rtp_timeout)
            self._switchboard.forget(leg)
            if keep_record:
                self._close_record(leg, story)

    def _note_closed(self) -> None:
        """Let nobody cancel this call any more: only its record is still to be closed."""
        self._closed.add(asyncio.current_task())

    async def _find_again(self, leg: Leg, story: Story) -> None:
        """Hold the line, the place and the agent of a call until it is seen, and go on with it."""
        self._desk.expect_back(story)
        async with held_line(self._lines, Direction.INCOMING, leg.id, adopted=True):
            try:
                await asyncio.wait([leg.started, leg.gone], return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:  # not seen in our time: the next process will look
                self._switchboard.forget(leg)
            else:
                await self._run(leg, story, self._go_on(leg, story))

    async def _go_on(self, leg: Leg, story: Story) -> None:
        self._desk.waiting.returning.seen()
        try:
            if leg.gone.done() or story.knows("refused"):
                return
            story.learn("taken-up")
            if story.text("cut-off") == CLOSING:
                story.learn("cut-off", None)
            await self.serve(leg, story)
        finally:
            await self._desk.let_go(story)

    async def _begin(self, start: StasisStart, leg: Leg, story: Story) -> None:
        self._learn_numbers(story, start)
        if self._closing:
            await self._refuse(leg, story, CLOSING)
            return
        try:
            async with held_line(self._lines, Direction.INCOMING, leg.id) as line:
                story.learn("line-level", line.level)
                story.learn("line-size", line.size)
                await self.serve(leg, story)
        except NoLineFree as full:
            story.learn("line-level", full.level)
            story.learn("line-size", full.size)
            await self._refuse(leg, story, "no line free")

    async def _refuse(self, leg: Leg, story: Story, why: str) -> None:
        story.learn("refused", why, how=f"SIP {self.rules.rejected_call}")
        leg.end(Ending(EndedBy.US))
        await self._telephone.refuse(leg.id, self.rules.rejected_call)

    async def serve(self, leg: Leg, story: Story) -> None:
        """Lead whoever is on the phone to the end of the call, and hang up."""
        try:
            await self._lead(leg, story)
        except CallerHungUp:
            await asyncio.wait([leg.gone], timeout=EVENT_LATE)
        except asyncio.CancelledError:
            if not self._leaving:
                await self._tell_closing(self._caller(leg, story), story)
        finally:
            await self._hang_up(leg)  # before the line is given back

    async def _lead(self, leg: Leg, story: Story) -> None:
        """Lead the call; and again, from what is known, when nobody knows what became of an order.

        It was lost with its socket, or Asterisk (or this process) was too busy for too long.
        """
        flow = call_back if is_call_back(story) else helpline_call
        for _ in range(MOST_OUTAGES):
            caller = self._caller(leg, story)
            desk = DeskForCaller(
                self._desk, caller, self._earlier, self._outages, self._now, self._call_backs
            )
            try:
                await caller.stop_speech()
                return await flow(caller, desk, story, self.rules.manners)
            except (AriUnavailable, AriTimeout) as error:
                story.learn(ORDER_LOST, how=type(error).__name__)
                await asyncio.sleep(BEFORE_NEXT_TRY)
                await self._telephone.connection(within=LONGEST_OUTAGE)
        raise AriUnavailable(f"orders to Asterisk were lost {MOST_OUTAGES} times")

    def _caller(self, leg: Leg, story: Story) -> LineCaller:
        said = sum(fact.kind == "said" for fact in story.facts)
        return LineCaller(leg, self._telephone, self._media, said=said)

    async def _tell_closing(self, caller: LineCaller, story: Story) -> None:
        story.learn("cut-off", CLOSING)
        caller.leg.deaf = True  # or a key that was meant for a menu would end our last words
        with suppress(CallerHungUp, TimeoutError, AriError):
            async with asyncio.timeout(LAST_WORDS):
                await Talk(caller, story, self.rules.manners).say("wait.closing")

    async def _hang_up(self, leg: Leg) -> None:
        if not leg.gone.done():
            leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
            await self._telephone.hang_up(leg.id)

    def _learn_numbers(self, story: Story, start: StasisStart) -> None:
        raw_called = start.channel.dialplan.exten
        raw_caller = start.channel.caller.number
        called = read_called(raw_called, self.rules.numbers)
        caller = read_caller(raw_caller)
        story.learn("offered", raw_called, private=True)
        story.learn("caller-raw", raw_caller, private=True)
        story.learn("caller", caller.e164, how=caller.kind, private=True)
        if sip_call_id := start.channel.channelvars.get("SIP_CALL_ID"):
            story.learn("sip-call-id", sip_call_id)
        if trunk := start.channel.channelvars.get("TRUNK"):
            story.learn("trunk", trunk.rpartition(":")[0])
        if called.std:
            story.learn("called-std", called.std)
        if caller.std:
            story.learn("caller-std", caller.std)

    def _close_record(self, leg: Leg, story: Story) -> None:
        record = close_call(
            story,
            leg.ending,
            node=self.rules.node,
            now=self._now(),
            short_abandon=self.rules.short_abandon,
        )
        self._call_backs.after(story)
        self._keeper.record(record)
        _log_end(record)
        self._earlier.cut_off.note(record, story.facts)
        if record.caller:
            self._earlier.note_end(record.caller, record.outcome, record.ended_at)
        if record.caller and record.discom:
            self._earlier.note(record.caller, record.discom)


def last_sign(facts: Sequence[Fact]) -> datetime:
    """Give the time of the newest fact that could not be known without Asterisk."""
    return max((fact.at for fact in facts if fact.kind != ORDER_LOST), default=facts[0].at)


def _log_end(record: CallRecord) -> None:
    """One line for each call, without the numbers of people."""
    write = log.warning if record.outcome in (Outcome.DROPPED, Outcome.BLOCKED) else log.info
    write(
        "call.ended",
        call=record.call_id,
        outcome=str(record.outcome),
        drop=record.drop,
        stage=record.stage,
        side=str(record.side),
        cause=record.cause,
        seconds=round((record.ended_at - record.offered_at).total_seconds(), 1),
    )
