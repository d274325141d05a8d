"""A step of load: SIPp places calls at an even rate, and says what became of them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.load.sipp import Target, sipp
from tests.asterisk.instance import TOOLS
from tests.bench.scenarios import ANSWERED, CALLS, GOODBYE, LAST_KEY

ENDS_WITHIN: Final = 75.0
"""Seconds after the last call was placed in which all must be over."""

Times = dict[int, float]
"""Seconds since 1970, by the number of the call."""


@dataclass(frozen=True)
class Step:
    """What became of the calls of a step: how many did all that they were to do, and when."""

    rate: float
    placed: int
    completed: int
    notes: dict[str, Times]

    @property
    def share(self) -> float:
        """The share of the calls that went as their scenario says."""
        return self.completed / max(1, self.placed)

    @property
    def setup(self) -> list[float]:
        """Seconds from each INVITE to its 200."""
        return self._between(CALLS, ANSWERED)

    @property
    def last(self) -> list[float]:
        """Seconds from each caller's last key to the goodbye of the other side."""
        return self._between(LAST_KEY, GOODBYE)

    @property
    def late(self) -> list[float]:
        """Seconds by which each call was placed later than the even rate wants."""
        placed = sorted(self.notes.get(CALLS, {}).values())
        return [at - placed[0] - n / self.rate for n, at in enumerate(placed)]

    def _between(self, begin: str, end: str) -> list[float]:
        begun, ended = self.notes.get(begin, {}), self.notes.get(end, {})
        return [at - begun[call] for call, at in ended.items() if call in begun]


def target(sip: tuple[str, int]) -> Target:
    """Say whom to call, from the address that is called."""
    host, port = sip
    return Target(host, port, "1912", host, TOOLS / "bin" / "sipp")


async def place_calls(
    name: str,
    scenario: str,
    rows: Sequence[Sequence[str]],
    *,
    rate: float,
    to: tuple[str, int],
    folder: Path,
    stay: float = 0.0,
) -> Step:
    """Place one call for each row, ``rate`` a second, and wait until all are over.

    A call takes ``stay`` seconds beside what it does otherwise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count, within = len(rows), round(len(rows) / rate + stay + ENDS_WITHIN)
    # A rate is a whole number of calls in a period, here of 100 s.
    pace = ("-r", str(round(100 * rate)), "-rp", "100000", "-timeout", str(within))
    options = ("-m", str(count), "-l", str(count + 1), *pace)
    async with sipp(name, scenario, rows, options=options, to=target(to), folder=folder) as group:
        await asyncio.wait_for(group.process.wait(), within + ENDS_WITHIN)
        counts = group.counts()
        notes = read_notes(group.notes.read_text().splitlines())
        return Step(rate, max(count, counts.placed), counts.succeeded, notes)


def read_notes(lines: Iterable[str]) -> dict[str, Times]:
    """Read what the scenarios noted: by the word, when each call noted it first."""
    notes = defaultdict[str, Times](dict)
    for _day, _time, at, word, call in (line.split() for line in lines):
        notes[word].setdefault(int(call), float(at))
    return dict(notes)
