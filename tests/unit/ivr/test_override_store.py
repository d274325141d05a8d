"""The override in a file: replaced in one step, refused with a remedy. See tests/contracts too."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from capacity.lines import Sizes
from capacity.schedule import Override
from ivr.override_store import FileOverrideStore, OverrideNotSaved

OVERRIDE = Override(datetime(2026, 6, 1, tzinfo=UTC), 650, None, "storm", "asha", Sizes(350, 300))


async def test_only_the_override_is_left_in_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "override.json"
    await FileOverrideStore(path).save(OVERRIDE)
    assert list(tmp_path.iterdir()) == [path]


async def test_a_write_that_was_cut_off_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "override.json"
    await FileOverrideStore(path).save(OVERRIDE)
    path.with_name("override.json.new").write_text('{"at"')
    assert await FileOverrideStore(path).load() == OVERRIDE


async def test_a_folder_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    store = FileOverrideStore(tmp_path / "missing/override.json")
    assert await store.load() is None
    with pytest.raises(OverrideNotSaved, match=r"missing/override.json: .*; make the run folder"):
        await store.save(OVERRIDE)
