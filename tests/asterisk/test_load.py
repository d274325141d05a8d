"""`helpline load` as a process: real calls with SIPp, blocked ones, redials, and agents."""

import asyncio
import csv
import json
import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any

from capacity.outcomes import Outcome
from ivr.settings.secrets import Secrets, agent_password
from tests.asterisk.helpline import Helpline, running_line, secret_variables
from tests.system.node import HELPLINE
from tests.waiting import until

ADDRESS = "127.0.0.81"
LINES = 5
AGENTS = [f"agent-{n}" for n in range(3)]

SHORT = (
    *("--calls-per-hour", "1440", "--hold", "60", "--compress", "20", "--minutes", "0.07"),
    *("--redial", "50%", "--redial-after", "20", "--agents", "--seed", "175", "--json"),
)
"""Eight calls a second for four seconds, of three seconds each: 24 erlangs for five lines.

With this seed some wait long enough for an agent, and nobody stays long after the others.
"""
LONG = ("--calls-per-hour", "7200", "--hold", "1000", "--minutes", "2", "--behaviour", "stay")


async def test_callers_and_journal_agree_and_an_interrupt_ends_all(tmp_path: Path) -> None:
    agents = [{"id": i, "languages": ["hi", "en"]} for i in AGENTS]
    # A leg that lets nothing be heard for two seconds would be dropped.
    sections: dict[str, Any] = {"waiting": {"wrap_up": 0.2}, "sip": {"rtp_timeout": 2}}
    async with running_line(ADDRESS, agents=agents, lines={"incoming": LINES}, **sections) as line:
        told = await finished(await load(line, *SHORT, "--out", str(tmp_path)))
        await line.check_nothing_left()
        await check(told, line, tmp_path)
        assert not any(agent.reachable for agent in line.service.roster.now())

        running = await load(line, *LONG, "--json")
        await until(lambda: len(line.service.reception) >= 2, within=20)
        running.send_signal(signal.SIGINT)
        async with asyncio.timeout(30):
            told = await finished(running)
        await line.check_nothing_left()
        assert told["differences"] == []
        assert told["outcomes"] == {"left": told["figures"]["landed"]["callers"]}


async def check(told: dict[str, Any], line: Helpline, out: Path) -> None:
    """What SIPp saw, what the command says, and what the helpline recorded is the same."""
    assert told["differences"] == []
    figures = {name: both["callers"] for name, both in told["figures"].items()}
    outcomes = Counter(record.outcome for record in await line.records())
    assert figures["failed"] == 0
    assert figures["placed"] == outcomes.total() == told["load"]["callers"] + told["redials"]
    assert figures["blocked"] == outcomes[Outcome.BLOCKED] > 0
    assert figures["most at once"] == LINES
    assert outcomes[Outcome.ANSWERED] > 0
    assert outcomes[Outcome.DROPPED] == 0
    assert told["redials"] > 0
    with (out / "attempts.csv").open() as file:
        attempts = list(csv.DictReader(file))
    assert Counter(a["status"] for a in attempts)["503"] == figures["blocked"]
    assert told["late"]["p50"] < 0.5


async def load(line: Helpline, *words: str) -> asyncio.subprocess.Process:
    passwords = {i: line.asterisk.agent_password(i) for i in AGENTS}
    variables = {Secrets.variable(agent_password(i)): text for i, text in passwords.items()}
    file = line.asterisk.folder / "helpline.toml"
    return await asyncio.create_subprocess_exec(
        *(str(HELPLINE), "--config", str(file), "load", *words),
        env={"PATH": os.environ["PATH"], **secret_variables(line.asterisk), **variables},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def finished(process: asyncio.subprocess.Process) -> dict[str, Any]:
    told, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return dict(json.loads(told))
