"""Makes a node's rows again from its journal, in one transaction that others see when it is done.

Meanwhile readers see the old rows. A projector that runs waits or tries again, because the
position of its node is locked first, and goes on behind what was made.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ivr.journal import Damage, Entry, Keys, Position, Reader
from ivr.lengths import counted
from ivr.storage.batches import Batch, write_what_fits
from ivr.storage.migrate import upgrade
from ivr.storage.models import calls, facts, line_changes, projection
from ivr.storage.rows import rows_of
from ivr.storage.upserts import move, write

BATCH: Final = 1000
MOST_NAMED: Final = 10
_LAST_CHARACTER: Final = "\U0010ffff"


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild came to: rows by table before and after, and what the journal lacked.

    Where calls lost their records, ``without_record`` names some that have facts all the same;
    those that go on are among them.
    """

    entries: int = 0
    rejected: int = 0
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)
    without_record: list[str] = field(default_factory=list)

    @property
    def lost(self) -> dict[str, int]:
        """Rows by table that there were before and are not after."""
        fewer = {table: rows - self.after[table] for table, rows in self.before.items()}
        return {table: rows for table, rows in fewer.items() if rows > 0}

    @property
    def loses(self) -> bool:
        """Whether the tables would know less than before, or less than the journal once did."""
        return bool(self.lost or self.damages)


class NothingToRebuildFrom(LookupError):
    """The journal has no entry."""


class WouldLose(Exception):
    """The journal is damaged or lacks what the tables have; nothing was changed."""

    def __init__(self, found: Rebuilt) -> None:
        super().__init__(_why(found))
        self.found = found


def _why(found: Rebuilt) -> str:
    if found.damages:
        first, others = found.damages[0], len(found.damages) - 1
        more = f" and in {counted(others, 'more line')}" if others else ""
        return f"it is damaged at {first.file}:{first.line}{more}"
    rows = " and ".join(f"{counted(rows, 'row')} of {table}" for table, rows in found.lost.items())
    return f"the tables hold {rows} that it lacks"


@dataclass(frozen=True, slots=True)
class Source:
    """The journal of a node, and the keys to its private fields."""

    folder: Path
    node: str
    keys: Keys


async def rebuild(
    engine: AsyncEngine, source: Source, *, anyway: bool, progress: Callable[[int], None]
) -> Rebuilt:
    """Replace the rows of the node's calls by what its journal says; ``progress`` counts entries.

    Rows from before the journal's first entry stay, as do those of other nodes. Raises
    `NothingToRebuildFrom`, `WrongKey`, and `WouldLose` unless ``anyway``.
    """
    result = Rebuilt()
    begin = await asyncio.to_thread(Reader(source.folder).take, 1)
    if not begin:
        raise NothingToRebuildFrom
    await upgrade(engine)
    async with engine.begin() as connection:
        await _lock(connection, source.node, begin[0])
        old = await _rows_of_node(connection, source.node, begin[0][1])
        result.before = await _counted(connection, old)
        for table, where in old.items():
            await connection.execute(delete(table).where(where))
        await _fill(connection, source, result, progress)
        result.after = await _counted(connection, old)
        if result.loses and not anyway:
            raise WouldLose(result)
        if "calls" in result.lost:
            result.without_record = await _without_record(connection, old[facts])
    return result


async def _lock(connection: AsyncConnection, node: str, first: tuple[Position, Entry]) -> None:
    """Keep the node's projector out until the end of the transaction."""
    if connection.dialect.name == "sqlite":
        await connection.execute(text("BEGIN IMMEDIATE"))
    await move(connection, node, first[0], first[1].n)


async def _rows_of_node(
    connection: AsyncConnection, node: str, first: Entry
) -> dict[Table, ColumnElement[bool]]:
    """Tell which rows the journal accounts for, in the order in which they can be deleted."""
    whole = first.n == 1
    others = await connection.scalars(select(projection.c.node).where(projection.c.node != node))
    return {
        facts: _facts_of(node, list(others)) & (true() if whole else facts.c.at >= first.at),
        calls: (calls.c.node == node) & (true() if whole else calls.c.ended_at >= first.at),
        line_changes: (line_changes.c.node == node)
        & (true() if whole else line_changes.c.at >= first.at),
    }


def _facts_of(node: str, others: list[str]) -> ColumnElement[bool]:
    """Facts have no node: they belong to a call that has, or to one that goes on."""
    own = select(calls.c.call_id).where(calls.c.node == node)
    foreign = select(calls.c.call_id).where(calls.c.node != node)
    longer = [_named_after(other) for other in others if other.startswith(f"{node}-")]
    unfinished = and_(
        _named_after(node), facts.c.call_id.not_in(foreign), *(~other for other in longer)
    )
    return or_(facts.c.call_id.in_(own), unfinished)


def _named_after(node: str) -> ColumnElement[bool]:
    begin = f"{node}-"
    return (facts.c.call_id >= begin) & (facts.c.call_id < begin + _LAST_CHARACTER)


async def _counted(
    connection: AsyncConnection, rows: dict[Table, ColumnElement[bool]]
) -> dict[str, int]:
    return {
        table.name: await connection.scalar(select(func.count()).select_from(table).where(where))
        or 0
        for table, where in rows.items()
    }


async def _without_record(connection: AsyncConnection, ours: ColumnElement[bool]) -> list[str]:
    recorded = exists().where(calls.c.call_id == facts.c.call_id)
    offered = select(facts.c.call_id).where(ours, facts.c.kind == "offered", ~recorded)
    return list(await connection.scalars(offered.order_by(facts.c.at).limit(MOST_NAMED)))


async def _fill(
    connection: AsyncConnection, source: Source, result: Rebuilt, progress: Callable[[int], None]
) -> None:
    """Write what the journal has until its end is reached once; a service goes on writing."""

    async def write_batch(batch: Batch) -> int:
        rows = rows_of(source.node, (entry for _, entry in batch))
        async with connection.begin_nested():
            await write(connection, rows)
        return rows.unreadable

    reader = Reader(source.folder, keys=source.keys, report=result.damages.append)
    while not reader.at_end:
        batch = await asyncio.to_thread(reader.take, BATCH)
        if batch:
            result.rejected += await write_what_fits(write_batch, batch)
            result.entries += len(batch)
            progress(result.entries)
            place, last = batch[-1]
            await move(connection, source.node, place, last.n)
