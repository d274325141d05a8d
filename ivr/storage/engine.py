"""Connections to the database that is set: PostgreSQL, or SQLite in the run folder."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import asyncpg
import msgspec
from sqlalchemy import URL, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ivr.journal import WrongKey

FILE: Final = "helpline.db"
CONNECT: Final = 3.0
STATEMENT: Final = 10.0

STORAGE_FAULTS: Final = (
    SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,  # also refused connections and every TimeoutError
)
"""What a question to the database may raise when it cannot answer."""

DATA_FAULTS: Final = (DBAPIError, OverflowError)
"""Where to look for a value that the database cannot hold; see `is_about_data`."""

_ABOUT_DATA: Final = ("22", "23")
"""Classes of SQLSTATE: data exception, integrity constraint violation."""


def create_engine(
    url: str | None, password: str | None, run_folder: Path, *, longest: float = STATEMENT
) -> AsyncEngine:
    """Prepare the connections without making one yet.

    ``url`` begins with ``postgresql://`` or ``sqlite://``; None means the file ``helpline.db`` in
    ``run_folder``. At most four connections are open; connecting takes at most 3 s and a
    statement ``longest`` seconds.
    """
    if url is None:
        url = f"sqlite:///{run_folder / FILE}"
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed, password, longest)
    return _sqlite(parsed, longest)


def _postgresql(url: URL, password: str | None, longest: float) -> AsyncEngine:
    url = url.set(drivername="postgresql+asyncpg", password=password or url.password)
    arguments = {
        "timeout": CONNECT,
        "command_timeout": longest,
        "server_settings": {
            "application_name": "helpline",
            "statement_timeout": str(int(longest * 1000)),
        },
    }
    return create_async_engine(
        url, connect_args=arguments, pool_pre_ping=True, hide_parameters=True, **_SHARED
    )


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


_SHARED: Final[Mapping[str, Any]] = {
    "pool_size": 4,
    "max_overflow": 0,
    "pool_timeout": 5.0,
    "json_serializer": _json,
}
"""What all engines have: few connections, and a writer of JSON that is faster than the usual."""


def _sqlite(url: URL, longest: float) -> AsyncEngine:
    if url.database:
        _create_private_file(Path(url.database))
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        connect_args={"timeout": longest},
        hide_parameters=True,
        **_SHARED,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


def _create_private_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Let readers and the writer work at once; the journal makes a lost last commit harmless."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


async def ping(engine: AsyncEngine, *, timeout: float = 1.0) -> str | None:  # noqa: ASYNC109
    """Ask the database for a sign of life; give what is wrong, or None."""
    try:
        async with asyncio.timeout(timeout), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except STORAGE_FAULTS as error:
        return f"the database does not answer: {describe(error)}"
    return None


def is_about_data(error: Exception) -> bool:
    """Tell whether the values are at fault, so that trying again would never help."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, OverflowError)
    state = getattr(error.orig, "sqlstate", None) or ""
    return isinstance(error, IntegrityError) or state.startswith(_ABOUT_DATA)


def describe(error: Exception) -> str:
    """Name a fault without the values that its own message may quote."""
    if isinstance(error, WrongKey):
        return str(error)
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None)
        return f"{type(error.orig).__name__} {state}" if state else type(error.orig).__name__
    if isinstance(error, OSError) and error.strerror:
        return f"{type(error).__name__}: {error.strerror}"
    return type(error).__name__
