"""What a call costs in requests to Asterisk: nothing is asked, and little is ordered."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from capacity.outcomes import Outcome
from ivr.ari import AriClient
from tests.asterisk.consumer import play_consumer
from tests.asterisk.helpline import running_line

ADDRESS = "127.0.0.92"
CHATBOT, OUTAGE, BY_PIN = "05222345678", "05422345678", "9415012345"

BUDGET = 8
"""Requests of a call that ends without a person."""
PIN_CODE = 2
"""What a PIN code costs more: a question, and its end at the first digit."""

Requests = list[tuple[str, str]]


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> Requests:
    """List the requests that are made, as method and path."""
    made: Requests = []
    send = AriClient.request

    async def noted(client: AriClient, method: str, path: str, **parameters: str) -> Any:
        made.append((method, path))
        return await send(client, method, path, **parameters)

    monkeypatch.setattr(AriClient, "request", noted)
    return made


async def test_a_self_served_call_asks_nothing_and_orders_little(requests: Requests) -> None:
    async with running_line(ADDRESS) as line:
        back = datetime.now(UTC) + timedelta(hours=1)
        line.service.outages.add(
            district="Varanasi", discom=None, until=back, reason="a line is down", who="asha"
        )
        await asyncio.gather(
            play_consumer(line, CHATBOT, [("greeting", "1"), ("reason.menu", "8")]),
            play_consumer(line, OUTAGE, [("greeting", "1")]),
            play_consumer(
                line, BY_PIN, [("greeting", "1"), ("pin.ask", "226001"), ("reason.menu", "8")]
            ),
        )
        for number, most in (
            (CHATBOT, BUDGET),
            (OUTAGE, BUDGET),
            (BY_PIN, BUDGET + PIN_CODE),
        ):
            record = await line.record_of(number)
            assert record.outcome is Outcome.SELF_SERVED
            made = [each for each in requests if record.call_id in each[1]]
            assert "GET" not in {method for method, _ in made}
            assert len(made) <= most, made
            assert ("POST", f"channels/{record.call_id}/answer") in made
