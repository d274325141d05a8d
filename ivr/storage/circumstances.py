"""What else went on while a call did: the lines, other calls, and the service itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ivr.journal.service_changes import ENDS
from ivr.records import CallRecord
from ivr.storage.models import calls, facts, line_changes, service_changes

LONGEST_CALL: Final = timedelta(hours=4)
"""How far back calls are looked for that still went on; see ``sip.longest_call``."""

NEAR: Final = timedelta(seconds=30)
"""How far from a call's end something may be and still have to do with it."""

MOST_CHANGES: Final = 50


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """Something that happened to the service of a node; see `ServiceChanged`."""

    at: datetime
    what: str
    seconds: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The surroundings of one call.

    ``held`` of ``size`` lines were held when it ended, as far as is known; ``alike`` counts the
    other calls that ended in the same way within `NEAR` of it.
    """

    held: int | None = None
    size: int | None = None
    alike: int = 0
    service: tuple[ServiceEvent, ...] = ()


async def circumstances(connection: AsyncConnection, record: CallRecord) -> Circumstances:
    """Find out what went on around a call that is over."""
    alike = await connection.scalar(_alike(record)) if record.drop else 0
    begin, end = record.offered_at - NEAR, record.ended_at + NEAR
    return Circumstances(
        held=await _held(connection, record),
        size=await _size(connection, record),
        alike=alike or 0,
        service=tuple(await service_between(connection, record.node, begin, end)),
    )


async def service_between(
    connection: AsyncConnection, node: str, begin: datetime, end: datetime
) -> list[ServiceEvent]:
    """Tell what happened to a node's service, beginning with what lasted since before ``begin``."""
    changes = select(service_changes).where(service_changes.c.node == node)
    within = changes.where(service_changes.c.at.between(begin, end))
    in_order = within.order_by(service_changes.c.at, service_changes.c.n).limit(MOST_CHANGES)
    found = await _events(connection, in_order)
    lasting: list[ServiceEvent] = []
    for what, its_ends in ENDS.items():
        before = changes.where(service_changes.c.what.in_((what, *its_ends)))
        newest = before.where(service_changes.c.at < begin).order_by(
            service_changes.c.at.desc(), service_changes.c.n.desc()
        )
        events = await _events(connection, newest.limit(1))
        lasting += [event for event in events if event.what == what]
    return sorted(lasting, key=lambda event: event.at) + found


def going_on(since: datetime, until: datetime) -> Select[Any]:
    """Ask for the ids of the calls offered in this time that have no record yet."""
    over = exists().where(calls.c.call_id == facts.c.call_id)
    offered = select(facts.c.call_id).where(facts.c.kind == "offered")
    return offered.where(facts.c.at.between(since, until), ~over)


async def _events(connection: AsyncConnection, wanted: Select[Any]) -> list[ServiceEvent]:
    rows = (await connection.execute(wanted)).mappings()
    return [ServiceEvent(r["at"], r["what"], r["seconds"], r["detail"]) for r in rows]


def _alike(record: CallRecord) -> Select[Any]:
    earliest = record.offered_at - LONGEST_CALL
    return (
        select(func.count())
        .select_from(calls)
        .where(calls.c.drop == record.drop, calls.c.call_id != record.call_id)
        .where(calls.c.offered_at.between(earliest, record.ended_at + NEAR))
        .where(calls.c.ended_at.between(record.ended_at - NEAR, record.ended_at + NEAR))
    )


async def _held(connection: AsyncConnection, record: CallRecord) -> int:
    """Count the calls on lines when this one ended; those that still go on count too."""
    at, earliest = record.ended_at, record.ended_at - LONGEST_CALL
    over = (
        select(calls.c.call_id)
        .where(calls.c.direction == record.direction.value)
        .where(calls.c.offered_at.between(earliest, at))
        .where(calls.c.landed_at <= at, calls.c.ended_at >= at)
    )
    either = over.union_all(going_on(earliest, at)).subquery()
    return await connection.scalar(select(func.count()).select_from(either)) or 0


async def _size(connection: AsyncConnection, record: CallRecord) -> int | None:
    """Give the size of the pool when the call ended: the last change, or what the call met."""
    newest = (
        select(line_changes.c[record.direction.value])
        .where(line_changes.c.node == record.node, line_changes.c.at <= record.ended_at)
        .order_by(line_changes.c.at.desc(), line_changes.c.n.desc())
        .limit(1)
    )
    found: int | None = await connection.scalar(newest)
    return record.line_size if found is None else found
