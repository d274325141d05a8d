"""Brings the tables of a database to the present version."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_ALONE: Final = {"postgresql": "SELECT pg_advisory_xact_lock(1912)", "sqlite": "BEGIN IMMEDIATE"}
"""Statements that let one upgrade of a database go on at a time, until it commits."""


async def upgrade(engine: AsyncEngine) -> None:
    """Apply the migrations that are missing, in one transaction; several nodes may try at once."""
    async with engine.begin() as connection:
        await connection.execute(text(_ALONE[engine.dialect.name]))
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
