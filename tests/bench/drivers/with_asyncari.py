"""Drives the steps of the comparison with asyncari, as its own examples use it."""

import sys
from typing import Any

import anyio
import asyncari
from asyncari.util import mayNotExist
from task import Task, read_task


async def serve(task: Task) -> None:
    """Serve calls until the process ends."""
    async with (
        asyncari.connect(f"{task.url}/", task.app, task.user, task.password) as ari,
        ari.on_channel_event("StasisStart") as starts,
    ):
        print("ready", flush=True)  # noqa: T201 - the harness waits for it
        async for found, _ in starts:
            ari.taskgroup.start_soon(_serve, found["channel"], task)


async def _serve(channel: Any, task: Task) -> None:
    with mayNotExist:  # else one caller who hangs up early ends the client for all
        await _call(channel, task)


async def _call(channel: Any, task: Task) -> None:
    events = aiter(channel)
    await channel.answer()
    playing = await channel.play(media=task.sounds[0])
    if task.keys:
        for sound in task.sounds[1:]:
            await _next(events, "ChannelDtmfReceived")
            with mayNotExist:
                await playing.stop()
            playing = await channel.play(media=sound)
        await _next(events, "StasisEnd")
    else:
        await _next(events, "PlaybackFinished")
        await channel.hangup()


async def _next(events: Any, kind: str) -> None:
    async for event in events:
        if event.type == kind:
            return


if __name__ == "__main__":
    anyio.run(serve, read_task(sys.argv[1]), backend_options={"use_uvloop": True})
