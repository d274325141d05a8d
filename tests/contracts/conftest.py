"""What the contract tests of the storage share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ivr.journal import Journal
from ivr.storage import create_engine


@pytest.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    engine = create_engine(url, None, tmp_path)
    yield engine
    assert engine.pool.checkedout() == 0
    await engine.dispose()


@pytest.fixture
def journal(tmp_path: Path):
    journal = Journal.open(tmp_path / "journal", "node-1")
    yield journal
    journal.close()
