"""The sizes in force reach the pool, and each change of them is journalled once."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capacity.lines import Sizes
from capacity.memory_lines import MemoryLinePool
from capacity.schedule import Override
from ivr import line_control
from ivr.journal import Journal, LinesChanged
from ivr.line_control import LineControl
from ivr.override_store import FileOverrideStore, OverrideNotSaved
from ivr.settings.model import LineChange, LinesSection
from tests.unit.ivr.samples import entries_of
from tests.waiting import until

NOW = datetime.now(UTC)


class Desk:
    """A control over a real pool, store and journal in a folder."""

    def __init__(self, folder: Path, lines: LinesSection) -> None:
        self.pool = MemoryLinePool(Sizes(lines.incoming, lines.outgoing))
        self.store = FileOverrideStore(folder / "lines.json")
        self.journal = Journal.open(folder / "journal", "node-1")
        self.control = LineControl(self.pool, self.store, self.journal, lines)

    def changes(self) -> list[LinesChanged]:
        entries = (entry for entry in entries_of(self.journal))
        return [entry.read(LinesChanged) for entry in entries if entry.kind == "lines"]


@pytest.fixture
def desk(tmp_path: Path):
    desk = Desk(tmp_path, LinesSection(incoming=5, outgoing=3))
    yield desk
    desk.journal.close()


async def test_an_operator_resizes_and_the_reason_is_kept(desk):
    view = await desk.control.set(incoming=650, outgoing=None, reason="new trunk", who="ravi")
    assert desk.pool.sizes == view.sizes == Sizes(650, 3)
    assert view.override.reason == "new trunk"
    (change,) = desk.changes()
    assert (change.incoming, change.outgoing, change.reason, change.who) == (
        650,
        3,
        "new trunk",
        "ravi",
    )


async def test_the_operators_word_outlives_a_restart(desk, tmp_path):
    await desk.control.set(incoming=650, outgoing=None, reason="new trunk", who="ravi")
    again = Desk(tmp_path, LinesSection(incoming=5, outgoing=3))
    await again.control.begin()
    again.journal.close()
    assert again.pool.sizes == Sizes(650, 3)


async def test_an_edit_of_the_file_is_the_newest_word(desk):
    await desk.control.set(incoming=650, outgoing=None, reason="new trunk", who="ravi")
    await desk.control.follow_file(LinesSection(incoming=7, outgoing=3))
    assert desk.pool.sizes == Sizes(7, 3)
    await desk.control.follow_file(LinesSection(incoming=7, outgoing=3))
    assert [change.who for change in desk.changes()] == ["ravi", "file"]


async def test_what_the_operator_set_is_shown_as_long_as_it_holds(desk):
    await desk.control.set(incoming=650, outgoing=200, reason="new trunk", who="ravi")
    await desk.control.follow_file(LinesSection(incoming=7, outgoing=3))
    shown = (await desk.control.show()).override
    assert (shown.incoming, shown.outgoing) == (None, 200)
    later = LineChange(at=datetime.now(UTC), outgoing=9)
    await desk.control.follow_file(LinesSection(incoming=7, outgoing=3, change=(later,)))
    assert (await desk.control.show()).override is None


async def test_a_dated_change_comes_by_itself(desk, monkeypatch):
    monkeypatch.setattr(line_control, "LOOK_AGAIN", 0.01)
    soon = LineChange(at=datetime.now(UTC) + timedelta(seconds=0.2), incoming=8)
    await desk.control.follow_file(LinesSection(incoming=5, outgoing=3, change=(soon,)))
    assert desk.pool.sizes == Sizes(5, 3)
    view = await desk.control.show()
    assert (view.next_change.at, view.next_change.incoming) == (soon.at, 8)
    run = asyncio.create_task(desk.control.run())
    await until(lambda: desk.pool.sizes == Sizes(8, 3), within=5)
    run.cancel()
    await asyncio.wait([run])
    assert (await desk.control.show()).next_change is None


async def test_an_order_that_cannot_be_kept_changes_nothing(desk, monkeypatch):
    async def refuse(_override: Override) -> None:
        raise OverrideNotSaved("the disk is full")

    monkeypatch.setattr(desk.store, "save", refuse)
    with pytest.raises(ConnectionError, match="the disk is full"):
        await desk.control.set(incoming=650, outgoing=None, reason="new trunk", who="ravi")
    assert desk.pool.sizes == Sizes(5, 3)
    assert desk.changes() == []
