"""Watches the sounds while the service runs: of a file that is gone, callers hear nothing."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

log = structlog.get_logger()

EVERY: Final = 30.0
"""Seconds between two looks; one takes some 20 ms, beside the event loop."""

REMEDY: Final = "Run `helpline prompts build`; the next call hears it"


class SoundWatch:
    """Knows which sounds are missing. ``absent`` names them; it may read from disk."""

    def __init__(self, absent: Callable[[], list[str]]) -> None:
        self._absent = absent
        self.missing: frozenset[str] = frozenset()

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Log each sound that is newly gone, and each that is back."""
        absent = frozenset(await asyncio.to_thread(self._absent))
        for sound in sorted(absent - self.missing):
            log.warning("sound.missing", sound=sound, remedy=REMEDY)
        for sound in sorted(self.missing - absent):
            log.info("sound.back", sound=sound)
        self.missing = absent
