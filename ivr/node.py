"""One node from start to end: Asterisk and the service together, or the service alone."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import structlog

from ivr.asterisk import AsteriskError, AsteriskProcess, render, running_pid
from ivr.instance import end_process, only_instance
from ivr.service import Service, running_service
from ivr.settings import Problem, Settings
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
    """Run Asterisk and the service until a signal comes. Raises `AsteriskError`.

    An Asterisk that a killed helpline left behind is taken over with all its calls.
    """
    with only_instance(settings.run.folder):
        async with _asterisk(settings, secrets) as ended:
            await _serve(settings, secrets, file, announce, ended)


async def serve_node(settings: Settings, secrets: Secrets, file: Path, announce: Announce) -> None:
    """Run the service alone, against an Asterisk that somebody else runs, until a signal."""
    with only_instance(settings.run.folder):
        await _serve(settings, secrets, file, announce, asyncio.Event())


@asynccontextmanager
async def _asterisk(settings: Settings, secrets: Secrets) -> AsyncIterator[asyncio.Event]:
    """Have Asterisk running for the length of the block; the event tells that it ended early."""
    ended = asyncio.Event()
    left_behind = running_pid(settings.run.folder)
    if left_behind is not None:
        log.warning("asterisk.taken_over", process=left_behind)
        try:
            yield ended
        finally:
            await asyncio.to_thread(end_process, left_behind, within=ASTERISK_ENDS_WITHIN)
        return
    process = prepare_asterisk(settings, secrets)
    await process.start()
    watch = asyncio.create_task(_tell_end(process, ended), name="asterisk")
    try:
        await process.wait_ready()
        yield ended
    finally:
        watch.cancel()
        await process.stop(ASTERISK_ENDS_WITHIN)


async def _tell_end(process: AsteriskProcess, ended: asyncio.Event) -> None:
    status = await process.wait()
    log.error("asterisk.ended", status=status, log=str(process.log_folder / "full"))
    ended.set()


async def _serve(
    settings: Settings, secrets: Secrets, file: Path, announce: Announce, ended: asyncio.Event
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running_service(settings, secrets, file=file) as service:
        await _first(service.ari.connected, stop, ended)
        announce(service)
        await _first(stop, ended)
        log.info("stopping", calls=len(service.reception))
    if ended.is_set():
        remedy = f"Look into {settings.run.folder}/asterisk/log/full"
        raise AsteriskError(Problem("Asterisk", "ended by itself", remedy))
    log.info("stopped")


async def _first(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
