"""One node from start to end: Asterisk and the service together, or the service alone."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path

import structlog

from ivr.asterisk import AsteriskProcess, render
from ivr.asterisk.keeping import KeptAsterisk
from ivr.asterisk.ports import taken_api_port
from ivr.instance import only_instance
from ivr.service import Service, running_service
from ivr.settings import Settings, SettingsError
from ivr.settings.secrets import ARI_PASSWORD, Secrets, owned_by

log = structlog.get_logger()

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
    `SettingsError`, and `AsteriskError` when Asterisk does not start or ends again and again.
    """
    with _alone(settings) as stop:
        async with KeptAsterisk(settings, lambda: prepare_asterisk(settings, secrets)) as kept:
            service = running_service(settings, secrets, file=file)
            await _serve(service, announce, stop, kept.gone)
            if kept.error is not None:
                raise kept.error


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
