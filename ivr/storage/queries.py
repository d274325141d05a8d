"""Questions about past calls. Each may raise one of `STORAGE_FAULTS`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.records import CallRecord
from ivr.storage.models import calls, facts, projection

SHOWN_WHEN_AMBIGUOUS: Final = 10
LAST: Final = "last"
"""Asks for the newest call instead of one by its id."""

_LAST_CHARACTER: Final = "\U0010ffff"


class AmbiguousCall(LookupError):
    """Several calls have ids that begin like this; ``ids`` names some of them."""

    def __init__(self, prefix: str, ids: Sequence[str]) -> None:
        super().__init__(f"several calls begin with {prefix!r}: {', '.join(ids)}")
        self.ids = tuple(ids)


@dataclass(frozen=True, slots=True)
class CallStory:
    """A call with its facts in order; ``record`` is None while the call goes on."""

    call_id: str
    record: CallRecord | None
    facts: tuple[Fact, ...]


class CallQueries:
    """Reads the projection."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def calls(
        self,
        *,
        since: datetime | None = None,
        outcome: Outcome | None = None,
        discom: str | None = None,
        limit: int = 100,
    ) -> list[CallRecord]:
        """Give the records of the calls offered at or after ``since``, newest first."""
        wanted = select(calls).order_by(calls.c.offered_at.desc(), calls.c.call_id).limit(limit)
        if since is not None:
            wanted = wanted.where(calls.c.offered_at >= since)
        if outcome is not None:
            wanted = wanted.where(calls.c.outcome == outcome.value)
        if discom is not None:
            wanted = wanted.where(calls.c.discom == discom)
        async with self._engine.connect() as connection:
            rows = await _rows(connection, wanted)
        return [_record(row) for row in rows]

    async def call(self, id_or_prefix: str) -> CallStory | None:
        """Give the call with this id, or else the only one whose id begins like this.

        The node's name in front may be left out, and ``last`` is the newest call.

        None if there is none; raises `AmbiguousCall`.
        """
        async with self._engine.connect() as connection:
            call_id = await _find(connection, id_or_prefix)
            if call_id is None:
                return None
            record = await _rows(connection, select(calls).where(calls.c.call_id == call_id))
            known = select(facts).where(facts.c.call_id == call_id).order_by(facts.c.n)
            return CallStory(
                call_id,
                _record(record[0]) if record else None,
                tuple(_fact(row) for row in await _rows(connection, known)),
            )

    async def earlier_discoms(self, *, days: int = 180, limit: int) -> list[tuple[str, str]]:
        """Give pairs of a caller's number (E.164) and the discom of that call, newest first."""
        earliest = datetime.now(UTC) - timedelta(days=days)
        wanted = (
            select(calls.c.caller, calls.c.discom)
            .where(calls.c.offered_at >= earliest)
            .where(calls.c.caller.is_not(None), calls.c.discom.is_not(None))
            .order_by(calls.c.offered_at.desc())
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            found = await connection.stream(wanted)  # in portions, between which calls go on
            return [(row[0], row[1]) async for row in found]


async def _find(connection: AsyncConnection, asked: str) -> str | None:
    """Find the whole id for ``last``, an id, its beginning, or either without the node's name."""
    if asked == LAST:
        newest = select(calls.c.call_id).order_by(calls.c.offered_at.desc()).limit(1)
        last: str | None = await connection.scalar(newest)
        return last
    nodes = await connection.scalars(select(projection.c.node))
    found: set[str] = set()
    for begin in (asked, *(f"{node}-{asked}" for node in nodes)):
        for table in (calls, facts):
            if await _ids(connection, table, table.c.call_id == begin):
                return begin
            begins = (table.c.call_id >= begin) & (table.c.call_id < begin + _LAST_CHARACTER)
            found |= await _ids(connection, table, begins)
    if len(found) > 1:
        raise AmbiguousCall(asked, sorted(found)[:SHOWN_WHEN_AMBIGUOUS])
    return found.pop() if found else None


async def _ids(connection: AsyncConnection, table: Table, where: ColumnElement[bool]) -> set[str]:
    wanted = select(table.c.call_id).distinct().where(where).limit(SHOWN_WHEN_AMBIGUOUS)
    return set(await connection.scalars(wanted))


async def _rows(connection: AsyncConnection, wanted: Select[Any]) -> list[dict[str, Any]]:
    """Give rows as plain dictionaries; the names of columns are a subclass of str otherwise."""
    found = (await connection.execute(wanted)).mappings()
    return [{str(name): value for name, value in row.items()} for row in found]


def _record(row: dict[str, Any]) -> CallRecord:
    return msgspec.convert(row, CallRecord)


def _fact(row: dict[str, Any]) -> Fact:
    return msgspec.convert(row, Fact)
