"""Writing rows so that writing them again changes nothing."""

from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from ivr.journal import Position
from ivr.journal.agent_changes import DISPOSITION
from ivr.storage.models import (
    agent_changes,
    calls,
    facts,
    line_changes,
    outage_changes,
    projection,
    service_changes,
    share_changes,
)
from ivr.storage.rows import Row, Rows


async def write(connection: AsyncConnection, rows: Rows) -> None:
    """Write a batch within the connection's transaction."""
    await _insert(connection, calls, rows.calls)
    await _upsert(connection, facts, rows.facts)
    await _upsert(connection, line_changes, rows.line_changes)
    await _upsert(connection, service_changes, rows.service_changes)
    await _upsert(connection, outage_changes, rows.outage_changes)
    await _upsert(connection, share_changes, rows.share_changes)
    await _upsert(connection, agent_changes, rows.agent_changes)
    await _dispose(connection, rows)


async def move(connection: AsyncConnection, node: str, place: Position, n: int) -> None:
    """Note how far the journal of a node is projected: behind the entry numbered ``n``."""
    row = {
        "node": node,
        "segment": place.segment,
        "offset": place.offset,
        "line": place.line,
        "n": n,
    }
    await _upsert(connection, projection, [row])


async def position(connection: AsyncConnection, node: str) -> tuple[Position, int] | None:
    """Tell how far the journal of a node is projected, or None for not at all."""
    found = await connection.execute(select(projection).where(projection.c.node == node))
    row = found.one_or_none()
    return None if row is None else (Position(row.segment, row.offset, row.line), row.n)


async def _insert(connection: AsyncConnection, table: Table, rows: list[Row]) -> None:
    """Keep the row that is there: the first record of a call is the one that was seen made."""
    if rows:
        await connection.execute(_insertion(connection.dialect.name, table), rows)


async def _dispose(connection: AsyncConnection, rows: Rows) -> None:
    """Put what agents said of calls into the records, whichever of the two came first."""
    told = [row["call"] for row in rows.agent_changes if row["what"] == DISPOSITION]
    ids = [*told, *(row["call_id"] for row in rows.calls)]
    if not ids:
        return
    change = agent_changes.c
    wanted = select(change.call, change.disposition).where(change.what == DISPOSITION)
    found = await connection.execute(
        wanted.where(change.call.in_(ids)).order_by(change.at, change.n)
    )
    newest = {row.call: row.disposition for row in found}
    if newest:
        statement = update(calls).where(calls.c.call_id == bindparam("of"))
        said = [{"of": call, "said": value} for call, value in newest.items()]
        await connection.execute(statement.values(disposition=bindparam("said")), said)


async def _upsert(connection: AsyncConnection, table: Table, rows: list[Row]) -> None:
    if rows:
        await connection.execute(_upsertion(connection.dialect.name, table), rows)


# Made once, because SQLAlchemy takes longer to make a statement than to run it.
@cache
def _insertion(dialect: str, table: Table) -> Any:
    return _insert_into(dialect, table).on_conflict_do_nothing()


@cache
def _upsertion(dialect: str, table: Table) -> Any:
    statement = _insert_into(dialect, table)
    keys = list(table.primary_key.columns)
    others = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=others)


def _insert_into(dialect: str, table: Table) -> Any:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
