"""Fixtures that give a test a real Redis or PostgreSQL, started once for each test process."""

from collections.abc import Iterator

import pytest

from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer


@pytest.fixture(scope="session")
def _redis_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def redis_server(_redis_of_the_run: RedisServer) -> RedisServer:
    """Give a Redis that runs and is empty, whatever the test before did to it."""
    _redis_of_the_run.start()
    _redis_of_the_run.empty()
    return _redis_of_the_run


@pytest.fixture(scope="session")
def _postgres_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path_factory.mktemp("postgres"))
    yield server
    server.remove()


@pytest.fixture
def postgres_server(_postgres_of_the_run: PostgresServer) -> PostgresServer:
    """Give a PostgreSQL that runs, even if the test before stopped it."""
    _postgres_of_the_run.start()
    return _postgres_of_the_run


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the URL of an empty database of the test's own."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.start()
    postgres_server.drop(name)
