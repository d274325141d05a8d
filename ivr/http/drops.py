"""Dropped calls, counted by what they have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from capacity.outcomes import Outcome
from ivr.http.call_query import BadQuery, read_drops_query
from ivr.http.calls import CallReader, storage_away
from ivr.http.replies import refuse, reply
from ivr.storage import STORAGE_FAULTS, By, Group


@dataclass(frozen=True, slots=True)
class DropReport:
    """The answer to GET /api/drops: calls offered from ``since`` until before ``until``.

    Each grouping counts all of them; the values of a group are parameters for GET /api/calls.
    """

    since: datetime
    until: datetime
    outcomes: Sequence[Outcome]
    groupings: Mapping[By, Sequence[Group]]

    @property
    def calls(self) -> int:
        """Count them all."""
        first: Sequence[Group] = next(iter(self.groupings.values()), ())
        return sum(group.calls for group in first)


async def count_drops(reader: CallReader, by: Sequence[By], wanted: Any) -> DropReport:
    """Ask for each grouping; may raise one of `STORAGE_FAULTS`."""
    groupings = {each: await reader.grouped(each, **wanted) for each in by}
    return DropReport(wanted["since"], wanted["until"], wanted["outcome"], groupings)


def show_drops(reader: CallReader) -> Handler:
    """Make the handler of GET /api/drops."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            by, wanted = read_drops_query(request.query, datetime.now(UTC))
            return reply(await count_drops(reader, by, wanted))
        except BadQuery as error:
            return refuse(400, error.problem)
        except STORAGE_FAULTS:
            return storage_away()

    return handler
