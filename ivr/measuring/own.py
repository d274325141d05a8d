"""A helpline of the measurement's own: Asterisk and service on spare ports, ended with it."""

import asyncio
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import tomlkit

from ivr.asterisk import AsteriskProcess
from ivr.measuring.reached import ASTERISK, SERVICE, Reached
from ivr.node import prepare_asterisk
from ivr.settings import Problem, Settings, SettingsError
from ivr.settings.secrets import DATABASE_PASSWORD, Secrets

STARTS_WITHIN: Final = 30.0
ENDS_WITHIN: Final = 30.0
POLL: Final = 0.05
PORTS: Final = range(20_000, 32_000)
RTP: Final = (10_000, 19_998)
SHOWN: Final = 5
"""Lines of the service's log that are shown if it does not start."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an own helpline listens, what of another it uses, and where its records go.

    ``database`` None is SQLite in its temporary folder.
    """

    address: str
    tools: Path
    sounds: Path
    database: str | None = None
    database_password: str | None = None


@asynccontextmanager
async def own_helpline(place: Place, sections: Mapping[str, Any]) -> AsyncIterator[Reached]:
    """Run a helpline with these sections of settings for the length of the block.

    Raises `SettingsError` and `AsteriskError` when it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="helpline-"))
    try:
        settings = own_settings(place, sections, folder)
        secrets = Secrets(folder / "secrets", {})
        asterisk = prepare_asterisk(settings, secrets)
        await asterisk.start()
        try:
            await asterisk.wait_ready(STARTS_WITHIN)
            async with _service(place, settings, secrets, asterisk) as reached:
                yield reached
        finally:
            await asterisk.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def own_settings(place: Place, sections: Mapping[str, Any], folder: Path) -> Settings:
    """Give the defaults with free ports, and with what ``sections`` say otherwise."""
    name = f"measured-{random.getrandbits(40):x}"
    merged: dict[str, Any] = {
        "run": {
            "folder": folder,
            "tools": place.tools,
            "sounds": place.sounds,
            "node": name,
            "log_format": "json",
            "drain": 1.0,
        },
        "sip": {
            "bind": place.address,
            "port": free_port(place.address),
            "trunk_addresses": [place.address],
            "rtp_first": RTP[0],
            "rtp_last": RTP[1],
        },
        "ari": {"host": place.address, "port": free_port(place.address)},
        "api": {"bind": place.address, "port": free_port(place.address)},
    }
    if place.database:
        merged["database"] = {"url": place.database}
    for section, values in sections.items():
        merged[section] = (
            {**merged.get(section, {}), **values} if isinstance(values, Mapping) else values
        )
    return Settings.model_validate(merged)


def free_port(address: str) -> int:
    """Find a port that is free for UDP and TCP, below those of outgoing connections."""
    for port in random.sample(PORTS, 100):
        try:
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                with socket.socket(socket.AF_INET, kind) as probe:
                    probe.bind((address, port))
        except OSError:
            continue
        return port
    remedy = "Name an address of this machine, such as 127.0.19.12, with --address"
    raise SettingsError([Problem(f"--address {address}", "has no free port", remedy)])


@asynccontextmanager
async def _service(
    place: Place, settings: Settings, secrets: Secrets, asterisk: AsteriskProcess
) -> AsyncIterator[Reached]:
    file, log = settings.run.folder / "helpline.toml", settings.run.folder / "service.log"
    file.write_text(tomlkit.dumps(settings.model_dump(mode="json", exclude_none=True)))
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(str(Path(sys.executable).with_name("helpline")), "--config", str(file), "serve"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(place),
            start_new_session=True,
        )
    assert asterisk.pid is not None
    pids = {SERVICE: process.pid, ASTERISK: asterisk.pid}
    reached = Reached(settings, secrets, pids, log)
    try:
        await _until_ready(reached, process, log)
        yield reached
    finally:
        await _end(process)


def _environment(place: Place) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HELPLINE_")}
    if place.database_password:
        kept[Secrets.variable(DATABASE_PASSWORD)] = place.database_password
    return kept


async def _until_ready(reached: Reached, process: asyncio.subprocess.Process, log: Path) -> None:
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            while not await reached.ready():
                if process.returncode is not None:
                    break
                await asyncio.sleep(POLL)
            else:
                return
    except TimeoutError:
        pass
    said = "\n  ".join(log.read_text(errors="replace").splitlines()[-SHOWN:])
    remedy = f"Mend what it says:\n  {said}"
    raise SettingsError([Problem("the helpline to be measured", "does not start", remedy)])


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the service in good order, and by force if it takes too long."""
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), ENDS_WITHIN)
    except TimeoutError:
        process.kill()
        await process.wait()
