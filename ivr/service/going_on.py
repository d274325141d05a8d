"""Going on after a restart: with agents, with calls, and with what callers are remembered for."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from dialplan.asked import ASKED_IN
from dialplan.story import Fact
from ivr.agents.roster import READ_BACK
from ivr.calls.earlier import MOST
from ivr.calls.reception import last_sign
from ivr.journal.agent_changes import newest_changes
from ivr.journal.unfinished import unfinished_calls
from ivr.service.agents import Agents
from ivr.service.calls import Calls
from ivr.service.exchange import Exchange
from ivr.service.stores import Stores
from ivr.settings import Settings
from ivr.storage import STORAGE_FAULTS

log = structlog.get_logger()

AFTER_LONGEST: Final = timedelta(minutes=10)
"""How much longer than the longest call one may last until it has its record."""


async def restore_agents(stores: Stores, exchange: Exchange, agents: Agents) -> None:
    """Let agents be on duty, on pause or in their wrap-up as before this process."""
    since = _last_life(exchange) - READ_BACK
    known = await asyncio.to_thread(newest_changes, stores.journal.folder, since=since)
    agents.roster.restore(known)


async def resume_calls(
    stores: Stores, exchange: Exchange, calls: Calls, *, longest_call: float
) -> None:
    """Go on with the calls that no process has closed: it was killed, or lost its machine.

    ``longest_call`` is in seconds.
    """
    last = _last_life(exchange)
    longest = timedelta(seconds=longest_call)
    since = min(last - longest, stores.oldest_call_back.moment or last) - AFTER_LONGEST
    unfinished = await asyncio.to_thread(
        unfinished_calls, stores.journal.folder, since=since, keys=stores.journal.keys
    )
    _resume(unfinished, exchange, calls)
    if unfinished:
        log.warning("calls.unfinished", calls=len(unfinished), since=last.isoformat())


def _resume(unfinished: Mapping[str, Sequence[Fact]], exchange: Exchange, calls: Calls) -> None:
    """Resume the calls, then the call-backs that were asked for in them."""
    call_backs = {each: f for each, f in unfinished.items() if f[0].kind == ASKED_IN}
    for call_id, facts in unfinished.items():
        if call_id not in call_backs:
            exchange.comparison.legs_known_at(last_sign(facts))
            calls.reception.resume(call_id, facts)
    for call_id, facts in call_backs.items():
        if calls.call_backs.resume(call_id, facts):
            exchange.comparison.legs_known_at(last_sign(facts))


async def remember_callers(
    settings: Settings, stores: Stores, agents: Agents, calls: Calls
) -> None:
    """Fill the memory of earlier callers from the records, as far as the database answers.

    First of those who may call again at any moment.
    """
    queries, earlier, queue = stores.queries, calls.earlier, agents.queue
    with suppress(*STORAGE_FAULTS):
        within = timedelta(seconds=settings.ways_out.old_place_within)
        cut_off = await queries.cut_off_calls(datetime.now(UTC) - within)
        earlier.cut_off.fill((each.record, each.facts) for each in cut_off if each.record)
        log.info("callers.cut_off_remembered", calls=len(cut_off))
        since = datetime.now(UTC) - timedelta(seconds=settings.waiting.repeated_within)
        earlier.fill_in_vain(await queries.ended_in_vain(since))
        begin = queue.counted_since()
        queue.fill(await queries.ended_in_line(settings.run.node, begin))
        earlier.fill(await queries.earlier_discoms(limit=MOST))


def _last_life(exchange: Exchange) -> datetime:
    return exchange.pulse.last_life or datetime.now(UTC)
