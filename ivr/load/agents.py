"""The agents of a load: phones that are registered, ring, answer, and stay until the end."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from ivr.load.phones import agent_phone, registration
from ivr.load.sipp import Group, Target, sipp
from ivr.load.sounds import VOICE, Sound

NAME: Final = "agents"
PICK_UP: Final = 0.3
"""Seconds for which a phone rings."""
EXPIRES: Final = 2 * 3600
"""Seconds after which a phone that could not be signed off is forgotten."""
A_SECOND: Final = 30
WITHIN: Final = 10.0
"""Seconds for the slowest phone, besides those that so many take one after the other."""
LOOK: Final = 0.1

REGISTERED: Final = "registered"
SIGNED_OFF: Final = "signed-off"


class AgentsRefused(Exception):
    """Not all agents' phones could be registered; the text says how many."""


@asynccontextmanager
async def agents_answering(
    target: Target,
    passwords: Mapping[str, str],
    folder: Path,
    *,
    pick_up: float = PICK_UP,
    sound: Sound = VOICE,
) -> AsyncIterator[Group]:
    """Have these agents' phones registered and answering for the length of the block.

    Each rings for ``pick_up`` seconds. Raises `AgentsRefused`, and OSError if SIPp cannot start.
    """
    sound.prepare(folder)
    (folder / "phone.xml").write_text(agent_phone(pick_up, sound))
    # Who rings takes a row too, from a file of its own: none of ours may be passed over.
    (folder / "phone.rows").write_text("SEQUENTIAL\nphone\n")
    calls = ("-l", str(len(passwords)), "-r", str(A_SECOND))
    options = ("-rxsf", "phone.xml", "-rxinf", "phone.rows", *calls, *sound.options)
    steps, rows = registration(EXPIRES), list(passwords.items())
    async with sipp(NAME, steps, rows, options=options, to=target, folder=folder) as group:
        try:
            done = len(await _noted(group, REGISTERED, len(rows)))
            if done < len(rows):
                raise AgentsRefused(f"{len(rows) - done} of {len(rows)} phones were not registered")
            yield group
        finally:
            group.begin_no_more()  # or those who sign off are registered again
            await group.tell(_calls(group, REGISTERED), A_SECOND)
            await _noted(group, SIGNED_OFF, len(rows))


async def _noted(group: Group, word: str, count: int) -> set[str]:
    """Wait until so many calls noted this; gives them, and fewer if it takes too long."""
    until = time.monotonic() + WITHIN + count / A_SECOND
    while True:
        found = _calls(group, word)
        ended = group.process.returncode is not None or time.monotonic() > until
        if len(found) >= count or ended:
            return found
        await asyncio.sleep(LOOK)


def _calls(group: Group, word: str) -> set[str]:
    with suppress(FileNotFoundError):
        lines = map(str.split, group.notes.read_text().splitlines())
        return {words[-1] for words in lines if words[-2:-1] == [word]}
    return set()
