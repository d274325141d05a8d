"""A helpline that is measured: where it is, its processes, and what it says of itself."""

import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp

from ivr.measuring.machine import usage
from ivr.settings import Settings
from ivr.settings.secrets import ARI_PASSWORD, Secrets

ANSWERS_WITHIN: Final = aiohttp.ClientTimeout(total=10.0)
SERVICE: Final = "service"
ASTERISK: Final = "asterisk"
READY: Final = 200
_TASKS: Final = re.compile(r"(?m)^helpline_event_loop_tasks (\S+)$")


@dataclass(frozen=True, slots=True)
class Remains:
    """What a helpline holds at one moment; ``files`` are open ones by process."""

    lines: int
    channels: int
    bridges: int
    tasks: int
    files: Mapping[str, int]

    @property
    def counts(self) -> Counter[str]:
        """Give how many there are of each, by name."""
        held = Counter(
            lines=self.lines, channels=self.channels, bridges=self.bridges, tasks=self.tasks
        )
        return held + Counter({f"files of {name}": number for name, number in self.files.items()})

    def more_than(self, before: "Remains") -> dict[str, int]:
        """Name what there is more of than there was before, and how much more."""
        return dict(self.counts - before.counts)


@dataclass(frozen=True)
class Reached:
    """A running helpline. ``pids`` are the processes of it that are on this machine.

    ``log`` is what its service logs, as JSON, where that goes into a file.
    All that asks raises `aiohttp.ClientError` or TimeoutError if nobody answers.
    """

    settings: Settings
    secrets: Secrets
    pids: Mapping[str, int] = field(default_factory=dict)
    log: Path | None = None

    @property
    def journal(self) -> Path:
        """The folder of its journal."""
        return self.settings.run.folder / "journal"

    async def ready(self) -> bool:
        """Tell whether all its parts work."""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with (
                aiohttp.ClientSession(timeout=ANSWERS_WITHIN) as session,
                session.get(f"{self._api}/readyz") as answer,
            ):
                return answer.status == READY
        return False

    async def lines(self) -> tuple[int, int]:
        """Give the incoming lines that are held, and how many there are."""
        async with aiohttp.ClientSession(timeout=ANSWERS_WITHIN) as session:
            view = await _asked(session, f"{self._api}/api/lines")
        return view["levels"]["incoming"], view["sizes"]["incoming"]

    async def phones(self) -> int:
        """Count the agents' phones that can be rung."""
        endpoints = await self._asterisk("endpoints/PJSIP")
        return sum(endpoint["state"] == "online" for endpoint in endpoints)

    async def remains(self) -> Remains:
        """Look at all that calls hold and must give back."""
        held, _ = await self.lines()
        channels, bridges = await self._asterisk("channels"), await self._asterisk("bridges")
        files = {}
        for name, pid in self.pids.items():
            with suppress(OSError):
                files[name] = usage(pid).files
        return Remains(held, len(channels), len(bridges), await self._tasks(), files)

    async def _tasks(self) -> int:
        async with (
            aiohttp.ClientSession(timeout=ANSWERS_WITHIN) as session,
            session.get(f"{self._api}/metrics") as answer,
        ):
            found = _TASKS.search(await answer.text())
        return int(float(found[1])) if found else 0

    async def _asterisk(self, path: str) -> Any:
        ari = self.settings.ari
        proof = aiohttp.encode_basic_auth(ari.user, self.secrets.get(ARI_PASSWORD))
        headers = {"Authorization": proof}
        async with aiohttp.ClientSession(timeout=ANSWERS_WITHIN, headers=headers) as session:
            return await _asked(session, f"http://{ari.host}:{ari.port}/ari/{path}")

    @property
    def _api(self) -> str:
        api = self.settings.api
        host = "127.0.0.1" if api.bind in {"0.0.0.0", ""} else api.bind  # noqa: S104 - reached
        return f"http://{host}:{api.port}"


async def _asked(session: aiohttp.ClientSession, url: str) -> Any:
    async with session.get(url) as answer:
        answer.raise_for_status()
        return await answer.json()
