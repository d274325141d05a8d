"""What monitoring reads: counts of calls, lines in use, and how far behind the database is."""

from collections.abc import Collection
from typing import Final, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from capacity.lines import Direction
from capacity.outcomes import Outcome
from ivr.http.lines import POOL_FAULTS, LineControl
from ivr.records import CallRecord

CALL_SECONDS: Final = (5, 15, 30, 60, 120, 180, 240, 300, 450, 600, 900, 1800, 3600)
WAIT_SECONDS: Final = (1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600, 900)


class JournalState(Protocol):
    """What of `Journal` is shown."""

    alarm: str | None
    lost: int

    @property
    def waiting(self) -> int:
        """Lines that the disk has not taken yet."""


class ProjectorState(Protocol):
    """What of `Projector` is shown."""

    problem: str | None
    rejected: int
    damaged: int

    @property
    def lag(self) -> int:
        """Entries that are not in the database yet."""


class SoundState(Protocol):
    """What of `SoundWatch` is shown."""

    @property
    def missing(self) -> Collection[str]:
        """Sounds without a file."""


class Metrics:
    """The metrics of one service, in a registry of their own."""

    def __init__(
        self, journal: JournalState, projector: ProjectorState, sounds: SoundState
    ) -> None:
        self.registry = registry = CollectorRegistry()
        self._calls = Counter(
            "helpline_calls",
            "Offered calls that have ended.",
            ["direction", "outcome", "discom"],
            registry=registry,
        )
        self._drops = Counter(
            "helpline_drops", "Dropped calls, by reason.", ["reason"], registry=registry
        )
        self._call_seconds = Histogram(
            "helpline_call_seconds",
            "Time from landing to the end of a call.",
            ["outcome"],
            buckets=CALL_SECONDS,
            registry=registry,
        )
        self._wait_seconds = Histogram(
            "helpline_wait_seconds",
            "Time in the waiting line, until an agent answered or the call ended.",
            ["outcome"],
            buckets=WAIT_SECONDS,
            registry=registry,
        )
        self._held = Gauge(
            "helpline_lines_held", "Lines in use now.", ["direction"], registry=registry
        )
        self._size = Gauge(
            "helpline_lines_size", "Lines allowed at once.", ["direction"], registry=registry
        )
        self._watch(journal, projector, sounds)

    def call_ended(self, record: CallRecord) -> None:
        """Count a call, once, when its record is closed."""
        self._calls.labels(record.direction, record.outcome, record.discom or "none").inc()
        if record.outcome is Outcome.DROPPED:
            self._drops.labels(record.drop or "unknown").inc()
        if record.landed_at is not None:
            lasted = (record.ended_at - record.landed_at).total_seconds()
            self._call_seconds.labels(record.outcome).observe(lasted)
        if record.queued_at is not None:
            waited = ((record.answered_at or record.ended_at) - record.queued_at).total_seconds()
            self._wait_seconds.labels(record.outcome).observe(waited)

    async def read_lines(self, control: LineControl) -> None:
        """Take the pools' state; without an answer the gauges are left out."""
        self._held.clear()
        self._size.clear()
        try:
            view = await control.show()
        except POOL_FAULTS:
            return
        for direction in Direction:
            self._held.labels(direction).set(view.levels.of(direction))
            self._size.labels(direction).set(view.sizes.of(direction))

    def text(self) -> bytes:
        """Write all metrics in the text format of Prometheus."""
        return generate_latest(self.registry)

    def _watch(self, journal: JournalState, projector: ProjectorState, sounds: SoundState) -> None:
        watched = {
            "journal_lag_entries": (
                "Journal entries not yet in the database.",
                lambda: projector.lag,
            ),
            "journal_waiting_lines": ("Lines the disk has not taken.", lambda: journal.waiting),
            "journal_lost_lines": ("Lines lost to a full disk.", lambda: journal.lost),
            "journal_damaged_lines": (
                "Lines of the journal that were damaged when they were read.",
                lambda: projector.damaged,
            ),
            "journal_alarm": (
                "1 while the journal cannot be written.",
                lambda: bool(journal.alarm),
            ),
            "storage_failing": ("1 while the database fails.", lambda: bool(projector.problem)),
            "storage_rejected_entries": (
                "Entries that the database will never take.",
                lambda: projector.rejected,
            ),
            "sounds_missing": (
                "Sounds without a file, in whose place callers hear nothing.",
                lambda: len(sounds.missing),
            ),
        }
        for name, (meaning, value) in watched.items():
            Gauge(f"helpline_{name}", meaning, registry=self.registry).set_function(value)


def show_metrics(metrics: Metrics, control: LineControl) -> Handler:
    """Make the handler of GET /metrics."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        await metrics.read_lines(control)
        return web.Response(
            body=metrics.text(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    return handler
