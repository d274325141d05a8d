import aiohttp
import pytest

from ivr.http import build_app, serving
from tests.unit.ivr.http.conftest import World


async def test_serves_for_the_length_of_the_block(world: World) -> None:
    async with serving(build_app(world.parts()), "127.0.0.6", 0) as port:
        url = f"http://127.0.0.6:{port}/healthz"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            assert await answer.json() == {"alive": True}
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(url)


async def test_a_taken_port_is_told_at_once(world: World) -> None:
    async with serving(build_app(world.parts()), "127.0.0.6", 0) as port:
        with pytest.raises(OSError, match="in use"):
            async with serving(build_app(world.parts()), "127.0.0.6", port):
                pass
