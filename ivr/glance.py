"""Looking at something that costs time, so seldom that it never costs much of it."""

import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

LOOKING: Final = 0.02
"""The part of the time that may be spent on looking, however many ask."""


class Glance(Generic[T]):
    """What was seen last; looked at anew when the last look was long ago for what it took."""

    def __init__(
        self,
        look: Callable[[], T],
        clock: Callable[[], float] = time.monotonic,
        work: Callable[[], float] = time.thread_time,
    ) -> None:
        self._look = look
        self._clock = clock
        self._work = work
        self._seen: list[T] = []
        self._holds_until = 0.0

    def get(self) -> T:
        """Give what was seen, at most fifty times as long ago as the look took of our time.

        What others took of the processor's meanwhile does not count.
        """
        if not self._seen or self._clock() >= self._holds_until:
            before = self._work()
            self._seen = [self._look()]
            self._holds_until = self._clock() + (self._work() - before) / LOOKING
        return self._seen[0]

    def forget(self) -> None:
        """Look anew the next time, because something was changed."""
        self._seen = []
