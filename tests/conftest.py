"""What holds for every test: private servers on request, and no task left behind."""

import asyncio
import inspect
from collections.abc import AsyncIterator

import hypothesis
import pytest

# How long an example takes says something about the machine only.
hypothesis.settings.register_profile("helpline", deadline=None)
hypothesis.settings.load_profile("helpline")

pytest_plugins = ["tests.servers.fixtures"]

SETTLE = 0.1
"""Seconds in which a task that is already ending may end after its test."""


def pytest_configure() -> None:
    # Otherwise plugins that ask for the current loop outside async tests make one and leave it.
    asyncio.set_event_loop(None)


@pytest.fixture(autouse=True)
def no_task_left(request: pytest.FixtureRequest) -> None:
    """Fail an async test that leaves tasks running, after its other fixtures are closed."""
    if inspect.iscoroutinefunction(getattr(request, "function", None)):
        request.getfixturevalue("_tasks_end_with_the_test")


@pytest.fixture
async def _tasks_end_with_the_test() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=SETTLE)
    names = ", ".join(sorted(map(repr, left)))
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=SETTLE)
        pytest.fail(f"tasks left running: {names}")
