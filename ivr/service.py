"""The helpline service of one node: all parts made, joined, and ended in the right order."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

import structlog

from capacity.lines import LinePool, Sizes
from capacity.memory_lines import MemoryLinePool
from capacity.schedule import OverrideStore
from dialplan.story import Fact
from ivr.ari import AriClient, AriError
from ivr.calls.desk import AgentDesk
from ivr.calls.earlier import MOST, EarlierCalls
from ivr.calls.reception import Reception
from ivr.calls.switchboard import Switchboard
from ivr.calls.telephone import Telephone
from ivr.house import agent_cards, desk_rules, house_rules
from ivr.http import Metrics, Parts, build_app, serving
from ivr.journal import Journal
from ivr.line_control import LineControl
from ivr.override_store import FileOverrideStore, RedisOverrideStore
from ivr.records import CallRecord
from ivr.redis_lines import RedisLinePool
from ivr.settings import Settings, SettingsError
from ivr.settings.secrets import (
    API_TOKEN,
    ARI_PASSWORD,
    DATABASE_PASSWORD,
    REDIS_PASSWORD,
    Secrets,
)
from ivr.settings.watching import edits
from ivr.storage import STORAGE_FAULTS, CallQueries, Projector, create_engine
from prompts.library import SoundLibrary

log = structlog.get_logger()

LAST_PROJECTION: Final = 5.0
"""Seconds that the database gets at the end; what it does not take then, it takes at next start."""

AT_START_ONLY: Final = ("run", "sip", "ari", "state", "database", "api")
"""Tables of helpline.toml whose changes wait for the next start."""


@dataclass(frozen=True, slots=True)
class Records:
    """Journals what becomes known about calls, and counts the calls that are over."""

    journal: Journal
    metrics: Metrics

    def fact(self, call_id: str, fact: Fact) -> None:
        """Keep a fact of a call."""
        self.journal.fact(call_id, fact)

    def record(self, record: CallRecord) -> None:
        """Keep the record of a call that is over."""
        self.journal.record(record)
        self.metrics.call_ended(record)


@dataclass
class Service:
    """The parts of a running helpline."""

    settings: Settings
    journal: Journal
    projector: Projector
    queries: CallQueries
    metrics: Metrics
    lines: LinePool
    control: LineControl
    ari: AriClient
    desk: AgentDesk
    reception: Reception
    switchboard: Switchboard
    telephone: Telephone
    earlier: EarlierCalls
    background: set[asyncio.Task[None]] = field(default_factory=set)

    def spawn(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the calls; its failure is logged and disturbs none of them."""
        task = asyncio.create_task(work, name=name)
        self.background.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background.failed", part=task.get_name(), exc_info=error)

    def connection_changed(self, *, up: bool) -> None:
        """After each (re)connection, end the legs that ended while nobody listened."""
        if up:
            self.spawn("compare with Asterisk", self._compare())

    async def _compare(self) -> None:
        with suppress(AriError):
            self.switchboard.reconnected(await self.telephone.channels())

    async def follow(self, file: Path) -> None:
        """Take over edits of the settings file as they come; a bad edit changes nothing."""
        async for edit in edits(file):
            if isinstance(edit, SettingsError):
                self.control.refused_edit = str(edit)
                log.error("settings.refused", problems=[str(p) for p in edit.problems])
            else:
                self.control.refused_edit = None
                await self._apply(edit)

    async def _apply(self, settings: Settings) -> None:
        late = [n for n in AT_START_ONLY if getattr(settings, n) != getattr(self.settings, n)]
        if late:
            log.warning("settings.need_restart", tables=late)
        kept = {name: getattr(self.settings, name) for name in AT_START_ONLY}
        self.settings = settings = settings.model_copy(update=kept)
        await self.control.follow_file(settings.lines)
        self.desk.change(agent_cards(settings), desk_rules(settings))
        self.reception.rules = house_rules(settings)
        log.info("settings.taken_over")

    async def remember_callers(self) -> None:
        """Fill the memory of earlier callers from the records, however long that takes."""
        await self.projector.catch_up()
        with suppress(*STORAGE_FAULTS):
            self.earlier.fill(await self.queries.earlier_discoms(limit=MOST))

    def parts(self, token: str) -> Parts:
        """Give what the HTTP server shows and steers."""
        return Parts(
            token=token,
            lines=self.control,
            calls=self.queries,
            metrics=self.metrics,
            checks={"asterisk": self._asterisk_problem, "storage": self._storage_problem},
        )

    async def _asterisk_problem(self) -> str | None:
        return None if self.ari.connected.is_set() else "there is no connection to Asterisk"

    async def _storage_problem(self) -> str | None:
        return self.projector.problem

    async def close(self) -> None:
        """Let calls finish within the drain time, then end the background work."""
        await self.reception.close(self.settings.run.drain)
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_PROJECTION):
                await self.projector.catch_up()
        for task in self.background:
            task.cancel()
        if self.background:
            await asyncio.wait(self.background)


@asynccontextmanager
async def running_service(
    settings: Settings, secrets: Secrets, *, file: Path
) -> AsyncIterator[Service]:
    """Run the helpline against an Asterisk for the length of the block.

    ``file`` is the settings file to follow; it need not exist yet.
    """
    async with AsyncExitStack() as stack:
        service = await _assemble(settings, secrets, stack)
        service.spawn("projector", service.projector.run())
        service.spawn("lines", service.control.run())
        service.spawn("settings", service.follow(file))
        service.spawn("earlier callers", service.remember_callers())
        try:
            await stack.enter_async_context(service.ari)
            app = build_app(service.parts(secrets.get(API_TOKEN)))
            await stack.enter_async_context(serving(app, settings.api.bind, settings.api.port))
            yield service
        finally:
            await service.close()


async def _assemble(settings: Settings, secrets: Secrets, stack: AsyncExitStack) -> Service:
    folder = settings.run.folder
    journal = Journal.open(folder / "journal", settings.run.node)
    stack.callback(journal.close)
    engine = create_engine(settings.database.url, secrets.find(DATABASE_PASSWORD), folder)
    stack.push_async_callback(engine.dispose)
    lines, store = await _lines(settings, secrets, stack)
    control = LineControl(lines, store, journal, settings.lines)
    await control.begin()
    sounds, earlier = SoundLibrary(settings.run.sounds), EarlierCalls()
    # These three need each other; what is named here before it is made is called much later.
    switchboard = Switchboard(lambda *call: reception.take(*call))  # noqa: PLW0108
    ari = AriClient(
        f"http://{settings.ari.host}:{settings.ari.port}",
        user=settings.ari.user,
        password=secrets.get(ARI_PASSWORD),
        app=settings.ari.app,
        on_event=switchboard.receive,
        on_change=lambda up: service.connection_changed(up=up),
        transport=settings.ari.transport,
        timeout=settings.ari.request_timeout,
    )
    telephone = Telephone(ari, settings.ari.app)
    projector = Projector(engine, journal)
    metrics = Metrics(journal, projector)
    desk = AgentDesk(agent_cards(settings), desk_rules(settings), telephone, switchboard)
    reception = Reception(
        rules=house_rules(settings),
        lines=lines,
        telephone=telephone,
        switchboard=switchboard,
        desk=desk,
        earlier=earlier,
        keeper=Records(journal, metrics),
        media=sounds.media,
    )
    service = Service(
        settings=settings,
        journal=journal,
        projector=projector,
        metrics=metrics,
        queries=CallQueries(engine),
        lines=lines,
        control=control,
        ari=ari,
        desk=desk,
        reception=reception,
        switchboard=switchboard,
        telephone=telephone,
        earlier=earlier,
    )
    return service


async def _lines(
    settings: Settings, secrets: Secrets, stack: AsyncExitStack
) -> tuple[LinePool, OverrideStore]:
    sizes = Sizes(settings.lines.incoming, settings.lines.outgoing)
    if settings.state.redis_url is None:
        return MemoryLinePool(sizes), FileOverrideStore(settings.run.folder / "lines.json")
    url = _with_password(settings.state.redis_url, secrets.find(REDIS_PASSWORD))
    pool = RedisLinePool.connect(
        url, node=settings.run.node, sizes=sizes, lease=settings.state.lease
    )
    return (
        await stack.enter_async_context(pool),
        await stack.enter_async_context(RedisOverrideStore.connect(url)),
    )


def _with_password(url: str, password: str | None) -> str:
    if password is None:
        return url
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{parts.username or ''}:{quote(password, safe='')}@{host}"
    return urlunsplit(parts._replace(netloc=netloc))
