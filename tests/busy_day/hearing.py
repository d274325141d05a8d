"""Lets callers of a simulated day ask how long it will take, and looks what became of it."""

from dataclasses import dataclass, field

import numpy as np

from capacity.demand import Demand
from capacity.distribution import Floats
from capacity.watching import Watcher
from dialplan.waiting import no_worse
from routing.line import Queue
from routing.promise import LONGER
from routing.waiting import Pair, WaitingRoom

RHYTHM = 30.0
"""Seconds between two askings of one caller."""


@dataclass(slots=True)
class _Asking:
    at: float
    ours: float
    theirs: float
    told: dict[str, int]


@dataclass(slots=True)
class _Caller:
    since: float
    asked: list[_Asking] = field(default_factory=list)


class AppQueue:
    """What Asterisk's app_queue announces, in seconds.

    Its mean holding time goes a quarter of the way to each answered caller's wait, in whole
    seconds; it says the whole minutes of |mean + 30 - time waited|.
    """

    def __init__(self) -> None:
        self._hold: dict[Queue, int] = {}

    def answered(self, queue: Queue, waited: float) -> None:
        self._hold[queue] = (3 * self._hold.get(queue, 0) + int(waited)) // 4

    def says(self, queue: Queue, waited: float) -> float:
        return abs(self._hold.get(queue, 0) + 30 - int(waited)) // 60 * 60.0


class Hearing(Watcher):
    """Asks at entry and then in a rhythm, for everyone who is not being rung for.

    ``judged`` has a column for each asking of who was answered in the end. The rows: when, the
    wait that was left, our median, app_queue's number, the end of the range that was said, and
    which asking of this caller it was; all times in seconds.
    """

    def __init__(self, demand: Demand) -> None:
        self._demand = demand
        self._app_queue = AppQueue()
        self._waiting: dict[int, _Caller] = {}
        self._rung: set[int] = set()
        self._rows: list[tuple[float, ...]] = []
        self.rises = self.asked = 0
        self.course: list[tuple[float, int]] = []

    @property
    def judged(self) -> Floats:
        return np.array(self._rows).T

    def joined(self, now: float, call: int, room: WaitingRoom) -> None:
        self._waiting[call] = _Caller(now)
        self.course.append((now, len(self._waiting)))

    def rung(self, now: float, call: int, pair: Pair) -> None:
        self._rung.add(call)

    def settled(self, now: float, room: WaitingRoom) -> None:
        for call, caller in self._waiting.items():
            due = not caller.asked or caller.asked[-1].at + RHYTHM <= now
            if due and call not in self._rung:
                self._ask(now, call, room)

    def answered(self, now: float, call: int) -> None:
        caller = self._left(now, call)
        self._app_queue.answered(self._queue(call), now - caller.since)
        for number, asking in enumerate(caller.asked):
            end = 60.0 * asking.told["minutes"] if asking.told["minutes"] != LONGER[1] else np.inf
            left = now - asking.at
            self._rows.append((asking.at, left, asking.ours, asking.theirs, end, number))

    def gave_up(self, now: float, call: int) -> None:
        self._left(now, call)

    def _ask(self, now: float, call: int, room: WaitingRoom) -> None:
        caller = self._waiting[call]
        prospect = room.prospect(str(call), now)
        ours = prospect.wait.quantile(0.0) if prospect.wait else np.inf
        theirs = self._app_queue.says(self._queue(call), now - caller.since)
        before = caller.asked[-1].told if caller.asked else {}
        told = no_worse(before, prospect)
        self.rises += any(told[name] > value for name, value in before.items())
        self.asked += 1
        caller.asked.append(_Asking(now, ours, theirs, told))

    def _left(self, now: float, call: int) -> _Caller:
        caller = self._waiting.pop(call)
        self._rung.discard(call)
        self.course.append((now, len(self._waiting)))
        return caller

    def _queue(self, call: int) -> Queue:
        return self._demand.queue[call], self._demand.language[call] or ""
