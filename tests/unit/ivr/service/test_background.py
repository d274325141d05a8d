import asyncio

import pytest
from structlog.testing import capture_logs

from ivr.service import background
from ivr.service.background import Background


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "FIRST_WAIT", 0.001)


async def test_a_part_that_failed_is_run_again() -> None:
    runs, again = [], asyncio.Event()

    async def work() -> None:
        runs.append(len(runs))
        if len(runs) < 3:
            raise RuntimeError
        again.set()

    beside = Background()
    with capture_logs() as logs:
        beside.keep_up("pulse", work)
        async with asyncio.timeout(5):
            await again.wait()
    assert [(each["event"], each["part"]) for each in logs] == [("background.failed", "pulse")] * 2
    await beside.end()


async def test_the_failure_of_what_runs_once_is_logged() -> None:
    failed = asyncio.Event()

    async def work() -> None:
        failed.set()
        raise RuntimeError

    beside = Background()
    with capture_logs() as logs:
        beside.spawn("stray 1", work())
        await failed.wait()
        await beside.end()
    assert [(each["event"], each["part"]) for each in logs] == [("background.failed", "stray 1")]


async def test_at_the_end_all_is_cancelled_and_none_of_it_counts_as_failed() -> None:
    cancelled = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.append(True)

    beside = Background()
    with capture_logs() as logs:
        beside.keep_up("diary", work)
        beside.spawn("earlier callers", work())
        await asyncio.sleep(0)
        await beside.end()
        await beside.end()
    assert (cancelled, logs) == ([True, True], [])
