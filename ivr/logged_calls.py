"""The calls of a journal, as measures, simulation and replay want them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import structlog

from capacity.lines import Direction
from capacity.logged import LoggedCall
from ivr.journal import Reader
from ivr.journal.entries import RECORD
from ivr.records import CallRecord
from routing.order import Priority

log = structlog.get_logger()

USUAL_PRIORITY: Final = int(Priority.ORDINARY)


def logged_call(record: CallRecord, caller: int | None = None) -> LoggedCall:
    """Give what a record tells of a call; the discom is whose waiting line it was.

    ``caller`` stands for the number, which nobody needs who counts calls.
    """
    return LoggedCall(
        call_id=record.call_id,
        offered=record.offered_at,
        ended=record.ended_at,
        outcome=record.outcome,
        queue=record.discom,
        language=record.language,
        priority=USUAL_PRIORITY if record.priority is None else record.priority,
        queued=record.queued_at,
        answered=record.answered_at,
        agent=record.agent,
        parted=record.parted_at,
        direction=record.direction,
        landed=record.landed_at,
        reason=record.reason,
        trunk=record.trunk,
        drop=record.drop,
        cause=record.cause,
        caller=caller,
        line_size=record.line_size,
    )


def logged_calls(
    folder: Path, *, since: datetime | None = None, until: datetime | None = None
) -> Iterator[LoggedCall]:
    """Read the incoming calls offered in a period, in the order in which they were recorded.

    ``since`` is part of the period, ``until`` is not. One call at a time is in memory. A record
    that cannot be read is reported and passed over. Raises OSError.
    """
    for record in records(folder):
        if record.direction is not Direction.INCOMING:
            continue
        if (since is None or since <= record.offered_at) and (
            until is None or record.offered_at < until
        ):
            yield logged_call(record)


def records(folder: Path) -> Iterator[CallRecord]:
    """Read all records of a journal that can be read."""
    for _, entry in Reader(folder).entries():
        if entry.kind != RECORD:
            continue
        try:
            yield entry.read(CallRecord)
        except msgspec.ValidationError as error:
            log.warning("journal: record passed over", n=entry.n, error=str(error))
