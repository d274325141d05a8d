"""The recorded calls that a plan learns from."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from capacity.history import Measured, measured
from capacity.scenario import estimates_of
from ivr.period import Period
from ivr.replay.reading import first_offer, read_period
from ivr.replay.what_if import read_what_if, rules_of
from ivr.settings import Settings


@dataclass(frozen=True, slots=True)
class Past:
    """What recorded calls show, and of how many and which days."""

    measured: Measured
    calls: int
    zone: tzinfo

    @property
    def busiest_hour(self) -> datetime:
        """When the busiest hour began."""
        return datetime.fromtimestamp(self.measured.begins, self.zone)

    @property
    def told(self) -> str:
        """Say which calls these were."""
        return (
            f"Measured on {self.calls:,} recorded calls; the busiest hour had "
            f"{self.measured.calls:,} of them and began on {self.busiest_hour:%Y-%m-%d at %H:%M}."
        )


def read_past(folder: Path, period: Period, settings: Settings) -> Past:
    """Measure the calls of a period in a journal; raises `SettingsError`."""
    log = read_period(folder, _utc(period.since), _utc(period.until), _unheard)
    rules = rules_of(settings, read_what_if([]), first_offer(log))
    return Past(measured(log, estimates_of(log, rules).after_calls), len(log), period.zone)


def _utc(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(UTC)


def _unheard(_calls: int) -> None:
    """Stand in where nobody wants to know how far it is."""
