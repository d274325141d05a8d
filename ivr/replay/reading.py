"""Reads what is to be replayed: all calls of a journal, or those of a day."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from capacity.call_log import CallLog, call_log
from capacity.days import days_of
from capacity.logged import LoggedCall
from ivr.logged_calls import logged_calls
from ivr.period import bounds_of
from ivr.settings import Problem, SettingsError

BEFORE: Final = timedelta(hours=2)
"""What is replayed before a single day, so that it does not begin with an empty house."""


def read_calls(
    folder: Path, day: date | None, zone: tzinfo, tell: Callable[[int], None]
) -> CallLog:
    """Read calls of a journal; ``tell`` hears how many so far. Raises `SettingsError`."""
    if day is None:
        return read_period(folder, None, None, tell)
    since, until = bounds_of(day, zone)
    return read_period(folder, since - BEFORE, until, tell, f" on {day}")


def read_period(
    folder: Path,
    since: datetime | None,
    until: datetime | None,
    tell: Callable[[int], None],
    when: str = " in this period",
) -> CallLog:
    """Read the calls offered from ``since`` until before ``until``; raises `SettingsError`."""
    if not folder.is_dir():
        raise _unusable(folder, "there is no journal", "Name the folder of one")
    try:
        calls = call_log(_counted(logged_calls(folder, since=since, until=until), tell))
    except OSError as error:
        raise _unusable(folder, f"cannot be read: {error}", "Look at its rights") from error
    if not len(calls):
        wanted = "has no calls" + (when if since or until else "")
        raise _unusable(folder, wanted, "See helpline report FOLDER --by day")
    return calls


def first_offer(log: CallLog) -> datetime:
    """Give the time of the first call, of which there must be one."""
    return datetime.fromtimestamp(log.offered[0], UTC)


def span_of(log: CallLog, zone: tzinfo) -> str:
    """Name the first and the last day, ISO 8601."""
    days = [day.isoformat() for day, _ in days_of(log, zone)]
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _counted(calls: Iterable[LoggedCall], tell: Callable[[int], None]) -> Iterator[LoggedCall]:
    for count, call in enumerate(calls, 1):
        tell(count)
        yield call


def _unusable(folder: Path, wrong: str, remedy: str) -> SettingsError:
    return SettingsError([Problem(str(folder), wrong, remedy)])
