import asyncio
import socket
from pathlib import Path

import pytest

from ivr.load.sipp import Counts, Group, Target, free_port, sipp

WHEN = "2026-11-22\t13:49:32.888266\t1795355372.888266: "
ERRORS = f"""The following events occurred:
{WHEN}Aborting call on unexpected message for Call-Id 'load-1@127.0.0.81': while expecting '100' \
(index 4), received 'SIP/2.0 404 Not Found
Via: SIP/2.0/UDP 127.0.0.81:54466;branch=z9hG4bK-19862-1-1.000000
Call-ID: 1.000000///load-1@127.0.0.81
'
{WHEN}Aborting call on UDP retransmission timeout for Call-ID 'load-22@127.0.0.81'.
"""
HEAD = "OutgoingCall(C);CurrentCall;SuccessfulCall(C);FailedCall(C);\n"


@pytest.fixture
def target(tmp_path: Path) -> Target:
    """A way to nobody, with a script in the place of SIPp that tells how it was called."""
    script = tmp_path / "sipp"
    script.write_text('#!/bin/sh\necho "$@" > called\nexec sleep 60\n')
    script.chmod(0o755)
    return Target("127.0.0.1", 5060, "1912", "127.0.0.1", script)


async def called(folder: Path) -> list[str]:
    while not (folder / "called").exists() or not (words := (folder / "called").read_text()):
        await asyncio.sleep(0.01)
    return words.split()


async def test_it_is_told_whom_to_call_and_ends_with_the_block(
    target: Target, tmp_path: Path
) -> None:
    rows = [("1", "a"), ("2", "b")]
    async with sipp("load", "<x/>", rows, options=("-m", "2"), to=target, folder=tmp_path) as run:
        words = await called(tmp_path)
        assert words[:3] == ["127.0.0.1:5060", "-s", "1912"]
        assert words[-2:] == ["-m", "2"]
        assert words[words.index("-p") + 1] == str(run.port)
        assert run.process.returncode is None
    assert run.process.returncode is not None
    assert (tmp_path / "load.rows").read_text() == "SEQUENTIAL\n1;a\n2;b\n"
    assert (tmp_path / "load.xml").read_text() == "<x/>"


async def test_who_calls_nobody_needs_no_rows(target: Target, tmp_path: Path) -> None:
    async with sipp("phones", "<x/>", [], options=(), to=target, folder=tmp_path):
        assert "-inf" not in await called(tmp_path)


async def test_cues_and_orders_reach_its_ports(target: Target, tmp_path: Path) -> None:
    async with sipp("load", "<x/>", [], options=(), to=target, folder=tmp_path) as run:
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as calls,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control,
        ):
            calls.bind((run.address, run.port))
            control.bind((run.address, run.control))
            await run.hang_up([3], a_second=1000)
            run.begin_no_more()
            assert b"Call-ID: load-3@127.0.0.1\r\n" in calls.recv(1000)
            assert control.recv(10) == b"p"


async def test_its_counts_and_errors_are_read_as_far_as_they_are_there(
    target: Target, tmp_path: Path
) -> None:
    async with sipp("load", "<x/>", [], options=(), to=target, folder=tmp_path) as run:
        check_counts(run, tmp_path)


def check_counts(run: Group, folder: Path) -> None:
    assert run.counts() == Counts()
    assert run.errors() == ""
    (folder / "load.csv").write_text(HEAD)
    assert run.counts() == Counts()
    (folder / "load.csv").write_text(HEAD + "1;1;0;0;\n9;2;6;1;\n")
    (folder / "load.errors").write_text("late")
    assert run.counts() == Counts(placed=9, current=2, succeeded=6, failed=1)
    assert run.errors() == "late"


async def test_each_failed_call_has_what_sipp_said_last(target: Target, tmp_path: Path) -> None:
    async with sipp("load", "<x/>", [], options=(), to=target, folder=tmp_path) as run:
        (tmp_path / "load.errors").write_text(ERRORS)
        assert run.complaints() == {
            1: "Aborting call on unexpected message: while expecting '100' (index 4), "
            "received 'SIP/2.0 404 Not Found",
            22: "Aborting call on UDP retransmission timeout",
        }


def test_a_free_port_can_be_used() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", free_port("127.0.0.1")))
