"""Who had a place at the desk before a restart, until they come back for it."""

import asyncio
from collections.abc import Callable
from typing import Final

from dialplan.story import Story
from ivr.calls.agent_line import NETWORK
from ivr.calls.transfer_facts import PASSED_ON

DESK_FACTS = ("queued", "reserved", "not-reached", "ringing", "missed", "answered", "parted")

RETURN_WITHIN: Final = 15.0
"""Seconds in which those who waited before a restart are waited for before others are served."""


class Returning:
    """Who is expected back in line; ``go_on`` is called when a call is back and none is missing.

    Nobody is given an agent before all who waited are back, or are known to be gone: otherwise
    whoever happens to be found first would be served first.
    """

    def __init__(self, go_on: Callable[[], None]) -> None:
        self._go_on = go_on
        self._awaited: set[str] = set()
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def all_back(self) -> bool:
        """Tell whether nobody is waited for any more."""
        return not self._awaited

    def await_caller(self, call_id: str) -> None:
        """Expect a call back."""
        self._awaited.add(call_id)

    def seen(self) -> None:
        """Note that a call was found again; from now on the others are waited for, not for ever."""
        if self._deadline is None and not self.all_back:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(RETURN_WITHIN, self._await_nobody)

    def is_back(self, call_id: str) -> None:
        """Note that a call is in line again, or gone; for one that was never away, too."""
        self._awaited.discard(call_id)
        if self.all_back:
            self._await_nobody()

    def _await_nobody(self) -> None:
        self._awaited.clear()
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._go_on()


def was_at_desk(story: Story) -> str | None:
    """Name the last thing that came about between a call and the desk, if that goes on."""
    last = story.newest(*DESK_FACTS)
    if (
        last is None
        or story.knows("call-back")
        or story.knows("ticket")
        or (last.kind == "parted" and last.value not in (NETWORK, PASSED_ON))
    ):
        return None
    return last.kind
