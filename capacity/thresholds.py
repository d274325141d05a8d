"""The times that calls are measured by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Seconds within which leaving the line is short, an answer good, and a new call a redial."""

    short_abandon: float = 5.0
    service_level: float = 20.0
    redial: float = 1800.0
