"""How many calls there were, by what they have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Dialect, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ivr.storage.filters import NONE, CallFilter, conditions
from ivr.storage.models import calls

HOUR: Final = "%Y-%m-%dT%H"
"""How an hour (IST) is written in a group."""


class By(StrEnum):
    """What calls are grouped by."""

    VERDICT = "verdict"
    DISCOM = "discom"
    HOUR = "hour"
    TRUNK = "trunk"
    STAGE = "stage"
    CAUSE = "cause"


@dataclass(frozen=True, slots=True)
class Group:
    """So many calls have these values in common; what is not known is ``none``."""

    values: Mapping[str, str]
    calls: int


async def groups(connection: AsyncConnection, by: By, wanted: CallFilter) -> list[Group]:
    """Count the calls that are wanted; the largest group first, hours in their order."""
    columns = _columns(by, connection.dialect)
    many = func.count().label("calls")
    asked = select(*columns.values(), many).where(*conditions(wanted)).group_by(*columns.values())
    keys = list(columns.values())
    order = keys if by is By.HOUR else [many.desc(), *keys]
    rows = await connection.execute(asked.order_by(*order))
    return [Group(_values(list(columns), row[:-1]), row[-1]) for row in rows]


def _values(names: Sequence[str], row: Sequence[Any]) -> dict[str, str]:
    return {
        name: NONE if value is None else str(value) for name, value in zip(names, row, strict=True)
    }


def _columns(by: By, dialect: Dialect) -> dict[str, ColumnElement[Any]]:
    match by:
        case By.VERDICT:
            return {"outcome": calls.c.outcome, "drop": calls.c.drop}
        case By.HOUR:
            return {"hour": _hour(dialect)}
        case _:
            return {by.value: calls.c[by.value]}


def _hour(dialect: Dialect) -> ColumnElement[str]:
    """Write the hour in which a call was offered, in Indian time, which is 5:30 h ahead of UTC."""
    if dialect.name == "postgresql":
        utc = func.timezone("UTC", calls.c.offered_at)
        return func.to_char(utc + literal_column("interval '330 minutes'"), 'YYYY-MM-DD"T"HH24')
    minute = func.substr(calls.c.offered_at, 1, 16)  # SQLite would round up to the next hour
    return func.strftime(HOUR, minute, "+330 minutes")
