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
        self, look: Callable[[], T], clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._look = look
        self._clock = clock
        self._seen: list[T] = []
        self._holds_until = 0.0

    def get(self) -> T:
        """Give what was seen, at most fifty times as long ago as the look took."""
        began = self._clock()
        if not self._seen or began >= self._holds_until:
            self._seen = [self._look()]
            ended = self._clock()
            self._holds_until = ended + (ended - began) / LOOKING
        return self._seen[0]

    def forget(self) -> None:
        """Look anew the next time, because something was changed."""
        self._seen = []
