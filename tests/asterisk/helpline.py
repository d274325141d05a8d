"""A whole helpline for one test: a real Asterisk and the real service, on ports of their own."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from capacity.lines import Sizes
from ivr.phone.phone import Phone
from ivr.records import CallRecord
from ivr.service import Service, running_service
from ivr.settings import Settings
from ivr.settings.secrets import API_TOKEN, DATABASE_PASSWORD, Secrets, supervisor_password
from tests.asterisk.instance import TOOLS, RunningAsterisk, free_port, running_asterisk
from tests.waiting import until

SOUNDS = Path(__file__).parents[2] / ".helpline" / "sounds"
TOKEN = "test-token"


@dataclass
class Helpline:
    """What a test needs of its helpline. ``service`` changes when it is started again."""

    asterisk: RunningAsterisk
    address: str
    service: Service

    def edit(self, old: str, new: str) -> None:
        """Edit helpline.toml, which holds all settings."""
        file = self.asterisk.folder / "helpline.toml"
        text = file.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the settings"
        file.write_text(text.replace(old, new))

    def phone(self, number: str = "9415012345", **options: Any) -> Phone:
        """A consumer's phone behind the operator's trunk."""
        return Phone(self.address, self.asterisk.sip, user=number, **options)

    def agent_phone(self, agent: str) -> Phone:
        password = self.asterisk.agent_password(agent)
        return Phone(self.address, self.asterisk.sip, user=agent, password=password)

    def supervisor_phone(self, supervisor: str) -> Phone:
        password = self.asterisk.passwords[supervisor_password(supervisor)]
        return Phone(self.address, self.asterisk.sip, user=supervisor, password=password)

    async def records(self) -> list[CallRecord]:
        """All records, newest first, once the journal is in the database."""
        await self.service.projector.catch_up()
        return await self.service.queries.calls(limit=10_000)

    async def record_of(self, number: str) -> CallRecord:
        """The record of the one call from this number."""
        await until(lambda: not len(self.service.reception), within=30)
        (record,) = [r for r in await self.records() if r.caller_raw == number]
        return record

    async def check_nothing_left(self) -> None:
        """No line, leg, channel or bridge may outlive its call."""
        await until(lambda: not len(self.service.reception), within=30)
        assert await self.service.lines.levels() == Sizes(0, 0)
        assert self.service.switchboard.legs == {}
        channels = await self.service.ari.request("GET", "channels")
        assert channels == []
        assert await self.service.ari.request("GET", "bridges") == []


@asynccontextmanager
async def running_line(
    address: str, *, database: str | None = None, **sections: Any
) -> AsyncIterator[Helpline]:
    """Run a helpline on this loopback address for the length of the block."""
    if database:
        sections["database"] = {"url": database}
    async with (
        line_asterisk(address, **sections) as asterisk,
        started_service(asterisk) as service,
    ):
        yield Helpline(asterisk, address, service)


def line_asterisk(address: str, **sections: Any) -> AbstractAsyncContextManager[RunningAsterisk]:
    """Run only the Asterisk of a helpline, with the real sounds."""
    sections.setdefault("api", {"bind": address, "port": free_port(address)})
    sections.setdefault("run", {"drain": 1.0})
    return running_asterisk(address, sounds=SOUNDS, **sections)


@asynccontextmanager
async def started_service(asterisk: RunningAsterisk) -> AsyncIterator[Service]:
    """Run the service against this Asterisk, as a process of its own would."""
    settings, file = service_settings(asterisk)
    secrets = Secrets(asterisk.folder / "secrets", secret_variables(asterisk))
    async with running_service(settings, secrets, file=file) as service:
        await until(service.ari.connected.is_set, within=10)
        yield service


def service_settings(asterisk: RunningAsterisk) -> tuple[Settings, Path]:
    """Give the settings for a service of this Asterisk, and the file into which they went."""
    run = asterisk.settings.run.model_copy(
        update={"folder": asterisk.folder, "sounds": SOUNDS, "tools": TOOLS}
    )
    settings = asterisk.settings.model_copy(update={"run": run})
    file = asterisk.folder / "helpline.toml"
    file.write_text(tomlkit.dumps(settings.model_dump(mode="json", exclude_none=True)))
    return settings, file


def secret_variables(asterisk: RunningAsterisk) -> dict[str, str]:
    """Give the environment from which a service of this Asterisk takes its secrets."""
    return {
        "HELPLINE_ARI_PASSWORD": asterisk.ari_password,
        Secrets.variable(API_TOKEN): TOKEN,
        Secrets.variable(DATABASE_PASSWORD): "unused",
    }


@asynccontextmanager
async def agents_on_duty(line: Any, *agents: str) -> AsyncIterator[list[Phone]]:
    """Have these agents' phones registered."""
    async with AsyncExitStack() as stack:
        phones = [await stack.enter_async_context(line.agent_phone(agent)) for agent in agents]
        for phone in phones:
            await phone.register()
        yield phones
