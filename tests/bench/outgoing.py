"""Calls over the trunk to people who pick up and hear music, ordered as the service orders them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from ivr.ari import AriClient, AriError
from ivr.ari.messages import ChannelDestroyed, Event, StasisStart
from ivr.calls.telephone import Telephone
from tests.asterisk.instance import RunningAsterisk

APP: Final = "bench"
RINGS: Final = 30.0
CONNECTS_WITHIN: Final = 10.0


class Outgoing:
    """Those who are called, by a client of ours beside that of the service.

    ``up`` are the channels of who picked up, ``lost`` those of calls that ended before `hang_up`.
    """

    def __init__(self, asterisk: RunningAsterisk) -> None:
        self.up = set[str]()
        self.lost = set[str]()
        self._over = False
        self._starting = set[asyncio.Task[None]]()
        self._ari = AriClient(
            asterisk.ari_url,
            user=asterisk.settings.ari.user,
            password=asterisk.ari_password,
            app=APP,
            on_event=self._receive,
        )
        self._telephone = Telephone(self._ari, APP)

    async def __aenter__(self) -> Self:
        await self._ari.__aenter__()
        await self._ari.connection(within=CONNECTS_WITHIN)
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self._ari.__aexit__(*reason)

    async def call(self, count: int, rate: float) -> None:
        """Call so many, ``rate`` a second."""
        for number in range(count):
            channel, person = f"outgoing-{number}", f"+91941560{number:04d}"
            with self._losing(channel):
                await self._telephone.dial(person, channel, caller_id="1912", seconds=RINGS)
            await asyncio.sleep(1 / rate)

    async def hang_up(self) -> None:
        """End all calls."""
        self._over = True
        for channel in self.up:
            await self._telephone.hang_up(channel)

    def _receive(self, event: Event) -> None:
        match event:
            case StasisStart(channel=channel):
                self.up.add(channel.id)
                music = asyncio.create_task(self._entertain(channel.id))
                self._starting.add(music)
                music.add_done_callback(self._starting.discard)
            case ChannelDestroyed(channel=channel) if not self._over:
                self.lost.add(channel.id)

    async def _entertain(self, channel: str) -> None:
        with self._losing(channel):
            await self._telephone.start_music(channel)

    @contextmanager
    def _losing(self, channel: str) -> Iterator[None]:
        """Count a call for which an order failed as lost."""
        try:
            yield
        except AriError:
            self.lost.add(channel)
