"""A helpline on virtual time: callers meet the admission and the waiting room of the real one."""

import heapq
import math
from array import array
from collections.abc import Callable, Coroutine, Iterator, Sequence
from enum import IntEnum
from typing import Any, Final, TypeVar

import numpy as np

from capacity.call_log import NOBODY, OUTCOMES, CallLog, names_of
from capacity.demand import Demand
from capacity.house import House
from capacity.lines import Direction, Line, NoLineFree, Sizes
from capacity.memory_lines import MemoryLinePool
from capacity.outcomes import Outcome
from capacity.watching import Watcher
from routing.waiting import Waiter, WaitingRoom

T = TypeVar("T")

PACE: Final = 1_000
"""After how many calls progress is told."""


class _Event(IntEnum):
    """What can happen, in the order in which it does at the same instant."""

    PARTED = 0
    READY = 1
    PRESENCE = 2
    RESIZED = 3
    LINE_FREED = 4
    OFFERED = 5
    THROUGH_MENUS = 6
    PICKED_UP = 7
    GAVE_UP = 8


def _unheard(_offered: int) -> None:
    """Stand in where nobody wants to know how far it is."""


def simulate(
    demand: Demand,
    house: House,
    tell: Callable[[int], None] = _unheard,
    watcher: Watcher | None = None,
) -> CallLog:
    """Let all calls of a demand happen, and log them; there is no chance in it.

    ``tell`` is told now and then how many calls have been offered.
    """
    return _Run(demand, house, tell, watcher or Watcher()).run()


class _Run:
    def __init__(
        self, demand: Demand, house: House, tell: Callable[[int], None], watcher: Watcher
    ) -> None:
        self._demand, self._house, self._tell, self._watcher = demand, house, tell, watcher
        self._pool = MemoryLinePool(Sizes(0, 0))
        self._lines: dict[int, Line] = {}
        self._looks_at = -math.inf
        self._room = WaitingRoom(house.cards, wrap_up=0.0, order=house.order)
        self._events: list[tuple[float, int, int]] = []
        self._happen: dict[int, Callable[[float, int], None]] = {
            event: getattr(self, f"_{event.name.lower()}") for event in _Event
        }
        self._read(demand)
        self._begin_log(len(demand))

    def _read(self, demand: Demand) -> None:
        """Keep columns from which single numbers are taken much faster than from NumPy's."""
        self._offers = array("d", demand.offered.tobytes())
        self._menus = array("d", demand.menus.tobytes())
        self._instead = array("i", demand.instead.astype(np.int32).tobytes())
        self._priority = array("i", demand.priority.astype(np.int32).tobytes())
        self._patience = array("d", demand.patience.tobytes())
        self._handling = array("d", demand.handling.tobytes())
        self._after = array("d", demand.after.tobytes())
        self._wrap_up = array("d", demand.wrap_up.tobytes())

    def _begin_log(self, count: int) -> None:
        self._outcome: list[Outcome | None] = [None] * count
        self._agent: list[str | None] = [None] * count
        never = array("d", [math.nan]) * count
        self._queued, self._answered, self._parted_at = never[:], never[:], never[:]
        self._ended = never

    def run(self) -> CallLog:
        for card in self._house.cards:
            self._room.set_away(card.id, -math.inf, away=True)
        self._plan_all(_Event.PRESENCE, [change.at for change in self._house.presence])
        self._plan_all(_Event.RESIZED, [at for at, _ in self._house.sizes])
        self._plan_all(_Event.OFFERED, self._offers[:1])
        latest = -math.inf
        while self._events:
            now, event, which = heapq.heappop(self._events)
            self._happen[event](now, which)
            latest = now
        for call in self._waiting():  # nobody is left who could answer
            self._close(call, latest, Outcome.DROPPED)
        return self._log()

    def _plan_all(self, event: _Event, times: Sequence[float]) -> None:
        for which, at in enumerate(times):
            self._plan(at, event, which)

    def _plan(self, at: float, event: _Event, which: int) -> None:
        heapq.heappush(self._events, (at, event, which))

    def _resized(self, _now: float, which: int) -> None:
        _at_once(self._pool.resize(self._house.sizes[which][1]))

    def _presence(self, now: float, which: int) -> None:
        change = self._house.presence[which]
        self._room.set_away(change.agent_id, now, away=not change.present)
        self._ring(now)

    def _offered(self, now: float, call: int) -> None:
        if call + 1 < len(self._offers):
            self._plan(self._offers[call + 1], _Event.OFFERED, call + 1)
        if call % PACE == 0:
            self._tell(call)
        try:
            self._lines[call] = _at_once(self._pool.acquire(Direction.INCOMING, str(call)))
        except NoLineFree:
            self._close(call, now, Outcome.BLOCKED)
        else:
            self._plan(now + self._menus[call], _Event.THROUGH_MENUS, call)

    def _through_menus(self, now: float, call: int) -> None:
        instead = self._instead[call]
        if instead != NOBODY:
            self._close(call, now, OUTCOMES[instead])
            return
        self._queued[call] = now
        queue, language = self._demand.queue[call], self._demand.language[call] or ""
        self._room.join(Waiter(str(call), queue, language, self._priority[call], now))
        self._watcher.joined(now, call, self._room)
        stays = min(self._patience[call], self._house.longest_wait)
        if stays < math.inf:
            self._plan(now + stays, _Event.GAVE_UP, call)
        self._ring(now)

    def _ring(self, now: float) -> None:
        """Ring for every caller for whom there is an agent; as in `ivr.calls.desk`."""
        while (pair := self._room.next_pair(now)) is not None:
            call = int(pair.call_id)
            self._agent[call] = pair.agent_id
            self._watcher.rung(now, call, pair)
            if self._house.pick_up:
                self._plan(now + self._house.pick_up, _Event.PICKED_UP, call)
            else:
                self._picked_up(now, call)
        self._watcher.settled(now, self._room)
        opening = self._room.next_change(now)
        if opening is not None and opening > now and opening != self._looks_at:
            self._looks_at = opening
            self._plan(opening, _Event.READY, NOBODY)

    def _picked_up(self, now: float, call: int) -> None:
        if self._outcome[call] is not None:
            return  # the caller hung up while it rang
        self._room.answered(str(call), now)
        self._watcher.answered(now, call)
        self._answered[call] = now
        self._outcome[call] = Outcome.ANSWERED
        self._plan(now + self._handling[call], _Event.PARTED, call)

    def _parted(self, now: float, call: int) -> None:
        agent_id, wrap_up = self._agent[call], self._wrap_up[call]
        assert agent_id is not None
        self._room.parted(agent_id, now, wrap_up=wrap_up)
        self._parted_at[call] = now
        self._plan(now + self._after[call], _Event.LINE_FREED, call)
        self._plan(now + wrap_up, _Event.READY, call)

    def _line_freed(self, now: float, call: int) -> None:
        self._close(call, now, Outcome.ANSWERED)

    def _ready(self, now: float, _call: int) -> None:
        self._ring(now)

    def _gave_up(self, now: float, call: int) -> None:
        if self._outcome[call] is not None:
            return
        self._room.leave(str(call), now)
        self._watcher.gave_up(now, call)
        self._agent[call] = None
        self._close(call, now, self._parting(call, now))
        self._ring(now)

    def _parting(self, call: int, now: float) -> Outcome:
        if self._patience[call] > self._house.longest_wait:
            return Outcome.DROPPED
        waited = now - self._queued[call]
        short = waited < self._house.short_abandon
        return Outcome.SHORT_ABANDONED if short else Outcome.ABANDONED

    def _close(self, call: int, now: float, outcome: Outcome) -> None:
        self._outcome[call] = outcome
        self._ended[call] = now
        line = self._lines.pop(call, None)
        if line is not None:
            _at_once(self._pool.release(line))

    def _waiting(self) -> Iterator[int]:
        return (call for call, outcome in enumerate(self._outcome) if outcome is None)

    def _log(self) -> CallLog:
        return CallLog(
            outcome=np.array([OUTCOMES.index(found) for found in self._outcome if found], np.int32),
            outgoing=np.zeros(len(self._outcome), bool),
            queue=self._demand.queue,
            language=self._demand.language,
            agent=names_of(self._agent),
            priority=self._demand.priority,
            offered=self._demand.offered,
            queued=np.array(self._queued),
            answered=np.array(self._answered),
            parted=np.array(self._parted_at),
            ended=np.array(self._ended),
        )


def _at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for nothing, such as those of `MemoryLinePool`."""
    try:
        coroutine.send(None)
    except StopIteration as result:
        answer: T = result.value
        return answer
    coroutine.close()
    raise RuntimeError("it waits for something, and nothing can wait on virtual time")
