"""The pulse of the service: the next process learns from it until when this one knew its calls.

It also notices when the event loop was blocked, because events may have been missed then.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

log = structlog.get_logger()

FILE: Final = "alive"
BEAT: Final = 0.5
"""Seconds between two beats."""

STALL: Final = 1.0
"""Seconds by which a beat must be late to count as a stall."""


class Pulse:
    """Beats in a file of the run folder while ``knows_calls`` says that Asterisk was asked.

    ``last_life`` is when the process before us last did. ``on_beat`` is told of each beat how many
    seconds it was late.
    """

    def __init__(
        self,
        folder: Path,
        knows_calls: Callable[[], bool],
        on_stall: Callable[[float], None],
        on_beat: Callable[[float], None] = lambda _late: None,
    ) -> None:
        self._file = folder / FILE
        self._knows_calls = knows_calls
        self._on_stall = on_stall
        self._on_beat = on_beat
        self.last_life = self._read()

    async def beat(self) -> None:
        """Beat until cancelled; ``on_stall`` is told for how many seconds the loop was blocked."""
        clock = asyncio.get_running_loop().time
        while True:
            if self._knows_calls():
                with suppress(OSError):  # a disk in trouble is told by the journal's alarm
                    await asyncio.to_thread(self._file.touch)
            due = clock() + BEAT
            await asyncio.sleep(BEAT)
            late = clock() - due
            self._on_beat(max(0.0, late))
            if late > STALL:
                log.error("service.stalled", seconds=round(late, 1))
                self._on_stall(late)

    def _read(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(self._file.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
