"""One helpline per run folder, and how processes are ended."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.instance import PID_FILE, end_process, only_instance, running_instance, until_gone
from ivr.settings import SettingsError

OBEYS = "print(flush=True); import time; time.sleep(60)"
DISOBEYS = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + OBEYS
HOLDS = "from pathlib import Path; from ivr.instance import only_instance; import sys\n"
HOLDS += f"with only_instance(Path(sys.argv[1])): {OBEYS}"


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def process(processes, request: pytest.FixtureRequest):
    """A process that runs the code given as the fixture's parameter, and has begun."""
    command = [sys.executable, "-c", getattr(request, "param", OBEYS)]
    processes.append(subprocess.Popen(command, stdout=subprocess.PIPE))
    assert processes[-1].stdout.readline()
    return processes[-1]


def test_the_holder_of_the_folder_is_known_while_it_holds_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "run"
    assert running_instance(folder) is None
    with only_instance(folder):
        assert running_instance(folder) == os.getpid()
    assert running_instance(folder) is None
    assert (folder / PID_FILE).read_text() == ""


def test_the_folder_is_nobody_elses(tmp_path: Path) -> None:
    with only_instance(tmp_path / "run"):
        assert (tmp_path / "run").stat().st_mode & 0o077 == 0


def test_a_second_one_is_refused_and_told_how_to_end_the_first(tmp_path: Path) -> None:
    refusal = rf"runs already.*process {os.getpid()}.*helpline stop"
    with only_instance(tmp_path):
        with pytest.raises(SettingsError, match=refusal), only_instance(tmp_path):
            pass
        assert running_instance(tmp_path) == os.getpid()


def test_a_killed_holder_holds_nothing(tmp_path: Path, processes) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    processes.append(holder := subprocess.Popen(command, stdout=subprocess.PIPE))
    assert holder.stdout.readline()
    assert running_instance(tmp_path) == holder.pid
    holder.kill()
    holder.wait()
    assert running_instance(tmp_path) is None
    with only_instance(tmp_path):
        assert running_instance(tmp_path) == os.getpid()


def test_a_process_that_obeys_is_asked_only(process) -> None:
    assert end_process(process.pid, within=5)
    assert process.wait(5) == -15


@pytest.mark.parametrize("process", [DISOBEYS], indirect=True)
def test_a_process_that_does_not_obey_is_ended_by_force(process) -> None:
    assert not end_process(process.pid, within=0.2)
    assert process.wait(5) == -9


def test_a_process_that_is_gone_is_no_trouble(process) -> None:
    process.kill()
    process.wait()
    assert end_process(process.pid, within=1)


async def test_the_end_of_a_stranger_is_noticed(process) -> None:
    waiting = asyncio.create_task(until_gone(process.pid))
    await asyncio.sleep(0)
    assert not waiting.done()
    process.kill()
    await asyncio.wait_for(waiting, 5)
