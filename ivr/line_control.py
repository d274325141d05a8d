"""Keeps both line pools at the sizes in force: the file, its dated changes, and the operator."""

import asyncio
from datetime import UTC, datetime
from typing import Final

import structlog

from capacity.lines import Direction, LinePool, Sizes
from capacity.schedule import (
    Override,
    OverrideStore,
    next_change,
    override_in_force,
    override_sizes,
    sizes_in_force,
)
from ivr.http.lines import LineOverride, LinesView, PlannedChange
from ivr.journal import Journal, LinesChanged
from ivr.override_store import OverrideNotSaved
from ivr.settings.model import LinesSection

log = structlog.get_logger()

LOOK_AGAIN: Final = 0.5
"""Seconds between two looks at the clock and at what operators set on other nodes."""


class LineControl:
    """Resizes the pools whenever the sizes in force change; each change is journalled once."""

    def __init__(
        self, pool: LinePool, store: OverrideStore, journal: Journal, lines: LinesSection
    ) -> None:
        self._pool = pool
        self._store = store
        self._journal = journal
        self._lines = lines
        self.refused_edit: str | None = None
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Follow the clock and the other nodes until cancelled."""
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            try:
                await self._apply(reason="a dated change or another node", who="helpline")
            except OSError as error:
                log.warning("lines.not_looked_at", error=str(error))

    async def begin(self) -> None:
        """Bring the pools to the sizes in force, at start."""
        await self._apply(reason="start", who="helpline")

    async def follow_file(self, lines: LinesSection) -> None:
        """Take over the sizes of an edited file."""
        self._lines = lines
        await self._apply(reason="helpline.toml was edited", who="file")

    async def show(self) -> LinesView:
        """Tell levels, sizes and what comes next."""
        kept = await self._store.load()
        override = override_in_force(self._base, self._lines.change, kept, _now())
        return LinesView(
            sizes=self._pool.sizes,
            levels=await self._pool.levels(),
            next_change=self._planned(),
            override=_shown(override) if override else None,
            refused_edit=self.refused_edit,
        )

    async def set(
        self, *, incoming: int | None, outgoing: int | None, reason: str, who: str
    ) -> LinesView:
        """Resize at an operator's word; holds until a later dated change or edit of the file.

        Raises ConnectionError when the order cannot be kept, and then nothing is changed.
        """
        asked = {Direction.INCOMING: incoming, Direction.OUTGOING: outgoing}
        async with self._turn:
            override = override_sizes(
                {direction: size for direction, size in asked.items() if size is not None},
                now=_now(),
                reason=reason,
                who=who,
                base=self._base,
                changes=self._lines.change,
                earlier=await self._store.load(),
            )
            try:
                await self._store.save(override)
            except OverrideNotSaved as error:
                raise ConnectionError(str(error)) from error
            await self._resize(reason=reason, who=who)
        return await self.show()

    def _planned(self) -> PlannedChange | None:
        at = next_change(self._lines.change, _now())
        for change in self._lines.change:
            if change.at == at:
                return PlannedChange(change.at, change.incoming, change.outgoing)
        return None

    @property
    def _base(self) -> Sizes:
        return Sizes(self._lines.incoming, self._lines.outgoing)

    async def _apply(self, *, reason: str, who: str) -> None:
        async with self._turn:  # or a slow look could undo what was ordered meanwhile
            await self._resize(reason=reason, who=who)

    async def _resize(self, *, reason: str, who: str) -> None:
        sizes = sizes_in_force(self._base, self._lines.change, await self._store.load(), _now())
        if sizes == self._pool.sizes:
            return
        before = self._pool.sizes
        await self._pool.resize(sizes)
        log.info(
            "lines.resized",
            incoming=f"{before.incoming} -> {sizes.incoming}",
            outgoing=f"{before.outgoing} -> {sizes.outgoing}",
            who=who,
            reason=reason,
        )
        self._journal.lines_changed(
            LinesChanged(incoming=sizes.incoming, outgoing=sizes.outgoing, reason=reason, who=who)
        )


def _now() -> datetime:
    return datetime.now(UTC)


def _shown(override: Override) -> LineOverride:
    return LineOverride(
        override.at, override.incoming, override.outgoing, override.reason, override.who
    )
