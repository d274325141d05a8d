"""Full journeys at rising rates, made by our helpline and by plain dialplan in turn."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.phones import agents_answering
from tests.bench.postgres import DurablePostgres
from tests.bench.search import Search
from tests.bench.steps import RING, TALK, Taken, take_step
from tests.bench.systems import OURS, PLAIN, System, our_helpline, plain_helpline


@dataclass(frozen=True)
class Ladder:
    """The rates that both are to make, in calls a second, and for how long each.

    With ``search`` the highest rate is then looked for between them and above.
    """

    rates: tuple[float, ...] = (1, 5, 10, 15, 20, 30, 40)
    seconds: float = 20.0
    agents: int = 150
    search: bool = True


Course = dict[str, list[Taken]]
"""The steps of each helpline, as they were taken."""


async def measure_journeys(
    addresses: Mapping[str, str], folder: Path, ladder: Ladder, tell: Callable[[str], None]
) -> Course:
    """Have both helplines run, and let them make the same steps in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place:
        server = DurablePostgres(Path(place))
        try:
            await asyncio.to_thread(server.start)
            async with AsyncExitStack() as stack:
                systems = await _both(stack, addresses, folder, ladder.agents, server)
                return await _Run(systems, folder, ladder, tell).all()
        finally:
            server.remove()


async def _both(
    stack: AsyncExitStack, addresses: Mapping[str, str], folder: Path, agents: int,
    server: DurablePostgres,
) -> list[System]:  # fmt: skip
    ours = our_helpline(addresses[OURS], agents, server, folder)
    plain = plain_helpline(addresses[PLAIN], agents, server)
    systems = [await stack.enter_async_context(each) for each in (ours, plain)]
    for system in systems:
        place = folder / f"agents of {system.name}"
        phones = agents_answering(system.asterisk, place, ring=RING, talk=TALK)
        await stack.enter_async_context(phones)
    return systems


class _Run:
    def __init__(
        self, systems: Sequence[System], folder: Path, ladder: Ladder, tell: Callable[[str], None]
    ) -> None:
        self._systems, self._folder, self._ladder, self._tell = systems, folder, ladder, tell
        self._course: Course = defaultdict(list)

    async def all(self) -> Course:
        for rate in self._ladder.rates:
            for system in self._systems:
                await self._step(system, rate)
        if self._ladder.search:
            await self._search()
        return self._course

    async def _search(self) -> None:
        searches = {system.name: _so_far(self._course[system.name]) for system in self._systems}
        while any(search.rate for search in searches.values()):
            for system in self._systems:
                search = searches[system.name]
                if search.rate is not None:
                    taken = await self._step(system, search.rate)
                    search.tried(held=not taken.faults)

    async def _step(self, system: System, rate: float) -> Taken:
        seconds = max(self._ladder.seconds, self._ladder.seconds / rate)
        taken = await take_step(system, rate, seconds, self._folder / system.name)
        self._course[system.name].append(taken)
        said = "; ".join(taken.faults) or "held"
        self._tell(f"{rate:.3g} calls/s, {system.name}: {said} (machine {taken.busy:.0%} busy)")
        return taken


def _so_far(course: Sequence[Taken]) -> Search:
    search = Search(rate=course[0].step.rate)
    for taken in course:
        search.rate = taken.step.rate
        search.tried(held=not taken.faults)
    return search
