"""What every `OverrideStore` promises, as a file and in Redis."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from capacity.lines import Sizes
from capacity.schedule import Override, OverrideStore
from ivr.override_store import KEY, FileOverrideStore, RedisOverrideStore
from ivr.redis_client import redis_at
from tests.servers.redis import RedisServer

FIRST = Override(
    datetime(2026, 6, 1, 12, 30, 0, 17, tzinfo=UTC), 650, None, "आँधी", "asha", Sizes(350, 300)
)
SECOND = Override(FIRST.at + timedelta(seconds=1), 10, 20, "trunk", "vijay", Sizes(350, 300))


class Place:
    """Where the store under test keeps its override."""

    def __init__(self, path: Path, server: RedisServer | None) -> None:
        self.path, self.server = path, server

    async def write(self, text: bytes) -> None:
        if self.server is None:
            self.path.write_bytes(text)
        else:
            async with redis_at(self.server.url) as redis:
                await redis.set(KEY, text)

    async def aside(self) -> bytes | None:
        if self.server is None:
            return self.path.with_name(f"{self.path.name}.damaged").read_bytes()
        async with redis_at(self.server.url) as redis:
            return await redis.get(f"{KEY}:damaged")


@pytest.fixture(params=["file", "redis"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    redis = request.param == "redis"
    return Place(
        tmp_path / "override.json", request.getfixturevalue("redis_server") if redis else None
    )


@pytest.fixture
async def stores(place: Place) -> AsyncIterator[tuple[OverrideStore, OverrideStore]]:
    """Give two stores over the same place."""
    if place.server is None:
        yield FileOverrideStore(place.path), FileOverrideStore(place.path)
    else:
        async with (
            RedisOverrideStore.connect(place.server.url) as one,
            RedisOverrideStore.connect(place.server.url) as two,
        ):
            yield one, two


Stores = tuple[OverrideStore, OverrideStore]


async def test_at_first_there_is_none(stores: Stores) -> None:
    assert await stores[0].load() is None


async def test_the_last_one_saved_is_found_by_all(stores: Stores) -> None:
    one, two = stores
    await one.save(FIRST)
    assert [await one.load(), await two.load()] == [FIRST, FIRST]
    await two.save(SECOND)
    assert [await one.load(), await two.load()] == [SECOND, SECOND]


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[]", b'{"at": "yesterday"}', b'"\xff"'])
async def test_a_damaged_one_is_reported_once_put_aside_and_ignored(
    stores: Stores, place: Place, text: bytes
) -> None:
    await place.write(text)
    with capture_logs() as logs:
        assert await stores[0].load() is None
        assert await stores[1].load() is None
    assert [entry["log_level"] for entry in logs] == ["error"]
    assert await place.aside() == text
    await stores[0].save(FIRST)
    assert await stores[1].load() == FIRST
