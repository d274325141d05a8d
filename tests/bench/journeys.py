"""Full journeys at rising rates, ours and plain dialplan in turn: what they cost, how far it goes."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.bench.figures import percentile, ratio
from tests.bench.phones import agents_answering
from tests.bench.postgres import DurablePostgres
from tests.bench.report import Findings
from tests.bench.search import Search
from tests.bench.steps import RING, TALK, Taken, take_step
from tests.bench.systems import OURS, PLAIN, System, our_helpline, plain_helpline

HEAD: Final = (
    "calls/s",
    "helpline",
    "Asterisk's CPU per journey",
    "service's",
    "INVITE to 200, p50 / p99",
    "last key to ringing, p50 / p99",
    "held",
)


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


def highest(course: Iterable[Taken]) -> Taken | None:
    """Find the step with the highest rate that was held below the lowest that was not."""
    steps = sorted(course, key=lambda taken: taken.step.rate)
    limit = min((t.step.rate for t in steps if t.faults), default=float("inf"))
    return next((t for t in reversed(steps) if not t.faults and t.step.rate < limit), None)


def limit_findings(course: Course) -> Findings:
    """Say how far each went, and what the ratio is."""
    best = {name: highest(course[name]) for name in (OURS, PLAIN)}
    rates = {name: taken.step.rate if taken else 0.0 for name, taken in best.items()}
    return Findings(
        name="journey",
        title="The highest rate of full journeys",
        head=HEAD,
        rows=[_row(name, taken) for name, taken in best.items() if taken],
        verdict=[
            f"ours holds {ratio(rates[OURS], rates[PLAIN])} of the rate of {PLAIN}",
            *(f"{name}: {_why(course[name], rates[name])}" for name in best),
        ],
        data={"rates": rates},
    )


def _why(course: Iterable[Taken], held: float) -> str:
    above = [taken for taken in course if taken.step.rate > held]
    if not above:
        return f"held {held:.3g} calls/s, and more was not tried"
    first = min(above, key=lambda taken: taken.step.rate)
    return f"at {first.step.rate:.3g} calls/s {'; '.join(first.faults)}"


def curve_findings(course: Course) -> Findings:
    """List every step."""
    steps = [(taken.step.rate, name, taken) for name, some in course.items() for taken in some]
    steps.sort(key=lambda step: step[:2])
    return Findings(
        name="curve",
        title="Cost against load",
        head=HEAD,
        rows=[_row(name, taken) for _, name, taken in steps],
        verdict=list(_costs(course)),
        data={name: [_data(taken) for taken in some] for name, some in course.items()},
    )


def _costs(course: Course) -> Iterator[str]:
    for name, some in course.items():
        low, high = (sum(taken.cpu.values()) for taken in (some[0], highest(some) or some[-1]))
        yield f"{name}: {1000 * low:.0f} ms of CPU per journey at the lowest rate, {1000 * high:.0f} ms at the highest that held"


def _row(name: str, taken: Taken) -> list[str]:
    step, service = taken.step, taken.cpu.get("service")
    return [
        f"{step.rate:.3g}",
        name,
        f"{1000 * taken.cpu['asterisk']:.1f} ms",
        "–" if service is None else f"{1000 * service:.1f} ms",
        _two(step.setup),
        _two(taken.to_agent),
        "; ".join(taken.faults) or "yes",
    ]


def _two(times: Sequence[float]) -> str:
    return f"{1000 * percentile(times, 0.5):.0f} / {1000 * percentile(times, 0.99):.0f} ms"


def _data(taken: Taken) -> dict[str, Any]:
    step = taken.step
    return {
        "rate": step.rate,
        "placed": step.placed,
        "completed": step.completed,
        "recorded": taken.recorded,
        "cpu_seconds_per_journey": taken.cpu,
        "machine_busy": taken.busy,
        "setup_seconds": {q: percentile(step.setup, float(q)) for q in ("0.5", "0.99")},
        "to_agent_seconds": {q: percentile(taken.to_agent, float(q)) for q in ("0.5", "0.99")},
        "placed_late_seconds_p99": percentile(step.late, 0.99),
        "faults": taken.faults,
    }
