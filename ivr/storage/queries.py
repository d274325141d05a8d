"""Questions about past calls. Each may raise one of `STORAGE_FAULTS`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Unpack

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from capacity.outcomes import IN_VAIN
from dialplan.old_place import TAKEN_OVER
from dialplan.story import Fact
from ivr.journal import OutageChanged, ShareChanged
from ivr.records import CallRecord
from ivr.storage.circumstances import LONGEST_CALL, Circumstances, circumstances, going_on
from ivr.storage.filters import CallFilter, conditions
from ivr.storage.grouping import By, Group, groups
from ivr.storage.models import calls, facts, outage_changes, projection, share_changes

SHOWN_WHEN_AMBIGUOUS: Final = 10
NOTHING_KNOWN: Final = Circumstances()
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
    around: Circumstances = NOTHING_KNOWN


class CallQueries:
    """Reads the projection."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def calls(self, *, limit: int = 100, **wanted: Unpack[CallFilter]) -> list[CallRecord]:
        """Give the records of the calls that are wanted, newest first."""
        newest = select(calls).order_by(calls.c.offered_at.desc(), calls.c.call_id).limit(limit)
        async with self._engine.connect() as connection:
            rows = await _rows(connection, newest.where(*conditions(wanted)))
        return [_record(row) for row in rows]

    async def grouped(self, by: By, **wanted: Unpack[CallFilter]) -> list[Group]:
        """Count the calls that are wanted, by what they have in common."""
        async with self._engine.connect() as connection:
            return await groups(connection, by, wanted)

    async def calls_now(self, *, limit: int = 100) -> list[CallStory]:
        """Give the calls that have no record yet, newest first, each with its facts."""
        now = datetime.now(UTC)
        async with self._engine.connect() as connection:
            wanted = going_on(now - LONGEST_CALL, now).order_by(facts.c.at.desc()).limit(limit)
            ids: list[str] = list(await connection.scalars(wanted))
            return [CallStory(each, None, await _facts(connection, each)) for each in ids]

    async def call(self, id_or_prefix: str) -> CallStory | None:
        """Give the call with this id, or else the only one whose id begins like this.

        The node's name in front may be left out, and ``last`` is the newest call.

        None if there is none; raises `AmbiguousCall`.
        """
        async with self._engine.connect() as connection:
            call_id = await _find(connection, id_or_prefix)
            if call_id is None:
                return None
            rows = await _rows(connection, select(calls).where(calls.c.call_id == call_id))
            record = _record(rows[0]) if rows else None
            around = await circumstances(connection, record) if record else NOTHING_KNOWN
            return CallStory(call_id, record, await _facts(connection, call_id), around)

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

    async def ended_in_vain(self, since: datetime) -> dict[str, datetime]:
        """Tell by number (E.164) when a caller's last call ended, if it was not answered."""
        newest = (
            select(calls.c.caller, calls.c.outcome, calls.c.ended_at)
            .where(calls.c.offered_at >= since - LONGEST_CALL, calls.c.ended_at >= since)
            .where(calls.c.caller.is_not(None))
            .order_by(calls.c.ended_at)
        )
        async with self._engine.connect() as connection:
            found = await connection.execute(newest)
            last = {row[0]: (row[1], row[2]) for row in found}
        return {number: at for number, (outcome, at) in last.items() if outcome in IN_VAIN}

    async def answered(self, since: datetime) -> dict[str, int]:
        """Count by agent the calls that they answered since then and that are over."""
        earliest = calls.c.offered_at >= since - LONGEST_CALL
        wanted = select(calls.c.agent, func.count()).where(earliest, calls.c.answered_at >= since)
        async with self._engine.connect() as connection:
            found = await connection.execute(wanted.group_by(calls.c.agent))
            return {row[0]: row[1] for row in found}

    async def cut_off_calls(self, since: datetime) -> list[CallStory]:
        """Give the calls that ended since then and that no call continues, in that order.

        Of their facts only what may hold for a caller's next call.
        """
        ended = select(calls).where(calls.c.ended_at >= since, calls.c.caller.is_not(None))
        ended = ended.where(calls.c.offered_at >= since - LONGEST_CALL).order_by(calls.c.ended_at)
        continuing = select(facts.c.value).where(facts.c.kind == "old-place", facts.c.at >= since)
        ids = ended.with_only_columns(calls.c.call_id).order_by(None)
        holding = select(facts).where(facts.c.kind.in_(("queued", *TAKEN_OVER)))
        holding = holding.where(facts.c.call_id.in_(ids)).order_by(facts.c.n)
        known: dict[str, list[Fact]] = {}
        async with self._engine.connect() as connection:
            records = [_record(row) for row in await _rows(connection, ended)]
            continued = set(await connection.scalars(continuing))
            for row in await _rows(connection, holding):
                known.setdefault(row["call_id"], []).append(_fact(row))
        return [
            CallStory(each.call_id, each, tuple(known.get(each.call_id, ())))
            for each in records
            if each.call_id not in continued
        ]

    async def outage_changes(self, since: datetime) -> list[tuple[datetime, OutageChanged]]:
        """Give what operators told of outages since then, and when."""
        wanted = select(outage_changes).where(outage_changes.c.at >= since)
        async with self._engine.connect() as connection:
            rows = await _rows(connection, wanted)
        return [(row["at"], msgspec.convert(row, OutageChanged)) for row in rows]

    async def share_changes(self, since: datetime) -> list[tuple[datetime, ShareChanged]]:
        """Give which lines operators opened or closed since then, and when."""
        wanted = select(share_changes).where(share_changes.c.at >= since)
        async with self._engine.connect() as connection:
            rows = await _rows(connection, wanted)
        return [(row["at"], msgspec.convert(row, ShareChanged)) for row in rows]

    async def ended_in_line(self, node: str, since: datetime) -> list[CallRecord]:
        """Give the records of a node's calls that came to a waiting line and ended since then."""
        wanted = (
            select(calls)
            .where(calls.c.offered_at >= since - LONGEST_CALL, calls.c.ended_at >= since)
            .where(calls.c.node == node, calls.c.queued_at.is_not(None))
            .order_by(calls.c.ended_at)
        )
        async with self._engine.connect() as connection:
            found = (await connection.stream(wanted)).mappings()  # between portions calls go on
            return [_record(_plain(row)) async for row in found]


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
    return [_plain(row) for row in (await connection.execute(wanted)).mappings()]


def _plain(row: RowMapping) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _record(row: dict[str, Any]) -> CallRecord:
    return msgspec.convert(row, CallRecord)


async def _facts(connection: AsyncConnection, call_id: str) -> tuple[Fact, ...]:
    known = select(facts).where(facts.c.call_id == call_id).order_by(facts.c.n)
    return tuple(_fact(row) for row in await _rows(connection, known))


def _fact(row: dict[str, Any]) -> Fact:
    return msgspec.convert(row, Fact)
