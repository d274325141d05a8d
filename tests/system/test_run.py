"""Running a helpline as its operator does: real processes, real Asterisk, real calls."""

import asyncio
import os
import shutil
import signal
import socket
from contextlib import nullcontext
from pathlib import Path

import pytest

from ivr.instance import until_gone
from tests.system.node import ENDS_WITHIN, Node
from tests.waiting import until

ADDRESS, OTHER = "127.0.0.9", "127.0.0.10"


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(tmp_path / "first", ADDRESS)


async def ended(pid: int | None) -> None:
    assert pid is not None
    await asyncio.wait_for(until_gone(pid), ENDS_WITHIN)


def as_deep_as_may_be(folder: Path) -> Path:
    """Give a folder in which the path of ``.helpline/run/asterisk`` has 200 bytes."""
    return folder / ("d" * (200 - len(f"{folder}//.helpline/run/asterisk")))


async def test_it_answers_tells_of_its_calls_and_stops_and_starts_again(node: Node) -> None:
    async with node.running() as process:
        assert node.says(f"sip:1912@{node.address}:{node.sip}")
        assert node.says(f"http://{node.address}:{node.api}/readyz")
        assert not node.says("\x1b[")
        await node.answers("9415000001")
        assert await node.calls() == ["9415000001"]
        asterisk = node.asterisk
        stopped = await node.command("stop")
        assert (stopped.status, await process.wait()) == (0, 0)
        await ended(asterisk)
    assert (await node.command("stop")).output == "nothing runs\n"
    async with node.running() as process:
        await node.answers("9415000002")
        assert await node.calls() == ["9415000002", "9415000001"]
        asterisk = node.asterisk
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
        assert await process.wait() == 0
        await ended(asterisk)
    assert await node.calls() == ["9415000002", "9415000001"]  # from the database


async def test_lines_are_set_with_the_right_token_only(node: Node, tmp_path: Path) -> None:
    async with node.running() as process:
        wish = ("lines", "set", "incoming=5", "--reason", "storm")
        done = await node.command(*wish)
        assert done.status == 0, done
        assert "incoming=5" in done.output

        stranger = tmp_path / "stranger"
        stranger.mkdir()
        shutil.copy(node.file, stranger)
        own, node.file = node.file, stranger / node.file.name
        refused = await node.command(*wish)
        assert refused.status == 2, refused
        assert "token" in refused.errors

        node.file = own
        assert "storm" in (await node.command("lines")).output
        assert (await node.command("stop")).status == 0
        assert await process.wait() == 0


async def test_two_run_side_by_side(node: Node, tmp_path: Path) -> None:
    other = Node(as_deep_as_may_be(tmp_path), OTHER)
    async with node.running(), other.running():
        await asyncio.gather(node.answers("9415000001"), other.answers("9415000002"))
        assert await node.calls() == ["9415000001"]
        assert await other.calls() == ["9415000002"]
        second = await node.command("run")
        assert second.status == 2
        assert "runs already" in second.errors
        await asyncio.gather(node.command("stop"), other.command("stop"))
        assert (node.asterisk, other.asterisk) == (None, None)


async def test_after_a_crash_the_next_start_takes_asterisk_over(node: Node) -> None:
    async with node.running() as killed:
        asterisk = node.asterisk
        killed.kill()
        await killed.wait()
        assert node.asterisk == asterisk is not None
        async with node.running() as process:
            assert node.says("asterisk.taken_over")
            await node.answers("9415000001")
            assert node.asterisk == asterisk
            assert (await node.command("stop")).status == 0
            assert await process.wait() == 0
            await ended(asterisk)


@pytest.mark.parametrize("taken_over", [False, True])
async def test_its_asterisk_is_started_again_but_not_for_ever(node: Node, taken_over: bool) -> None:
    async with node.running() as first:
        if taken_over:
            first.kill()
            await first.wait()
        async with node.running() if taken_over else nullcontext(first) as process:
            asterisk = node.asterisk
            assert asterisk is not None
            os.kill(asterisk, signal.SIGKILL)
            await until(lambda: node.asterisk not in (None, asterisk), within=10)
            await until(node.is_ready, within=20)
            await node.answers("9415000001")
            os.kill(node.asterisk, signal.SIGKILL)
            assert await asyncio.wait_for(process.wait(), ENDS_WITHIN) == 2
            assert node.says("Asterisk: ended by itself")


async def test_ended_while_it_starts_it_leaves_nothing(node: Node) -> None:
    process = await node.start()
    await until(lambda: node.asterisk, within=10, step=0.01)
    asterisk = node.asterisk
    process.terminate()
    assert await asyncio.wait_for(process.wait(), ENDS_WITHIN) == 0
    await ended(asterisk)


@pytest.mark.parametrize("key", ["sip", "ari", "api"])
async def test_a_taken_port_is_told_with_its_remedy(node: Node, key: str) -> None:
    with socket.create_server((node.address, getattr(node, key))):
        refused = await node.command("run")
    assert refused.status == 2
    assert refused.errors.startswith(f"{key}.port: ")
    assert f"set another {key}.port" in refused.errors
    assert node.asterisk is None


async def test_without_setup_it_says_make_setup(node: Node, tmp_path: Path) -> None:
    text = node.file.read_text()
    node.file.write_text(text.replace(".helpline/tools", "nothing").replace("/sounds", "/nothing"))
    refused = await node.command("run")
    assert refused.status == 2
    assert refused.errors.count("make setup") == 2
    assert not node.folder.exists()


async def test_settings_that_cannot_be_read_are_told(node: Node) -> None:
    node.file.write_text(node.file.read_text() + "[lines]\nincomming = 5\n")
    for command in ("run", "check", "calls"):
        refused = await node.command(command)
        assert refused.status == 2
        assert "Did you mean 'incoming'?" in refused.errors
        assert "Traceback" not in refused.errors
