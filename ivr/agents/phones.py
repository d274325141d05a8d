"""Knows which agents' phones can be rung: those that are registered and answer Asterisk.

It listens to device states. Subscribing to endpoints would tell the same, and also each event of
each agent's channel a second time, keys included (tried with Asterisk 22.10.1).
"""

import asyncio
from contextlib import suppress
from typing import Final, Protocol

import structlog

from ivr.ari import AriError
from ivr.ari.messages import DeviceStateChanged
from ivr.calls.telephone import PHONES, Telephone

log = structlog.get_logger()

GONE: Final = ("UNAVAILABLE", "INVALID")
"""States of a phone that cannot be rung."""

OFFLINE: Final = "offline"
"""What an endpoint is called none of whose phones can be reached."""

EVERY: Final = 10.0
"""Seconds between two looks when nothing is amiss."""

LOOK_AGAIN: Final = 1.0
"""Seconds until the next look when Asterisk did not answer."""


class Agents(Protocol):
    """Whose phones they are."""

    @property
    def ids(self) -> frozenset[str]:
        """The agents whom the settings name."""

    def reach(self, agent_id: str, *, reachable: bool) -> None:
        """Note that an agent's phone can be rung, or cannot."""


class Phones:
    """Tells the roster as soon as a phone comes or goes, and looks after each connection."""

    def __init__(self, telephone: Telephone, agents: Agents) -> None:
        self._telephone = telephone
        self._agents = agents
        self._wanted = asyncio.Event()
        self._looking = False

    def receive(self, event: DeviceStateChanged) -> None:
        """Take in what Asterisk tells of a phone."""
        if self._looking:  # the answer that is under way may be older than this
            self._wanted.set()
        agent = event.device_state.name.removeprefix(PHONES)
        if agent in self._agents.ids:
            self._agents.reach(agent, reachable=event.device_state.state not in GONE)

    def soon(self) -> None:
        """Look at once, as events may have been missed."""
        self._wanted.set()

    async def keep(self) -> None:
        """Look when it is wanted, first when there is a connection, and every so often."""
        await self._wanted.wait()
        while True:
            self._wanted.clear()
            pause = EVERY
            try:
                await self.look()
            except AriError as error:
                pause = LOOK_AGAIN
                log.warning("phones.not_looked_at", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wanted.wait()

    async def look(self) -> None:
        """Listen to all phones, then ask for each; raises `AriError`."""
        ids = self._agents.ids
        self._looking = True
        try:
            await self._telephone.listen_to_phones(sorted(ids))
            states = await self._telephone.phones()
        finally:
            self._looking = False
        for agent in sorted(ids & self._agents.ids):
            self._agents.reach(agent, reachable=states.get(agent, OFFLINE) != OFFLINE)
