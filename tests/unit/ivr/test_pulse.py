import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr import pulse
from ivr.pulse import FILE, Pulse


class Told:
    """Keeps what a pulse tells, and can hold up the event loop."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pulse, "BEAT", 0.01)
        self.beats: list[float] = []
        self.stalls: list[float] = []
        self.beaten = asyncio.Event()
        self.pulse = Pulse(folder, lambda: False, self.stalls.append, self.on_beat)

    def on_beat(self, late: float) -> None:
        self.beats.append(late)
        self.beaten.set()

    async def beat_once(self, *, held_up: float = 0.0) -> None:
        beating = asyncio.create_task(self.pulse.beat())
        await asyncio.sleep(0)
        time.sleep(held_up)  # noqa: ASYNC251 - this is the fault
        await self.beaten.wait()
        beating.cancel()
        await asyncio.wait([beating])


async def test_each_beat_tells_how_late_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(tmp_path, monkeypatch)
    await told.beat_once()
    assert len(told.beats) == 1
    assert told.beats[0] >= 0.0
    assert told.stalls == []


async def test_a_loop_that_was_held_up_is_a_stall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "STALL", 0.05)
    told = Told(tmp_path, monkeypatch)
    await told.beat_once(held_up=0.1)
    assert told.stalls == told.beats
    assert told.stalls[0] > 0.05


def test_the_next_process_learns_when_this_one_lived(tmp_path: Path) -> None:
    assert Pulse(tmp_path, lambda: True, print).last_life is None
    (tmp_path / FILE).touch()
    last = Pulse(tmp_path, lambda: True, print).last_life
    assert last is not None
    assert abs((datetime.now(UTC) - last).total_seconds()) < 60
