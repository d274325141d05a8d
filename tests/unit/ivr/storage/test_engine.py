from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ivr.storage.engine import create_engine, describe, is_about_data, ping


async def test_sqlite_is_a_private_file_in_the_run_folder_with_a_log_ahead(tmp_path: Path) -> None:
    engine = create_engine(None, None, tmp_path / "run")
    async with engine.connect() as connection:
        mode = await connection.execute(text("PRAGMA journal_mode"))
        assert mode.scalar_one() == "wal"
    await engine.dispose()
    assert (tmp_path / "run/helpline.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("password", "expected"), [(None, "in-url"), ("from-secret", "from-secret")]
)
async def test_the_secret_password_goes_before_the_one_in_the_url(
    password: str | None, expected: str, tmp_path: Path
) -> None:
    engine = create_engine("postgresql://u:in-url@h/d", password, tmp_path)
    assert engine.url.password == expected
    assert engine.url.drivername == "postgresql+asyncpg"
    assert expected not in repr(engine.url)


async def test_ping_says_what_is_wrong(tmp_path: Path) -> None:
    engine = create_engine("postgresql://u@127.0.0.6:9/d", None, tmp_path)
    problem = await ping(engine)
    assert problem is not None
    assert "the database does not answer: Connect" in problem
    await engine.dispose()


async def test_a_fault_is_described_without_its_values(tmp_path: Path) -> None:
    engine = create_engine(None, None, tmp_path)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE t (number TEXT PRIMARY KEY)"))
        await connection.execute(text("INSERT INTO t VALUES (:number)"), {"number": "9876543210"})
    with pytest.raises(DBAPIError) as caught:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO t VALUES (:n)"), {"n": "9876543210"})
    await engine.dispose()
    assert "9876543210" not in str(caught.value)
    assert describe(caught.value) == "IntegrityError"
    assert is_about_data(caught.value)
    assert not is_about_data(ConnectionRefusedError())
