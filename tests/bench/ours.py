"""The whole service, as a process of its own on an Asterisk that runs."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp

from tests.asterisk.helpline import service_settings
from tests.asterisk.instance import RunningAsterisk
from tests.drill.node import Node

RUN: Final[dict[str, Any]] = {"drain": 1.0, "log_format": "json"}
"""The section of the settings that `serving` needs."""


@asynccontextmanager
async def serving(asterisk: RunningAsterisk, logs: Path) -> AsyncIterator[tuple[Node, int]]:
    """Have the service connected with this Asterisk; gives it with its process id."""
    _, file = service_settings(asterisk)
    async with aiohttp.ClientSession() as http:
        node = Node(asterisk, file, logs, http)
        try:
            await node.start()
            await node.connected()
            assert node.process is not None
            yield node, node.process.pid
        finally:
            await node.end(signal.SIGTERM)
