"""Writing entries in batches, of which one that the database cannot hold spoils no other."""

from collections.abc import Awaitable, Callable, Sequence

import structlog

from ivr.journal import Entry, Position
from ivr.storage.engine import DATA_FAULTS, describe, is_about_data

log = structlog.get_logger()

Batch = Sequence[tuple[Position, Entry]]
Write = Callable[[Batch], Awaitable[int]]
"""Writes a batch in a transaction; gives the number of entries that made no sense."""


async def write_what_fits(write: Write, batch: Batch) -> int:
    """Write a batch; give the number of its entries that the database will never take."""
    try:
        return await write(batch)
    except DATA_FAULTS as error:
        if not is_about_data(error):
            raise
        if len(batch) == 1:
            log.warning("storage: entry rejected", n=batch[0][1].n, error=describe(error))
            return 1
    middle = len(batch) // 2
    return sum([await write_what_fits(write, half) for half in (batch[:middle], batch[middle:])])
