"""Drives the steps of the comparison with the helpline's own ARI client, and nothing else."""

import asyncio
import itertools
import sys
from contextlib import suppress
from typing import Final

import uvloop

from ivr.ari import AriClient, AriNotFound
from ivr.ari.messages import (
    ChannelDtmfReceived,
    ChannelEvent,
    Event,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)
from tests.bench.drivers.task import Task, read_task

CHANNEL: Final = "channel:"


class Calls:
    """One inbox and one coroutine for each call."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._inboxes: dict[str, asyncio.Queue[Event]] = {}
        self._running = set[asyncio.Task[None]]()
        self._numbers = itertools.count()
        self._ari = AriClient(
            task.url, user=task.user, password=task.password, app=task.app, on_event=self._route
        )

    async def serve(self) -> None:
        """Serve calls until cancelled."""
        async with self._ari:
            await self._ari.connection(within=10)
            print("ready", flush=True)  # noqa: T201 - the harness waits for it
            await asyncio.Event().wait()

    def _route(self, event: Event) -> None:
        match event:
            case StasisStart(channel=channel):
                self._inboxes[channel.id] = asyncio.Queue()
                serving = asyncio.create_task(self._call(channel.id))
                self._running.add(serving)
                serving.add_done_callback(self._running.discard)
            case ChannelEvent(channel=channel):
                self._tell(channel.id, event)
            case PlaybackFinished(playback=playback):
                self._tell(playback.target_uri.removeprefix(CHANNEL), event)

    def _tell(self, channel: str, event: Event) -> None:
        if (inbox := self._inboxes.get(channel)) is not None:
            inbox.put_nowait(event)

    async def _call(self, channel: str) -> None:
        try:
            await self._ari.request("POST", f"channels/{channel}/answer")
            if self._task.keys:
                await self._keys(channel)
            else:
                await self._announcement(channel)
        except AriNotFound:
            pass
        finally:
            del self._inboxes[channel]

    async def _announcement(self, channel: str) -> None:
        await self._play(channel, self._task.sounds[0])
        await self._next(channel, PlaybackFinished)
        await self._ari.request("DELETE", f"channels/{channel}")

    async def _keys(self, channel: str) -> None:
        playing = await self._play(channel, self._task.sounds[0])
        for sound in self._task.sounds[1:]:
            await self._next(channel, ChannelDtmfReceived)
            with suppress(AriNotFound):
                await self._ari.request("DELETE", f"playbacks/{playing}")
            playing = await self._play(channel, sound)
        await self._next(channel, StasisEnd)

    async def _play(self, channel: str, sound: str) -> str:
        playback = f"playback-{next(self._numbers)}"
        await self._ari.request("POST", f"channels/{channel}/play/{playback}", media=sound)
        return playback

    async def _next(self, channel: str, kind: type[Event]) -> None:
        while not isinstance(await self._inboxes[channel].get(), kind):
            pass


if __name__ == "__main__":
    uvloop.run(Calls(read_task(sys.argv[1])).serve())
