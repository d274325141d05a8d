"""Calls over the trunk to people who pick up and hear music, ordered as the service orders them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from ivr.ari import AriClient
from ivr.ari.messages import ChannelDestroyed, Event, StasisStart
from ivr.calls.telephone import Telephone
from tests.asterisk.instance import RunningAsterisk

APP: Final = "bench"
RINGS: Final = 30.0


@dataclass
class Outgoing:
    """Those who were called: who picked up, and whose call ended before it was to."""

    telephone: Telephone
    up: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    _starting: set[asyncio.Task[None]] = field(default_factory=set)
    _over: bool = False

    async def call(self, count: int, rate: float) -> None:
        """Call so many, ``rate`` a second."""
        for number in range(count):
            channel, person = f"outgoing-{number}", f"+91941560{number:04d}"
            await self.telephone.dial(person, channel, caller_id="1912", seconds=RINGS)
            await asyncio.sleep(1 / rate)

    async def hang_up(self) -> None:
        """End all calls."""
        self._over = True
        for channel in self.up:
            await self.telephone.hang_up(channel)

    def receive(self, event: Event) -> None:
        """Let whoever picked up hear music, and note who is gone."""
        match event:
            case StasisStart(channel=channel):
                self.up.add(channel.id)
                music = asyncio.create_task(self.telephone.start_music(channel.id))
                self._starting.add(music)
                music.add_done_callback(self._starting.discard)
            case ChannelDestroyed(channel=channel) if not self._over:
                self.lost.add(channel.id)


@asynccontextmanager
async def calling_out(asterisk: RunningAsterisk) -> AsyncIterator[Outgoing]:
    """Have a client of our own on this Asterisk, beside that of the service."""
    ari = AriClient(
        asterisk.ari_url,
        user=asterisk.settings.ari.user,
        password=asterisk.ari_password,
        app=APP,
        on_event=lambda event: outgoing.receive(event),
    )
    outgoing = Outgoing(Telephone(ari, APP))
    async with ari:
        await ari.connection(within=10)
        yield outgoing
