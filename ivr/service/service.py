"""The service itself: its parts in the order in which they are joined, begun and ended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from ivr.http import Parts, build_app, serving
from ivr.line_control import LineControl
from ivr.outside import Outside, opened
from ivr.prompt_book import PromptBook
from ivr.service.agents import Agents
from ivr.service.background import Background, Work
from ivr.service.calls import Calls
from ivr.service.edited import EditedSettings
from ivr.service.exchange import Exchange
from ivr.service.going_on import remember_callers, restore_agents, resume_calls
from ivr.service.stores import Stores
from ivr.settings import Settings
from ivr.settings.secrets import API_TOKEN, ARI_PASSWORD, Secrets

LAST_PROJECTION: Final = 5.0
"""Seconds that the database gets at the end; what it does not take then, it takes at next start."""


@asynccontextmanager
async def running_service(
    settings: Settings, secrets: Secrets, *, file: Path
) -> AsyncIterator["Service"]:
    """Run the helpline against an Asterisk for the length of the block.

    ``file`` is the settings file to follow; it need not exist yet.
    """
    async with opened(settings, secrets) as outside:
        service = Service(settings, outside, ari_password=secrets.get(ARI_PASSWORD))
        await service.begin(file)
        app = build_app(service.shown(secrets.get(API_TOKEN)))
        try:
            async with service.ari, serving(app, settings.api.bind, settings.api.port):
                try:
                    yield service
                finally:
                    await service.finish_calls()
        finally:
            await service.end()


class Service:
    """A running helpline: four groups of parts, and what runs beside the calls."""

    def __init__(self, settings: Settings, outside: Outside, *, ari_password: str) -> None:
        self.lines = outside.lines
        self.control = LineControl(
            outside.lines, outside.overrides, outside.journal, settings.lines
        )
        self._background = Background()
        self._stores = Stores(settings, outside)
        self._exchange = Exchange(
            settings,
            outside,
            self._stores,
            self._background,
            password=ari_password,
            phones=lambda: self._agents.phones,
            reception=lambda: self._calls.reception,
        )
        self._agents = Agents(settings, self._stores, self._exchange)
        self._calls = Calls(settings, self.lines, self._stores, self._exchange, self._agents)
        self._edited = EditedSettings(
            settings, self.control, self._stores.recordings, self._agents, self._calls
        )
        self._name_parts()

    def _name_parts(self) -> None:
        """Name at hand what the command line, the node and tests ask a service for."""
        stores, exchange = self._stores, self._exchange
        self.journal, self.projector, self.queries = (
            stores.journal,
            stores.projector,
            stores.queries,
        )
        self.outages, self.recordings = stores.outages, stores.recordings
        self.ari, self.switchboard = exchange.ari, exchange.switchboard
        self.desk, self.roster = self._agents.desk, self._agents.roster
        self.reception, self.call_backs = self._calls.reception, self._calls.call_backs

    @property
    def settings(self) -> Settings:
        """Those that hold now, after the edits that were taken over."""
        return self._edited.settings

    async def begin(self, file: Path) -> None:
        """Bring the lines to their sizes, take up calls, and start what runs beside them."""
        await self.control.begin()
        await restore_agents(self._stores, self._exchange, self._agents)
        longest = self.settings.sip.longest_call
        await resume_calls(self._stores, self._exchange, self._calls, longest_call=longest)
        for name, work in self._endless(file).items():
            self._background.keep_up(name, work)
        self._background.spawn("earlier callers", self._remember_callers())

    async def finish_calls(self) -> None:
        """Let calls finish within the drain time; without Asterisk, leave them as they are."""
        self._exchange.diary.stopping(len(self.reception))
        await self._agents.codes.close()
        if self.ari.connected.is_set():
            await self._calls.close(self.settings.run.drain)

    async def end(self) -> None:
        """Give the database its last records, then end what runs beside the calls."""
        await self._calls.leave()
        self._exchange.diary.stopped()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_PROJECTION):
                await self.projector.catch_up()
        await self._background.end()

    def shown(self, token: str) -> Parts:
        """Give what the HTTP server shows and steers."""
        run, recordings = self.settings.run, self.settings.prompts.recordings
        return Parts(
            token=token,
            lines=self.control,
            calls=self.queries,
            metrics=self._stores.metrics,
            checks={
                "asterisk": self._asterisk_problem,
                "journal": self._journal_problem,
                "storage": self._storage_problem,
            },
            prompts=PromptBook(run.sounds, recordings=recordings),
            outages=self.outages,
            queue=self._agents.queue,
            agents=self.roster,
            supervisors=self.desk.beside.supervising,
            recordings=self.recordings,
            call_backs=self.call_backs,
            talks=self.desk.talks,
        )

    def _endless(self, file: Path) -> dict[str, Work]:
        stores, exchange, agents = self._stores, self._exchange, self._agents
        return {
            "pulse": exchange.pulse.beat,
            "comparison": exchange.comparison.keep,
            "phones": agents.phones.keep,
            "roster": agents.roster.repeat,
            "projector": stores.projector.run,
            "journal": stores.upkeep.run,
            "diary": exchange.diary.watch,
            "lines": self.control.run,
            "sounds": stores.sounds.run,
            "outages": stores.outages.follow,
            "shares": agents.shares.follow,
            "recordings": stores.recordings.run,
            "settings": lambda: self._edited.follow(file),
        }

    async def _remember_callers(self) -> None:
        """Remember callers of before once the records are in the database, however late."""
        await self.projector.catch_up()
        await remember_callers(self.settings, self._stores, self._agents, self._calls)

    async def _asterisk_problem(self) -> str | None:
        return None if self.ari.connected.is_set() else "there is no connection to Asterisk"

    async def _journal_problem(self) -> str | None:
        return self.journal.problem

    async def _storage_problem(self) -> str | None:
        return self.projector.problem
