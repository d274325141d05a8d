"""Edits of the settings file are followed, whichever way an editor writes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

from ivr.settings import Settings, SettingsError
from ivr.settings.watching import edits


async def next_edit(found: AsyncIterator[Settings | SettingsError]) -> Settings | SettingsError:
    async with asyncio.timeout(10):
        return await anext(found)


async def after(seconds: float, write) -> None:
    await asyncio.sleep(seconds)
    write()


async def test_edits_come_one_by_one(tmp_path: Path):
    file = tmp_path / "helpline.toml"
    async with aclosing(edits(file)) as found:
        first = asyncio.create_task(after(0.5, lambda: file.write_text("[lines]\nincoming = 7\n")))
        edit = await next_edit(found)
        await first
        assert isinstance(edit, Settings)
        assert edit.lines.incoming == 7

        file.write_text("[lines]\nincoming = 'x'\n")
        refused = await next_edit(found)
        assert isinstance(refused, SettingsError)
        assert "helpline.toml:2" in str(refused)

        other = tmp_path / "helpline.toml.new"
        other.write_text("[lines]\nincoming = 9\n")
        other.replace(file)
        edit = await next_edit(found)
        assert isinstance(edit, Settings)
        assert edit.lines.incoming == 9
