"""Shows and steers the waiting lines of this node, for supervisors and for monitoring."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from capacity.lately import Lately, Tally
from dialplan.story import Story
from ivr.calls.steering import IsRung, NotInLine, Steering
from ivr.calls.waiting_line import WaitingLine
from ivr.glance import Glance
from ivr.http.calls import CallReader
from ivr.http.queue_views import (
    CannotSteer,
    QueueCalls,
    QueueView,
    ShownLine,
    ShownShare,
    ShownTally,
    ShownWaiter,
)
from ivr.instants import IST
from ivr.queue_reading import how_it_fared, told, what_became
from ivr.records import CallRecord
from ivr.settings import Problem
from ivr.share_board import Share, ShareBoard
from ivr.storage import STORAGE_FAULTS, AmbiguousCall
from routing.discoms import DISCOMS
from routing.line import Queue
from routing.order import Priority
from routing.overview import LineState, Standing

WINDOW: Final = timedelta(minutes=30)

LISTED: Final = "`helpline queue --calls` lists who waits"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class QueueControl:
    """The waiting lines as people see them. ``languages`` are those that callers choose."""

    def __init__(
        self,
        waiting: WaitingLine,
        shares: ShareBoard,
        reader: CallReader,
        *,
        node: str,
        languages: Iterable[str],
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._waiting = waiting
        self._steering = Steering(waiting, node)
        self._shares = shares
        self._reader = reader
        self._node = node
        served = [code for code, discom in DISCOMS.items() if discom.served]
        self._queues: list[Queue] = [(code, each) for code in served for each in languages]
        self._now = now
        self._half_hour, self._today = Lately(), Lately()
        self._view = Glance(self._look)
        self._standings = Glance(waiting.room.standings)

    def note(self, record: CallRecord) -> None:
        """Count a call that is over, if it came to a waiting line."""
        if record.queued_at is not None:
            fared = how_it_fared(record)
            self._half_hour.add(fared)
            self._today.add(fared)

    def fill(self, records: Iterable[CallRecord]) -> None:
        """Count calls that ended before this process began."""
        for record in records:
            self.note(record)

    def counted_since(self) -> datetime:
        """Give the time from which calls are counted: this day's begin, half an hour at least."""
        return min(_midnight(self._now()), self._now() - WINDOW)

    def view(self) -> QueueView:
        """Tell how it stands with all lines."""
        return self._view.get()

    def calls(
        self, *, discom: str | None, language: str | None, limit: int, numbers: bool
    ) -> QueueCalls:
        """List callers in line, the next to be answered first; ``any`` is an unknown discom."""
        wanted = [each for each in self._standings.get() if _stands(each, discom, language)]
        listed = [self._shown_waiter(each, numbers=numbers) for each in wanted[:limit]]
        return QueueCalls(self._node, self._now(), len(wanted), listed)

    async def prioritise(self, call: str, priority: Priority, *, who: str) -> ShownWaiter:
        """Give a caller another priority; raises `CannotSteer`."""
        story = await self._find(call)
        self._steering.prioritise(story, priority, who=who)
        return self._moved(story)

    async def send(self, call: str, discom: str | None, *, who: str) -> ShownWaiter:
        """Let a caller wait in another discom's line; raises `CannotSteer`."""
        story = await self._find(call)
        waiter = self._waiting.room.waiter(story.call_id)
        if waiter is not None and waiter.discom == discom:
            where = f"the caller stands in the line of {discom or 'any'} already"
            raise CannotSteer(409, Problem(call, where, "Nothing was changed"))
        try:
            self._steering.send(story, discom, who=who)
        except IsRung as rung:
            wrong = f"the phone of {rung.agent} rings for this caller already"
            raise CannotSteer(409, Problem(call, wrong, "Wait whether it is answered")) from rung
        return self._moved(story)

    def share(self, discom: str, *, seconds: float, reason: str, who: str) -> ShownShare:
        """Open a discom's lines to agents of all discoms for so long."""
        until = self._now() + timedelta(seconds=seconds)
        share = self._shares.share(discom, until=until, reason=reason, who=who)
        self._view.forget()
        return _shown_share(share)

    def close(self, discom: str, *, who: str) -> ShownShare | None:
        """Close a discom's lines again; None if they are not open."""
        share = self._shares.close(discom, who=who)
        self._view.forget()
        return None if share is None else _shown_share(share)

    def _look(self) -> QueueView:
        now = self._now()
        self._half_hour.forget(now - WINDOW)
        self._today.forget(_midnight(now))
        queues = [*self._queues, *self._half_hour.queues, *self._today.queues]
        states = self._waiting.room.lines(queues, asyncio.get_running_loop().time())
        return QueueView(
            node=self._node,
            at=now,
            waiting=sum(state.waiting for state in states),
            lines=[self._shown_line(state) for state in states],
            shared=[_shown_share(share) for share in self._shares.open()],
        )

    def _shown_line(self, state: LineState) -> ShownLine:
        wait = state.next.wait
        return ShownLine(
            discom=state.queue[0],
            language=state.queue[1],
            waiting=state.waiting,
            longest=round(state.longest, 1),
            expected=None if wait is None else round(wait.quantile(0.0), 1),
            told=state.next.range,
            agents=state.on_duty,
            free=state.free,
            talking=state.talking,
            half_hour=_shown_tally(self._half_hour.tally(state.queue)),
            today=_shown_tally(self._today.tally(state.queue)),
        )

    def _shown_waiter(self, standing: Standing, *, numbers: bool) -> ShownWaiter:
        waiter = standing.waiter
        story = self._waiting.stories.get(waiter.call_id)
        number = story.text("caller") or story.text("caller-raw") if story and numbers else None
        return ShownWaiter(
            call_id=waiter.call_id,
            discom=waiter.discom,
            language=waiter.language,
            position=standing.position,
            priority=Priority(waiter.priority).name.lower(),
            waited=round(asyncio.get_running_loop().time() - waiter.since, 1),
            told=told(story) if story else None,
            reason=waiter.reason,
            ringing=standing.agent,
            number=number,
        )

    def _moved(self, story: Story) -> ShownWaiter:
        self._view.forget()
        self._standings.forget()
        standing = next(
            each for each in self._standings.get() if each.waiter.call_id == story.call_id
        )
        return self._shown_waiter(standing, numbers=False)

    async def _find(self, call: str) -> Story:
        try:
            return self._steering.find(call)
        except NotInLine as away:
            raise await self._what_became(call) from away

    async def _what_became(self, call: str) -> CannotSteer:
        """Say why a call cannot be steered, as far as the database knows it."""
        try:
            story = await self._reader.call(call) if call else None
        except AmbiguousCall:
            return CannotSteer(404, Problem(call, "several calls begin like this", LISTED))
        except STORAGE_FAULTS:
            wrong = "nobody with this id waits, and the database cannot tell what became of it"
            return CannotSteer(404, Problem(call, wrong, LISTED))
        if story is None:
            return CannotSteer(404, Problem(call, "no call has this id", LISTED))
        if self._waiting.room.waiter(story.call_id):
            return CannotSteer(404, Problem(call, "this is not the whole id of a call", LISTED))
        return CannotSteer(409, Problem(call, what_became(story), LISTED))


def _stands(standing: Standing, discom: str | None, language: str | None) -> bool:
    waiter = standing.waiter
    return (discom is None or (waiter.discom or "any") == discom) and (
        language is None or waiter.language == language
    )


def _midnight(now: datetime) -> datetime:
    return now.astimezone(IST).replace(hour=0, minute=0, second=0, microsecond=0)


def _shown_share(share: Share) -> ShownShare:
    return ShownShare(share.discom, share.since, share.until, share.reason, share.who)


def _shown_tally(tally: Tally) -> ShownTally:
    return ShownTally(tally.waited, tally.service_level, tally.abandoned)
