"""One node from start to end: Asterisk and the service together, or the service alone."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

import structlog

from ivr.asterisk import AsteriskError, AsteriskProcess, render, running_pid
from ivr.asterisk.ports import taken_api_port
from ivr.instance import end_process, only_instance, until_gone
from ivr.service import Service, running_service
from ivr.settings import Problem, Settings, SettingsError
from ivr.settings.secrets import ARI_PASSWORD, Secrets, owned_by

log = structlog.get_logger()

ASTERISK_ENDS_WITHIN: Final = 5.0

Announce = Callable[[Service], None]


def prepare_asterisk(settings: Settings, secrets: Secrets) -> AsteriskProcess:
    """Render Asterisk's configuration; what is returned is not started yet."""
    run = settings.run
    render(
        settings,
        passwords={name: secrets.get(name) for name in owned_by(settings)},
        folder=run.folder,
        sounds=run.sounds,
        tools=run.tools,
    )
    return AsteriskProcess(
        settings, password=secrets.get(ARI_PASSWORD), folder=run.folder, tools=run.tools
    )


async def run_node(settings: Settings, secrets: Secrets, file: Path, announce: Announce) -> None:
    """Run Asterisk and the service until a signal comes.

    An Asterisk that a killed helpline left behind is taken over with all its calls. Raises
    `SettingsError`, and `AsteriskError` when Asterisk does not start or ends by itself.
    """
    with _alone(settings) as stop:
        async with _asterisk(settings, secrets) as ended:
            await _serve(running_service(settings, secrets, file=file), announce, stop, ended)
            if ended.is_set():
                remedy = f"Look into {settings.run.folder}/asterisk/log/full"
                raise AsteriskError(Problem("Asterisk", "ended by itself", remedy))


async def serve_node(settings: Settings, secrets: Secrets, file: Path, announce: Announce) -> None:
    """Run the service alone, against an Asterisk that somebody else runs, until a signal."""
    with _alone(settings) as stop:
        await _serve(running_service(settings, secrets, file=file), announce, stop)


@contextmanager
def _alone(settings: Settings) -> Iterator[asyncio.Event]:
    """Hold the run folder, and give the event that signals set from now on."""
    stop = asyncio.Event()
    with only_instance(settings.run.folder):
        problem = taken_api_port(settings)
        if problem is not None:
            raise SettingsError([problem])
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        yield stop


@asynccontextmanager
async def _asterisk(settings: Settings, secrets: Secrets) -> AsyncIterator[asyncio.Event]:
    """Have Asterisk running for the length of the block; the event tells that it ended early."""
    left_behind = running_pid(settings.run.folder)
    if left_behind is not None:
        log.warning("asterisk.taken_over", process=left_behind)
        async with _watched(until_gone(left_behind)) as ended:
            yield ended
        # Not when the block failed: the next start takes its calls over.
        await asyncio.to_thread(end_process, left_behind, within=ASTERISK_ENDS_WITHIN)
        return
    process = prepare_asterisk(settings, secrets)
    await process.start()
    try:
        await process.wait_ready()
        async with _watched(process.wait()) as ended:
            yield ended
    finally:
        await process.stop(ASTERISK_ENDS_WITHIN)


@asynccontextmanager
async def _watched(end: Coroutine[Any, Any, object]) -> AsyncIterator[asyncio.Event]:
    ended = asyncio.Event()
    watch = asyncio.create_task(end, name="asterisk")
    watch.add_done_callback(lambda _: ended.set())
    try:
        yield ended
    finally:
        watch.cancel()


async def _serve(
    running: AbstractAsyncContextManager[Service], announce: Announce, *ends: asyncio.Event
) -> None:
    async with running as service:
        await _first(service.ari.connected, *ends)
        if service.ari.connected.is_set():
            announce(service)
        await _first(*ends)
        log.info("stopping", calls=len(service.reception))
    log.info("stopped")


async def _first(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
