"""Sounds that go missing while the service runs, and come back."""

import asyncio
from typing import Any

import pytest
import structlog

from ivr.sound_watch import EVERY, SoundWatch


class Disk:
    """The sounds that a disk lacks."""

    def __init__(self) -> None:
        self.lacks: list[str] = []

    def absent(self) -> list[str]:
        return self.lacks


async def looked(watch: SoundWatch) -> list[Any]:
    with structlog.testing.capture_logs() as logs:
        await watch.look()
    return [(entry["event"], entry["log_level"], entry["sound"]) for entry in logs]


async def test_a_missing_sound_is_logged_once_until_it_is_back() -> None:
    disk = Disk()
    watch = SoundWatch(disk.absent)
    assert await looked(watch) == []
    disk.lacks = ["hi/thanks", "hi/greeting"]
    assert await looked(watch) == [
        ("sound.missing", "warning", "hi/greeting"),
        ("sound.missing", "warning", "hi/thanks"),
    ]
    assert watch.missing == {"hi/thanks", "hi/greeting"}
    assert await looked(watch) == []
    disk.lacks = ["hi/thanks"]
    assert await looked(watch) == [("sound.back", "info", "hi/greeting")]
    assert watch.missing == {"hi/thanks"}


async def test_the_log_says_what_to_do() -> None:
    watch = SoundWatch(lambda: ["hi/thanks"])
    with structlog.testing.capture_logs() as logs:
        await watch.look()
    assert "helpline prompts build" in logs[0]["remedy"]


@pytest.mark.looptime
async def test_it_looks_again_and_again() -> None:
    looks: list[float] = []
    clock = asyncio.get_running_loop().time

    def absent() -> list[str]:
        looks.append(clock())
        return []

    task = asyncio.create_task(SoundWatch(absent).run())
    await asyncio.sleep(2.5 * EVERY)
    task.cancel()
    assert len(looks) == 3
