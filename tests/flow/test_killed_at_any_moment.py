"""One call, killed at each moment of its life: it ends as it would have."""

import asyncio

import pytest

from capacity.outcomes import Outcome
from tests.flow.exchange import Exchange
from tests.flow.test_recovery import killed_and_restarted, times

pytestmark = pytest.mark.looptime

KEYS = {"greeting": "1", "pin.ask": "226001", "reason.menu": "1"}
LIFE = 40.0


async def keyed_by_ear(exchange: Exchange, channel: str) -> None:
    """Answer each question once it is asked; ask the log again after each restart."""
    answered = 0
    while channel in exchange.channel_ids:
        played = exchange.played(channel)
        for key, digits in KEYS.items():
            if len(played) > answered and key in played[-1]:
                answered = len(played)
                await asyncio.sleep(0.3)
                exchange.press(channel, *digits)
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("moment", [n / 4 for n in range(60)])
async def test_killed_at_any_moment_a_call_ends_as_it_would_have(moment):
    """From the ring to the talk, which the agent ends after 5 s, and the goodbye."""
    exchange = Exchange()
    exchange.call("c1", "9415012345")
    ears = asyncio.create_task(keyed_by_ear(exchange, "c1"))
    loop = asyncio.get_running_loop()
    began = loop.time()
    restarted = False
    talking_since = None
    while not exchange.records and loop.time() < began + LIFE:
        await asyncio.sleep(0.05)
        if not restarted and loop.time() >= began + moment:
            await killed_and_restarted(exchange, away=0.4)
            restarted = True
        if talking_since is None and exchange.bridges:
            talking_since = loop.time()
        if talking_since and loop.time() > talking_since + 5:
            for leg in exchange.channel_ids - {"c1"}:
                exchange.drop(leg)
    ears.cancel()
    (record,) = exchange.records
    assert (record.outcome, record.side, record.stage) == (Outcome.ANSWERED, "agent", "goodbye")
    for kind in ("offered", "landed", "language", "pin-code", "discom", "reason", "queued"):
        assert times(exchange, "c1", kind) == 1, kind
    await exchange.check_all_clear()
