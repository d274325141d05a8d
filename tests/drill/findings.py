"""What a drill found: each restart with its times, and each check with what was wanted."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from rich.console import Console
from rich.table import Table

from tests.drill.node import Seen

ADOPTED_WITHIN: Final = 5.0
"""Seconds from the start of a process until it has every live call."""


@dataclass(frozen=True)
class Restart:
    """One kill and what became of it, as seen of the new process.

    ``worked`` are the seconds of processor that it had used when it was connected.
    """

    before: Seen
    after: Seen
    left: AbstractSet[str]
    started: datetime
    connected: datetime
    worked: float
    taken_up: list[datetime]
    asked_again: list[datetime]
    asked_otherwise: int
    lines: int
    failed: int

    @property
    def should_survive(self) -> AbstractSet[str]:
        """The channels whose callers did not hang up, and their agents' channels."""
        parted = {channel for pair in self.before.pairs if pair & self.left for channel in pair}
        return self.before.ours - self.left - parted

    @property
    def pairs(self) -> set[frozenset[str]]:
        """The pairs that should still talk."""
        return {pair for pair in self.before.pairs if not pair & self.left}

    def seconds(self, at: datetime) -> float:
        """Give a time as seconds since the start of the process."""
        return (at - self.started).total_seconds()

    @property
    def adopted(self) -> float:
        """Seconds from the start of the process until it had the last call."""
        return self.seconds(max(self.taken_up, default=self.connected))


@dataclass
class Findings:
    """All restarts and checks of a drill."""

    restarts: list[Restart] = field(default_factory=list)
    checks: list[tuple[str, object, object]] = field(default_factory=list)

    def check(self, what: str, found: object, wanted: object) -> None:
        """Note what was found and what was wanted."""
        self.checks.append((what, found, wanted))

    def restarted(self, restart: Restart) -> None:
        """Check what holds after each restart."""
        self.restarts.append(restart)
        which = f"restart {len(self.restarts)}"
        stay = restart.should_survive
        self.check(f"{which}: channels that survived", len(stay & restart.after.ours), len(stay))
        kept = len(restart.pairs & restart.after.pairs)
        self.check(f"{which}: pairs that still talk", kept, len(restart.pairs))
        callers = len(stay & restart.before.callers)
        self.check(f"{which}: calls taken up", len(restart.taken_up), callers)
        self.check(f"{which}: callers at another question", restart.asked_otherwise, 0)
        self.check(f"{which}: lines held", restart.lines, len(restart.after.callers))
        self.check(f"{which}: calls that SIPp saw fail", restart.failed, 0)
        late = restart.adopted > ADOPTED_WITHIN
        self.check(f"{which}: taken up within {ADOPTED_WITHIN:g} s", not late, True)

    @property
    def failed(self) -> bool:
        """Tell whether any check found something else than was wanted."""
        return any(found != wanted for _, found, wanted in self.checks)

    def show(self, console: Console) -> None:
        """Print both tables."""
        console.print(self._times(), self._results())

    def _times(self) -> Table:
        first = [min(r.taken_up, default=r.connected) for r in self.restarts]
        again = [max(r.asked_again, default=r.connected) for r in self.restarts]
        table = Table("seconds from the start of the process", title="How long adoption took")
        rows: dict[str, list[float]] = {
            "connected with Asterisk": [r.seconds(r.connected) for r in self.restarts],
            "… of which on the processor": [r.worked for r in self.restarts],
            "first call taken up": self._seconds(first),
            "last call taken up": [r.adopted for r in self.restarts],
            "last question asked again": self._seconds(again),
        }
        for number in range(len(self.restarts)):
            table.add_column(f"restart {number + 1}", justify="right")
        for name, values in rows.items():
            table.add_row(name, *(f"{value:.2f}" for value in values))
        return table

    def _seconds(self, times: list[datetime]) -> list[float]:
        return [r.seconds(at) for r, at in zip(self.restarts, times, strict=True)]

    def _results(self) -> Table:
        table = Table("check", title="What was found")
        for column in ("found", "wanted"):
            table.add_column(column, justify="right")
        for what, found, wanted in self.checks:
            style = "" if found == wanted else "bold red"
            table.add_row(what, _word(found), _word(wanted), style=style)
        return table


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
