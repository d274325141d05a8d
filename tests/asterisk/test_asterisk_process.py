"""Starting, finding and ending a real Asterisk, and what is said when it does not start."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ivr.asterisk import AsteriskError, AsteriskProcess, running_pid
from ivr.settings.model import Settings
from tests.asterisk.instance import TOOLS, RunningAsterisk, running_asterisk

ADDRESS = "127.0.0.3"


@pytest.fixture
async def asterisk() -> AsyncIterator[RunningAsterisk]:
    async with running_asterisk(ADDRESS) as running:
        yield running


def second_process(asterisk: RunningAsterisk, settings: Settings | None = None) -> AsteriskProcess:
    return AsteriskProcess(
        settings or asterisk.settings,
        password=asterisk.ari_password,
        folder=asterisk.folder,
        tools=TOOLS,
    )


async def test_ctrl_c_in_our_terminal_does_not_reach_it(asterisk: RunningAsterisk) -> None:
    assert asterisk.process.pid is not None
    assert os.getsid(asterisk.process.pid) == asterisk.process.pid


async def test_it_sees_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_API_TOKEN", "for our eyes only")
    async with running_asterisk(ADDRESS) as asterisk:
        environment = Path(f"/proc/{asterisk.process.pid}/environ").read_bytes()
    assert b"LANG=C.UTF-8\0" in environment
    assert b"HELPLINE" not in environment


async def test_it_may_open_enough_files(asterisk: RunningAsterisk) -> None:
    limits = Path(f"/proc/{asterisk.process.pid}/limits").read_text()
    [line] = [line for line in limits.splitlines() if line.startswith("Max open files")]
    assert int(line.split()[3]) > 4_096


async def test_it_is_found_while_it_runs_and_not_afterwards(asterisk: RunningAsterisk) -> None:
    assert running_pid(asterisk.folder) == asterisk.process.pid
    await asterisk.process.stop()
    assert running_pid(asterisk.folder) is None
    assert await asterisk.process.wait() == 0


async def test_a_pid_file_left_behind_is_no_running_asterisk(asterisk: RunningAsterisk) -> None:
    await asterisk.process.stop()
    pid_file = asterisk.folder / "asterisk/run/asterisk.pid"
    for left in (f"{os.getpid()}\n", "4194305\n", "nonsense"):
        pid_file.write_text(left)
        assert running_pid(asterisk.folder) is None
    again = second_process(asterisk)
    await again.start()
    await again.wait_ready(10)
    await again.stop()


async def test_a_second_one_in_the_same_folder_is_refused(asterisk: RunningAsterisk) -> None:
    with pytest.raises(AsteriskError, match=r"runs already.*helpline stop"):
        await second_process(asterisk).start()


@pytest.mark.parametrize("section", ["sip", "ari"])
async def test_a_taken_port_is_refused_before_the_start(
    asterisk: RunningAsterisk, section: str
) -> None:
    await asterisk.process.stop()
    port = getattr(asterisk.settings, section).port
    refusal = rf"{section}\.port: .*set another {section}\.port"
    with socket.create_server((ADDRESS, port)), pytest.raises(AsteriskError, match=refusal):
        await second_process(asterisk).start()


async def test_a_failing_start_shows_its_errors(asterisk: RunningAsterisk) -> None:
    await asterisk.process.stop()
    modules = asterisk.folder / "asterisk/etc/modules.conf"
    modules.write_text(modules.read_text() + "require = res_of_dreams.so\n")
    process = second_process(asterisk)
    await process.start()
    with pytest.raises(AsteriskError, match=r"ended while starting(?s:.*)res_of_dreams"):
        await process.wait_ready(10)
    await process.stop()


async def test_a_wrong_password_is_told_at_once(asterisk: RunningAsterisk) -> None:
    await asterisk.process.stop()
    process = AsteriskProcess(
        asterisk.settings, password="another", folder=asterisk.folder, tools=TOOLS
    )
    await process.start()
    try:
        with pytest.raises(AsteriskError, match="refuses the password"):
            await process.wait_ready(10)
    finally:
        await process.stop()


async def test_a_frozen_one_is_reported_and_ended_by_force(asterisk: RunningAsterisk) -> None:
    pid = asterisk.process.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(AsteriskError, match="does not answer after"):
        await asterisk.process.wait_ready(0.3)
    async with asyncio.timeout(3):
        await asterisk.process.stop(0.3)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_the_command_suits_exec(asterisk: RunningAsterisk) -> None:
    command = asterisk.process.command()
    assert command[0] == str(TOOLS / "bin/asterisk")
    assert command[1:] == ["-C", f"{asterisk.folder}/asterisk/etc/asterisk.conf", "-f"]
