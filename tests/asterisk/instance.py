"""A real Asterisk for one test, on the loopback address and the free ports of its own.

async with running_asterisk(tmp_path, address="127.0.0.3", sip={"rtp_timeout": 2}) as asterisk:
    ... asterisk.settings.sip.port, asterisk.ari_password, asterisk.log("full") ...
"""

import random
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from ivr.asterisk import AsteriskProcess, render
from ivr.settings.model import Settings
from ivr.settings.secrets import ARI_PASSWORD, agent_password, owned_by
from tests.asterisk.sounds import write_tones
from tests.waiting import until

TOOLS = Path(__file__).parents[2] / ".helpline" / "tools"
START_WITHIN = 10.0
LOGGED_WITHIN = 5.0


@dataclass(frozen=True)
class RunningAsterisk:
    """What a test needs to talk to its Asterisk."""

    settings: Settings
    passwords: Mapping[str, str]
    folder: Path
    sounds: Path
    process: AsteriskProcess

    @property
    def sip(self) -> tuple[str, int]:
        """The address and port for SIP."""
        return self.settings.sip.bind, self.settings.sip.port

    @property
    def ari_url(self) -> str:
        """``http://ADDRESS:PORT``."""
        return f"http://{self.settings.ari.host}:{self.settings.ari.port}"

    @property
    def ari_password(self) -> str:
        return self.passwords[ARI_PASSWORD]

    def ari_headers(self, password: str | None = None) -> dict[str, str]:
        """Prove that we may give orders, with the right password unless another is given."""
        proof = aiohttp.encode_basic_auth(self.settings.ari.user, password or self.ari_password)
        return {"Authorization": proof}

    def agent_password(self, agent_id: str) -> str:
        return self.passwords[agent_password(agent_id)]

    def log(self, name: str = "full") -> str:
        """Give Asterisk's log ``full``, ``security`` or ``console`` so far."""
        return (self.process.log_folder / name).read_text(errors="replace")

    async def logged(self, text: str, *, name: str = "full") -> None:
        """Wait until Asterisk, which logs in a thread of its own, has noted this."""
        await until(lambda: text in self.log(name), within=LOGGED_WITHIN)


@asynccontextmanager
async def running_asterisk(
    address: str = "127.0.0.3", *, sounds: Path | None = None, **sections: Any
) -> AsyncIterator[RunningAsterisk]:
    """Render, start and, at the end, stop an Asterisk; tones stand in for missing ``sounds``.

    ``sections`` override what `make_settings` gives, section by section. The run folder lies
    directly in the temporary folder, as pytest's own folders are too deep for a socket's name.
    """
    settings = make_settings(address, **sections)
    folder = Path(tempfile.mkdtemp(prefix="helpline-"))
    try:
        async with _started(settings, folder, sounds) as asterisk:
            yield asterisk
    finally:
        shutil.rmtree(folder)


@asynccontextmanager
async def _started(
    settings: Settings, folder: Path, sounds: Path | None
) -> AsyncIterator[RunningAsterisk]:
    passwords = {name: f"test-{name}" for name in owned_by(settings)}
    sounds = sounds or write_tones(folder / "sounds", settings)
    render(settings, passwords=passwords, folder=folder, sounds=sounds, tools=TOOLS)
    process = AsteriskProcess(
        settings, password=passwords[ARI_PASSWORD], folder=folder, tools=TOOLS
    )
    await process.start()
    try:
        await process.wait_ready(START_WITHIN)
        yield RunningAsterisk(settings, passwords, folder, sounds, process)
    finally:
        await process.stop()


def make_settings(address: str, **sections: Any) -> Settings:
    """Give settings with free ports, the trunk on the same address, and what is overridden."""
    rtp_first = random.randrange(10_000, 19_000, 500)
    defaults = {
        "sip": {
            "bind": address,
            "port": free_port(address),
            "trunk_addresses": [address],
            "rtp_first": rtp_first,
            "rtp_last": rtp_first + 999,
        },
        "ari": {"host": address, "port": free_port(address)},
    }
    merged = {name: {**section, **sections.pop(name, {})} for name, section in defaults.items()}
    return Settings.model_validate({**merged, **sections})


def free_port(address: str) -> int:
    """Find a port that is free for UDP and TCP, below those of outgoing connections."""
    for port in random.sample(range(20_000, 32_000), 100):
        try:
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                with socket.socket(socket.AF_INET, kind) as probe:
                    probe.bind((address, port))
        except OSError:
            continue
        return port
    raise RuntimeError(f"no free port between 20000 and 32000 on {address}")
