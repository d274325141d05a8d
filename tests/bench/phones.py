"""Agents' phones: registered, and answering until the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp

from ivr.load.phones import registration
from ivr.load.sipp import sipp
from tests.asterisk.instance import RunningAsterisk
from tests.bench.load import target
from tests.bench.scenarios import agent_phone
from tests.waiting import until

A_SECOND: Final = 30
EXPIRES: Final = 3_600
WITHIN: Final = 60.0
ENOUGH: Final = 0.95
"""The share of the phones; one whose answer to Asterisk was lost is asked again after 30 s."""
SPARE: Final = 40
"""Calls of the phones' SIPp beyond one each, or it would not hear what Asterisk asks meanwhile."""


@asynccontextmanager
async def agents_answering(
    asterisk: RunningAsterisk, folder: Path, *, ring: int, talk: int
) -> AsyncIterator[int]:
    """Have the agents of the settings answer, each after ``ring`` and for ``talk`` ms.

    Gives the process id of their SIPp.
    """
    folder.mkdir(parents=True, exist_ok=True)
    agents = [agent.id for agent in asterisk.settings.agents]
    (folder / "phone.xml").write_text(agent_phone(ring=ring, talk=talk))
    (folder / "phone.rows").write_text("SEQUENTIAL\nphone\n")
    rows = [(agent, asterisk.agent_password(agent)) for agent in agents]
    calls = ("-l", str(len(rows) + SPARE), "-r", str(A_SECOND))
    options = ("-rxsf", "phone.xml", "-rxinf", "phone.rows", *calls)
    steps, to = registration(EXPIRES), target(asterisk.sip)
    async with sipp("agents", steps, rows, options=options, to=to, folder=folder) as group:
        await until(lambda: _enough_online(asterisk), within=WITHIN + len(rows) / A_SECOND)
        yield group.process.pid


async def _enough_online(asterisk: RunningAsterisk) -> bool:
    url, headers = f"{asterisk.ari_url}/ari/endpoints/PJSIP", asterisk.ari_headers()
    async with aiohttp.ClientSession(headers=headers) as http, http.get(url) as answer:
        found: list[dict[str, str]] = await answer.json()
    online = {phone["resource"] for phone in found if phone["state"] == "online"}
    agents = {agent.id for agent in asterisk.settings.agents}
    return len(agents & online) >= ENOUGH * len(agents)
