"""A report's numbers under their names: the header of CSV, the keys of JSON, the cells of tables.

docs/measures.md says of each name what is meant.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Final

from capacity.busy_hour import BusyHour
from capacity.marks import Mark
from capacity.measures import Measures
from capacity.seizures import Seizure, asr, ner
from ivr.report.making import Counted, Tried

Value = str | int | float | None
Row = Mapping[str, Value]

PERCENTS: Final = (50, 90, 95, 99, 100)
DIGITS: Final = 6


def row_of(group: Counted, zone: tzinfo) -> Row:
    """Name all numbers of a group: counts, seconds, shares from 0 to 1; None is not known."""
    numbers = {
        **{mark.value: group.measures[mark] for mark in Mark},
        **_rates(group.measures),
        "callers": group.callers,
        **_busy("offered", group.busy_offered, zone),
        **_busy("landed", group.busy_landed, zone),
        **_loads(group),
    }
    return {**group.values, **{name: _rounded(value) for name, value in numbers.items()}}


def attempts_row(tried: Tried) -> Row:
    """Name the numbers of the attempts to call people back."""
    became, lines = tried.became, tried.lines
    answered, person = became[Seizure.ANSWERED], became[Seizure.PERSON]
    return {
        "seizures": tried.seizures,
        "answered": answered,
        "lost_by_person": person,
        "lost_by_network": became[Seizure.NETWORK],
        "asr": _rounded(asr(answered, tried.seizures)),
        "ner": _rounded(ner(answered, person, tried.seizures)),
        "lines_mean": _rounded(lines.mean),
        "lines_peak": lines.peak,
        "lines_size": _rounded(lines.size),
        "lines_occupancy": _rounded(lines.occupancy),
    }


def in_zone(moment: float, zone: tzinfo) -> str:
    """Write seconds since the epoch for people and machines."""
    return datetime.fromtimestamp(moment, UTC).astimezone(zone).isoformat(timespec="seconds")


def _rates(found: Measures) -> dict[str, Value]:
    return {
        "blocked_share": found.blocked,
        "asr": found.asr,
        "ner": found.ner,
        "abandonment": found.abandonment,
        "service_level": found.service_level,
        "service_level_of_answered": found.service_level_of_answered,
        "service_level_without_early": found.service_level_without_early,
        "service_level_of_all": found.service_level_of_all,
        "asa": found.asa,
        **{f"wait_p{percent}": found.wait(percent) for percent in PERCENTS},
        "talk": found.talk,
        "acw": found.acw,
        "aht": found.aht,
        "hold": found.hold,
    }


def _busy(name: str, hour: BusyHour | None, zone: tzinfo) -> dict[str, Value]:
    return {
        f"busy_hour_{name}": hour.calls if hour else 0,
        f"busy_hour_{name}_begins": in_zone(hour.begins, zone) if hour else None,
    }


def _loads(group: Counted) -> dict[str, Value]:
    lines, agents = group.lines, group.agents
    return {
        "lines_mean": lines.mean if lines else None,
        "lines_peak": lines.peak if lines else None,
        "lines_size": lines.size if lines else None,
        "lines_occupancy": lines.occupancy if lines else None,
        "agents_on_duty": agents.on_duty if agents else None,
        "agents_busy": agents.busy if agents else None,
        "agents_occupancy": agents.occupancy if agents else None,
    }


def _rounded(value: Value) -> Value:
    return round(value, DIGITS) if isinstance(value, float) else value
