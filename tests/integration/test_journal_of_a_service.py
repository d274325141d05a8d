"""A service without Asterisk: what its journal does shows where operators look."""

import errno
import os
from pathlib import Path

import aiohttp
import pytest

from ivr.journal.segments import segments
from ivr.service import Service, running_service
from ivr.settings import Settings
from ivr.settings.model import ApiSection, AriSection, RunSection
from ivr.settings.secrets import JOURNAL_KEY, Secrets
from tests.asterisk.instance import free_port
from tests.unit.ivr.samples import a_record
from tests.waiting import until

ADDRESS = "127.0.0.14"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        run=RunSection(folder=tmp_path, drain=0.1),
        ari=AriSection(host=ADDRESS, port=9),
        api=ApiSection(bind=ADDRESS, port=free_port(ADDRESS)),
    )


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return Secrets(tmp_path / "secrets", {})


async def asked(settings: Settings, path: str) -> str:
    url = f"http://{settings.api.bind}:{settings.api.port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return await answer.text()


async def test_a_full_disk_shows_in_health_and_metrics_until_there_is_room(
    settings: Settings, secrets: Secrets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async def healthy() -> bool:
        return '"journal":"ok"' in await asked(settings, "/readyz")

    async with running_service(settings, secrets, file=tmp_path / "helpline.toml") as service:
        await until(healthy, within=5)
        with monkeypatch.context() as patched:
            patched.setattr("ivr.journal.writer.os.write", full)
            service.journal.record(a_record())
            told = await asked(settings, "/readyz")
            assert "No space left on device: calls go on, 1 lines wait and 0 are lost" in told
            assert "helpline_journal_alarm 1.0" in await asked(settings, "/metrics")
        await until(healthy, within=5)
        assert "helpline_journal_alarm 0.0" in await asked(settings, "/metrics")
        await until(lambda: recorded(service), within=5)


async def test_numbers_are_sealed_with_a_key_that_is_made_and_opened_for_the_database(
    settings: Settings, secrets: Secrets, tmp_path: Path
) -> None:
    async with running_service(settings, secrets, file=tmp_path / "helpline.toml") as service:
        service.journal.record(a_record())
        await until(lambda: recorded(service), within=10)
        assert await service.queries.calls() == [a_record()]
        [segment] = segments(tmp_path / "journal")
        assert b"5222345678" not in segment.plain.read_bytes()
    assert secrets.find(JOURNAL_KEY)


async def recorded(service: Service) -> bool:
    return service.projector.problem is None and service.projector.lag == 0
