"""What happened to the service while a call went on, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from ivr.instants import in_ist
from ivr.journal import service_changes as words
from ivr.lengths import between, seconds_in_words
from ivr.storage import ServiceEvent

CLOCK: Final = "%H:%M:%S"

AFTERMATH: Final = timedelta(seconds=5)
"""How late after a call's end something may begin, or be noticed, that had to do with it."""

ROUNDED: Final = timedelta(seconds=0.1)
"""How exactly the length of what is over is kept."""

LASTING: Final[Mapping[str, str]] = {
    words.DISCONNECTED: "there was no connection to Asterisk",
    words.DATABASE_AWAY: "the database was away (which no call waits for)",
    words.JOURNAL_ALARM: "the journal could not be written",
    words.STOPPING: "the service was being stopped",
}


def service_in_words(events: Sequence[ServiceEvent], begin: datetime, end: datetime) -> list[str]:
    """Say each unusual thing that was so at some time between ``begin`` and ``end``.

    Events are in order, as `service_between` gives them, and may reach further. The time without
    a service counts from the last moment at which there was one.
    """
    told = []
    for place, event in enumerate(events):
        over = _over_at(event, events[place + 1 :])
        late = ROUNDED if event.what == words.STARTED else AFTERMATH
        if event.at - _lasted(event) > end + late or (over is not None and over < begin):
            continue
        if event.what == words.STARTED:
            told.append(_started(event, events[:place]))
        elif event.what == words.STALLED:
            lasted = seconds_in_words(event.seconds or 0)
            told.append(f"the service stood still for {lasted} until {in_ist(event.at, CLOCK)}")
        elif event.what in LASTING:
            told.append(_state(event, over))
    return told


def _lasted(event: ServiceEvent) -> timedelta:
    return timedelta(seconds=event.seconds or 0)


def _over_at(event: ServiceEvent, later: Sequence[ServiceEvent]) -> datetime | None:
    """Give the time until which something was so; None for what has not ended."""
    if event.what not in words.ENDS:
        return event.at
    return next((each.at for each in later if each.what in words.ENDS[event.what]), None)


def _state(event: ServiceEvent, over: datetime | None) -> str:
    lasted = f"for {between(event.at, over)}" if over else "to the last that is known"
    detail = f" ({event.detail})" if event.detail else ""
    return f"{LASTING[event.what]} from {in_ist(event.at, CLOCK)} {lasted}{detail}"


def _started(event: ServiceEvent, before: Sequence[ServiceEvent]) -> str:
    orderly = any(earlier.what in (words.STOPPED, words.STOPPING) for earlier in before)
    how = "" if orderly else "; the one before was killed or had crashed"
    if event.seconds is None:
        return f"the service was started at {in_ist(event.at, CLOCK)}{how}"
    away = seconds_in_words(event.seconds)
    return f"no service ran for {away} until {in_ist(event.at, CLOCK)}{how}"
