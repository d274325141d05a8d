"""Drives the steps of the comparison with ari-client, as its own documentation uses it."""

import asyncio
import logging
import sys
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import uvloop
from ari_client import AriClient
from task import Task, read_task

# The library lets every request be logged; whoever runs it in earnest turns that off.
logging.getLogger().setLevel(logging.WARNING)

inboxes: dict[str, asyncio.Queue[str]] = {}


async def serve(task: Task) -> None:
    """Serve calls until the process ends."""
    place = urlsplit(task.url)
    client = AriClient(place.hostname, place.port, task.user, task.password)

    @client.on_stasis_start
    async def begin(event: Any) -> None:
        inboxes[event.channel.id] = asyncio.Queue()
        try:
            await _call(event.channel, inboxes[event.channel.id], task)
        finally:
            del inboxes[event.channel.id]

    @client.on_channel_dtmf_received
    @client.on_stasis_end
    async def of_channel(event: Any) -> None:
        _tell(event.channel.id, event.type)

    @client.on_playback_finished
    async def of_playback(event: Any) -> None:
        _tell(event.playback.target_uri.removeprefix("channel:"), event.type)

    await client.connect(task.app)
    print("ready", flush=True)  # noqa: T201 - the harness waits for it
    await asyncio.Event().wait()


def _tell(channel: str, kind: Any) -> None:
    if channel in inboxes:
        inboxes[channel].put_nowait(getattr(kind, "value", kind))


async def _call(channel: Any, inbox: asyncio.Queue[str], task: Task) -> None:
    await channel.answer()
    playing = await channel.play(media=task.sounds[0])
    if task.keys:
        for sound in task.sounds[1:]:
            await _next(inbox, "ChannelDtmfReceived")
            with suppress(Exception):  # it has no error of its own for a sound that just ended
                await playing.stop()
            playing = await channel.play(media=sound)
        await _next(inbox, "StasisEnd")
    else:
        await _next(inbox, "PlaybackFinished")
        await channel.stop()


async def _next(inbox: asyncio.Queue[str], kind: str) -> None:
    while await inbox.get() != kind:
        pass


if __name__ == "__main__":
    uvloop.run(serve(read_task(sys.argv[1])))
