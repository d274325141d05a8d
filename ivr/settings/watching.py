"""Follows edits of helpline.toml while the helpline runs."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from watchfiles import awatch

from ivr.settings.loading import load_settings
from ivr.settings.model import Settings
from ivr.settings.problems import SettingsError

STEP: Final = 100
"""Milliseconds in which several writes of an editor count as one."""


async def edits(path: Path) -> AsyncIterator[Settings | SettingsError]:
    """Give the settings, or what is wrong with them, after each edit of the file.

    The folder is watched, because editors replace files and a file may come to be later.
    """
    target = path.resolve()
    stop = asyncio.Event()
    try:
        async for changes in awatch(
            target.parent, recursive=False, step=STEP, debounce=4 * STEP, stop_event=stop
        ):
            if any(Path(changed) == target for _, changed in changes):
                yield _read(path)
    finally:
        stop.set()


def _read(path: Path) -> Settings | SettingsError:
    try:
        return load_settings(path)
    except SettingsError as error:
        return error
