"""The command line beside a helpline of its own, or beside none."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from click.testing import Result
from structlog.testing import capture_logs
from typer.testing import CliRunner

from ivr.cli.agents import agents_app
from ivr.cli.calls import calls_app
from ivr.cli.drops import drops
from ivr.cli.lines import lines_app
from ivr.cli.outages import outages_app
from ivr.cli.queue import queue_app
from ivr.cli.supervise import supervise_app
from ivr.http import build_app, serving
from ivr.settings import Settings
from ivr.settings.model import ApiSection, RunSection
from ivr.settings.secrets import Secrets
from tests.unit.ivr.http.conftest import TOKEN, World

ADDRESS = "127.0.0.6"
NOBODY_THERE = 9

Run = Callable[..., Result]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def port(world: World) -> Iterator[int]:
    """The port of a helpline that runs in a thread of its own."""
    bound: list[int] = []
    ready, loop = threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def serve() -> None:
        async with serving(build_app(world.parts()), ADDRESS, 0) as port:
            bound.append(port)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    with capture_logs():  # they would stand among what the command line prints
        thread.start()
        assert ready.wait(5)
        yield bound[0]
        loop.call_soon_threadsafe(over.set)
        thread.join(5)
    loop.close()


def runner(folder: Path, port: int, token: str = TOKEN) -> Run:
    """Give a function that runs the command line in a wide terminal."""
    app = typer.Typer()
    app.add_typer(agents_app, name="agents")
    app.add_typer(calls_app, name="calls")
    app.add_typer(lines_app, name="lines")
    app.add_typer(outages_app, name="outages")
    app.add_typer(queue_app, name="queue")
    app.add_typer(supervise_app, name="supervise")
    app.command()(drops)
    settings = Settings(run=RunSection(folder=folder), api=ApiSection(bind=ADDRESS, port=port))
    secrets = Secrets(folder / "secrets", {"HELPLINE_API_TOKEN": token})
    context = SimpleNamespace(settings=settings, way_in=settings, secrets=secrets)

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, words, obj=context)

    return run


@pytest.fixture
def helpline(tmp_path: Path, port: int) -> Run:
    """The command line of a helpline that runs."""
    return runner(tmp_path, port)


@pytest.fixture
def stopped(tmp_path: Path) -> Run:
    """The command line of a helpline that does not run."""
    return runner(tmp_path, NOBODY_THERE)
