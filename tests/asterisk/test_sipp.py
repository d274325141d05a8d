"""An independent SIP implementation gets through too: SIPp, with its own built-in caller."""

import asyncio
from collections import Counter

from capacity.outcomes import Outcome
from tests.asterisk.helpline import running_line
from tests.asterisk.instance import TOOLS, free_port

ADDRESS = "127.0.0.25"
CALLS, LINES = 20, 15


async def test_sipp_calls_land_up_to_the_size_of_the_pool():
    async with running_line(ADDRESS, lines={"incoming": LINES}) as line:
        host, port = line.asterisk.sip
        command = [
            *(str(TOOLS / "bin" / "sipp"), "-sn", "uac", "-s", "1912", f"{host}:{port}"),
            *("-i", ADDRESS, "-p", str(free_port(ADDRESS)), "-mi", ADDRESS),
            *("-m", str(CALLS), "-r", "50", "-l", str(CALLS), "-d", "2000", "-timeout", "30"),
            "-nostdin",
        ]
        sipp = await asyncio.create_subprocess_exec(
            *command,
            cwd=line.asterisk.folder,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(60):
            failed = await sipp.wait()
        await line.check_nothing_left()
        outcomes = Counter(record.outcome for record in await line.records())
        assert outcomes == {Outcome.LEFT: LINES, Outcome.BLOCKED: CALLS - LINES}
        assert failed == 1, "SIPp tells that some of its calls were refused"
