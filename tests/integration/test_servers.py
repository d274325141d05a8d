"""The servers that other tests rely on do what these rely on."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from tests.servers import postgres
from tests.servers.postgres import AS_NOBODY, PostgresServer
from tests.servers.redis import RedisServer


def test_redis_is_empty_after_a_restart_on_the_same_port(redis_server: RedisServer) -> None:
    url = redis_server.url
    assert redis_server.ask("SET a 1") == b"+OK\r\n"
    redis_server.stop()
    assert not redis_server.accepts()
    redis_server.start()
    assert redis_server.url == url
    assert redis_server.ask("GET a") == b"$-1\r\n"


def test_a_missing_binary_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.servers.redis.BINARY", tmp_path / "redis-server")
    with pytest.raises(RuntimeError, match="redis-server is missing; run `make setup`"):
        RedisServer(tmp_path).start()


async def test_each_database_is_empty(postgres_server: PostgresServer, postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("CREATE TABLE calls (id int)")
    await connection.close()
    other = postgres_server.create()
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert postgres_server.sql(tables, other) == "0"
    postgres_server.drop(other)


async def test_rows_survive_a_restart(postgres_server: PostgresServer, postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("CREATE TABLE calls AS SELECT 1 AS id")
    await asyncio.to_thread(postgres_server.restart)
    assert connection.is_closed()
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval("SELECT id FROM calls") == 1
    await connection.close()


def test_postgres_runs_as_nobody_where_namespaces_are_forbidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "namespaces_allowed", lambda: False)
    server = PostgresServer(tmp_path)
    if server.prefix != AS_NOBODY:
        pytest.skip("only root needs it")
    try:
        server.start()
        assert server.sql("SELECT 1") == "1"
    finally:
        server.remove()
    assert not server.folder.exists()
