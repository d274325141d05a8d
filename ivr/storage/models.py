"""The tables. The columns of ``calls`` are the fields of `CallRecord`."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    Index,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects import postgresql

from ivr.journal.agent_changes import DISPOSITION


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC also by SQLite, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive time: nobody could say which moment it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no zone; pass an aware time")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back the zone that SQLite drops."""
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


# Compared byte by byte, so that the primary key also finds the ids that begin with a prefix.
Identifier = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

metadata = MetaData()

calls = Table(
    "calls",
    metadata,
    Column("call_id", Identifier, primary_key=True),
    Column("node", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("cause", BigInteger),
    Column("drop", Text),
    Column("landed_at", UtcDateTime),
    Column("queued_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("parted_at", UtcDateTime),
    Column("called_raw", Text, nullable=False),
    Column("called_std", Text),
    Column("caller_raw", Text, nullable=False),
    Column("caller", Text),
    Column("caller_kind", Text, nullable=False),
    Column("language", Text),
    Column("discom", Text),
    Column("discom_how", Text),
    Column("reason", Text),
    Column("priority", BigInteger),
    Column("agent", Text),
    Column("trunk", Text),
    Column("line_level", BigInteger),
    Column("line_size", BigInteger),
    Column("disposition", Text),
    Column("continues", Text),
    Column("ticket", Text),
    Column("taken_over_by", Text),
    Index("calls_offered_at", "offered_at"),
)

facts = Table(
    "facts",
    metadata,
    Column("call_id", Identifier, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", JSON(none_as_null=True)),
    Column("how", Text),
    Column("private", Boolean, nullable=False),
)

Index(
    "facts_offered",
    facts.c.at,
    postgresql_where=facts.c.kind == "offered",
    sqlite_where=facts.c.kind == "offered",
)

line_changes = Table(
    "line_changes",
    metadata,
    Column("node", Text, primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("incoming", BigInteger, nullable=False),
    Column("outgoing", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
)

service_changes = Table(
    "service_changes",
    metadata,
    Column("node", Text, primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Text, nullable=False),
    Column("seconds", Double),
    Column("detail", Text, nullable=False),
)

outage_changes = Table(
    "outage_changes",
    metadata,
    Column("node", Text, primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Text, nullable=False),
    Column("outage", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("discom", Text),
    Column("until", UtcDateTime),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
)

share_changes = Table(
    "share_changes",
    metadata,
    Column("node", Text, primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Text, nullable=False),
    Column("discom", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
)

agent_changes = Table(
    "agent_changes",
    metadata,
    Column("node", Text, primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("presence", Text),
    Column("since", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("call", Text),
    Column("until", UtcDateTime),
    Column("disposition", Text),
    Column("misses", BigInteger, nullable=False),
    Column("unreachable_since", UtcDateTime),
    Column("who", Text, nullable=False),
)

Index(
    "agent_changes_call",
    agent_changes.c.call,
    postgresql_where=agent_changes.c.what == DISPOSITION,
    sqlite_where=agent_changes.c.what == DISPOSITION,
)

projection = Table(
    "projection",
    metadata,
    Column("node", Text, primary_key=True),
    Column("segment", Text, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("n", BigInteger, nullable=False),
)
