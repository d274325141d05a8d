"""How callers of each waiting line fared within a stretch of time that moves on."""

from bisect import insort
from dataclasses import dataclass
from datetime import datetime

from routing.line import Queue


@dataclass(frozen=True, slots=True)
class Tally:
    """Calls that came to a waiting line: all, those served in time, and those who gave up.

    Who leaves within the time counts as served, as in `capacity.measures`.
    """

    waited: int = 0
    in_time: int = 0
    abandoned: int = 0

    @property
    def service_level(self) -> float | None:
        """Give the share that was served in time; None if nobody waited."""
        return self.in_time / self.waited if self.waited else None


@dataclass(frozen=True, slots=True)
class Fared:
    """How one call fared, and when it ended."""

    at: datetime
    call_id: str
    queue: Queue
    in_time: bool
    abandoned: bool


class Lately:
    """Counts calls by waiting line. A call counts once, however often it is told."""

    def __init__(self) -> None:
        self._calls: list[Fared] = []
        self._ids: set[str] = set()
        self._sums: dict[Queue, list[int]] = {}

    @property
    def queues(self) -> list[Queue]:
        """List the lines of which there is something to count."""
        return [queue for queue, (waited, *_) in self._sums.items() if waited]

    def add(self, call: Fared) -> None:
        """Count a call, wherever its end belongs in time."""
        if call.call_id not in self._ids:
            self._ids.add(call.call_id)
            insort(self._calls, call, key=lambda each: each.at)
            self._count(call, 1)

    def forget(self, before: datetime) -> None:
        """Count no more what ended before this time."""
        while self._calls and self._calls[0].at < before:
            gone = self._calls.pop(0)
            self._ids.discard(gone.call_id)
            self._count(gone, -1)

    def tally(self, queue: Queue) -> Tally:
        """Give the counts of a line."""
        return Tally(*self._sums.get(queue, ()))

    def _count(self, call: Fared, one: int) -> None:
        sums = self._sums.setdefault(call.queue, [0, 0, 0])
        for place, counts in enumerate((True, call.in_time, call.abandoned)):
            sums[place] += one * counts
