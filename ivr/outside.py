"""What a service has outside of itself: its journal, the database, and the state of the lines."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from sqlalchemy.ext.asyncio import AsyncEngine

from capacity.lines import LinePool, Sizes
from capacity.memory_lines import MemoryLinePool
from capacity.schedule import OverrideStore
from ivr.journal import Journal, Keys
from ivr.override_store import FileOverrideStore, RedisOverrideStore
from ivr.redis_lines import RedisLinePool
from ivr.settings import Settings
from ivr.settings.secrets import DATABASE_PASSWORD, JOURNAL_KEY, REDIS_PASSWORD, Secrets
from ivr.storage import create_engine

JOURNAL: Final = "journal"
"""The folder of the journal in the run folder."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What outlives the service; opened with `opened`."""

    journal: Journal
    engine: AsyncEngine
    lines: LinePool
    overrides: OverrideStore


@asynccontextmanager
async def opened(settings: Settings, secrets: Secrets) -> AsyncIterator[Outside]:
    """Open what the settings name. Database and Redis may be away; the journal must open."""
    folder = settings.run.folder
    async with AsyncExitStack() as stack:
        journal = _journal(settings, secrets)
        stack.callback(journal.close)
        engine = create_engine(settings.database.url, secrets.find(DATABASE_PASSWORD), folder)
        stack.push_async_callback(engine.dispose)
        lines, overrides = await _lines(settings, secrets, stack)
        yield Outside(journal, engine, lines, overrides)


def _journal(settings: Settings, secrets: Secrets) -> Journal:
    section = settings.journal
    find = secrets.get if section.private == "encrypted" else secrets.find
    return Journal.open(
        settings.run.folder / JOURNAL,
        settings.run.node,
        sync_after=section.sync_after,
        private=section.private,
        keys=Keys(find(JOURNAL_KEY) or ""),
    )


async def _lines(
    settings: Settings, secrets: Secrets, stack: AsyncExitStack
) -> tuple[LinePool, OverrideStore]:
    sizes = Sizes(settings.lines.incoming, settings.lines.outgoing)
    state = settings.state
    if state.redis_url is None:
        return MemoryLinePool(sizes), FileOverrideStore(settings.run.folder / "lines.json")
    url = _with_password(state.redis_url, secrets.find(REDIS_PASSWORD))
    pool = RedisLinePool.connect(url, node=settings.run.node, sizes=sizes, lease=state.lease)
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
