"""All call-backs of this node: begun by calls that ask for one, and ended with a record each.

A number has one call-back at the most, and is not called while its owner is on the phone with us.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog

from dialplan.asked import (
    ASKED,
    SUFFIX,
    THEIR_PLACE,
    begin_call_back,
    is_over,
    under_way,
    waits_since,
    wants_call_back,
)
from dialplan.conversation import Need
from dialplan.story import Fact, Story
from ivr.ari import AriUnavailable
from ivr.calls.call_back import CallBack, Means, State
from ivr.calls.closing import close_call
from ivr.calls.desk import AgentDesk
from ivr.calls.earlier import EarlierCalls
from ivr.calls.leg import Leg
from ivr.calls.trunk import Trunk
from ivr.records import CallRecord
from routing.call_backs import Attempts
from routing.order import Priority

log = structlog.get_logger()


CONNECTED_WITHIN: Final = 0.5
"""Seconds in which the connection to Asterisk must be there for somebody to be called."""

TELL_AGAIN: Final = timedelta(minutes=5)
"""How long the log is silent about the same hindrance."""

ON_THE_PHONE: Final = "they are on the phone with us"


class Keeper(Protocol):
    """Where facts and records are kept; neither call may wait or fail."""

    def fact(self, call_id: str, fact: Fact) -> None:
        """Keep a fact of a call."""

    def record(self, record: CallRecord) -> None:
        """Keep the record of a call that is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackRules:
    """What the settings say of call-backs; ``rtp_timeout`` in seconds."""

    node: str
    rtp_timeout: float
    attempts: Attempts


class CallBacks:
    """Everybody who is to be called back, one task each.

    ``serve`` leads a person who has picked up, ``on_phone`` tells whether a number talks with us.
    """

    def __init__(
        self,
        *,
        rules: CallBackRules,
        desk: AgentDesk,
        trunk: Trunk,
        keeper: Keeper,
        earlier: EarlierCalls,
        serve: Callable[[Leg, Story], Awaitable[None]],
        on_phone: Callable[[str], bool],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        note_oldest: Callable[[datetime | None], None] = lambda _oldest: None,
    ) -> None:
        self.rules = rules
        self._trunk = trunk
        self._desk = desk
        self._keeper = keeper
        self._earlier = earlier
        self._on_phone = on_phone
        self._now = now
        self._note_oldest = note_oldest
        self._means = Means(
            desk=desk,
            trunk=trunk,
            attempts=lambda: self.rules.attempts,
            hindrance=self._hindrance,
            serve=serve,
            rtp_timeout=rules.rtp_timeout,
        )
        self._open: dict[str, CallBack] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._begun: dict[str, Sequence[Fact]] = {}
        self._told: dict[str, datetime] = {}
        self._closing = self._leaving = False

    def __len__(self) -> int:
        return len(self._open)

    def open(self) -> Sequence[CallBack]:
        """List those who are to be called back, who waits longest first."""
        return sorted(self._open.values(), key=lambda back: waits_since(back.story) or self._now())

    def states(self) -> Mapping[str, int]:
        """Count them by how it stands with them, zeros included."""
        counted = Counter(back.state for back in self._open.values())
        return {state: counted[state] for state in State}

    def possible(self) -> bool:
        """Tell whether people can be called back now, so that it may be offered; never waits."""
        now = self._now()
        able = self._trunk.rules.has_trunk and self._trunk.lines.sizes.outgoing > 0
        return able and self.rules.attempts.hours.next_open(now) == now

    def after(self, story: Story) -> None:
        """Look at a call that is over, before its record is kept: it may ask for a call-back."""
        if wants_call_back(story):
            self._take(story)
        elif story.knows("answered"):
            back = self._of(story.text("caller"))
            if back is not None:
                back.call_off("talked-meanwhile", story.call_id)

    def meet(self, story: Story, need: Need) -> Need:
        """Give whoever calls again and is going to wait their old place; nobody calls them then."""
        back = self._of(story.text("caller"))
        if back is None or story.knows("queued"):
            return need
        since = waits_since(back.story)
        story.learn(THEIR_PLACE, back.story.call_id, at=since)
        back.call_off("called-again", story.call_id)
        return replace(need, priority=min(need.priority, _priority(back.story)))

    def cancel(self, call_id: str, *, who: str) -> CallBack | None:
        """Let nobody be called any more, by order; None if there is no such call-back.

        Raises ValueError if the person is on the phone already.
        """
        back = self._open.get(call_id)
        if back is not None and not back.call_off("cancelled", who):
            raise ValueError("the person is on the phone already")
        return back

    def resume(self, call_id: str, facts: Sequence[Fact]) -> bool:
        """Go on with a call-back that an earlier process began; returns at once.

        Tells whether somebody was just being called, or on the phone.
        """
        story = self._story(call_id, facts)
        if not story.knows("queued"):  # the call that asked is unfinished too, and will go on
            self._begun[call_id] = facts
            return False
        if story.text("cut-off") == "closing":
            story.learn("cut-off", None)
        back = CallBack(story, self._means)
        if not back.number.startswith("+"):  # masked in the journal, or sealed with a lost key
            back.call_off("number-not-kept")
        self._desk.expect_back(story)
        self._begin(back)
        return under_way(story) is not None

    async def close(self, drain: float) -> None:
        """Call nobody any more, and give those on the phone ``drain`` seconds.

        Who still waits is left to the next process.
        """
        self._closing = True
        for back in self._open.values():
            back.stopped = True
        on_phone = [self._tasks[back.story.call_id] for back in self.open() if _talks(back)]
        for task in set(self._tasks.values()) - set(on_phone):
            task.cancel()
        if on_phone:
            await asyncio.wait(on_phone, timeout=drain)
        await self._end_all()

    async def leave(self) -> None:
        """Leave all of them to the next process."""
        self._closing = self._leaving = True
        await self._end_all()

    async def _end_all(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _take(self, asked_in: Story) -> None:
        call_id = asked_in.call_id + SUFFIX
        if call_id in self._open:  # a killed process had begun it
            return
        earlier = self._of(asked_in.text(ASKED))
        urgent = earlier is not None and _priority(asked_in) < _priority(earlier.story)
        if earlier is not None and not urgent:
            earlier.story.learn("asked-again", asked_in.call_id)
            return
        story = self._story(call_id, self._begun.pop(call_id, ()))
        if earlier is not None and earlier.call_off("asked-again", asked_in.call_id):
            story.learn(THEIR_PLACE, earlier.story.call_id, at=waits_since(earlier.story))
        begin_call_back(story, asked_in)
        if not self._closing:
            self._begin(CallBack(story, self._means))

    def _begin(self, back: CallBack) -> None:
        call_id = back.story.call_id
        self._open[call_id] = back
        self._tasks[call_id] = asyncio.create_task(self._run(back), name=f"call-back {call_id}")
        self._tell_oldest()

    async def _run(self, back: CallBack) -> None:
        story = back.story
        try:
            await back.run()
        except asyncio.CancelledError:
            log.debug("call_back.left_to_the_next_process", call=story.call_id)
        except Exception as error:
            log.exception("call_back.failed", call=story.call_id)
            story.learn("cut-off", "system", how=type(error).__name__)
        finally:
            del self._open[story.call_id], self._tasks[story.call_id]
            if is_over(story) and not self._leaving:
                self._close(back)
            self._tell_oldest()

    def _close(self, back: CallBack) -> None:
        record = close_call(
            back.story, back.ending, node=self.rules.node, now=self._now(), short_abandon=0.0
        )
        self._keeper.record(record)
        self._earlier.note_end(back.number, record.outcome, record.ended_at)
        log.info(
            "call_back.ended",
            call=record.call_id,
            outcome=str(record.outcome),
            stage=record.stage,
            seconds=round((record.ended_at - record.offered_at).total_seconds(), 1),
        )

    def _story(self, call_id: str, known: Sequence[Fact] = ()) -> Story:
        def keep(fact: Fact) -> None:
            if not self._leaving:
                self._keeper.fact(call_id, fact)

        return Story(call_id, now=self._now, keep=keep, known=known)

    def _of(self, number: str | None) -> CallBack | None:
        """Find the call-back of a number that can still be called off."""
        found = (each for each in self._open.values() if number and each.number == number)
        return next((each for each in found if not _talks(each) and not is_over(each.story)), None)

    async def _hindrance(self, number: str) -> str | None:
        """Say why a number cannot be called just now; the operator is told, now and then."""
        ours = await self._our_hindrance()
        now = self._now()
        if ours is not None and now - self._told.get(ours, now - TELL_AGAIN) >= TELL_AGAIN:
            self._told[ours] = now
            log.warning("call_backs.hindered", why=ours, waiting=len(self._open))
        return ours or (ON_THE_PHONE if self._on_phone(number) else None)

    async def _our_hindrance(self) -> str | None:
        trunk = self._trunk
        if not trunk.rules.has_trunk:
            return "outgoing.trunk is not set"
        try:
            await trunk.telephone.connection(within=CONNECTED_WITHIN)
        except (AriUnavailable, TimeoutError):
            return "there is no connection to Asterisk"
        with suppress(OSError):  # whether one is free then, the attempt will show
            if (await trunk.lines.levels()).outgoing >= trunk.lines.sizes.outgoing:
                return "no outgoing line is free"
        return None

    def _tell_oldest(self) -> None:
        if not self._closing:
            asked = [back.story.facts[0].at for back in self._open.values()]
            self._note_oldest(min(asked, default=None))


def _talks(back: CallBack) -> bool:
    return back.state is State.ON_THE_PHONE


def _priority(story: Story) -> Priority:
    known = story.fact("priority")
    return Priority(known.value) if known and isinstance(known.value, int) else Priority.ORDINARY
