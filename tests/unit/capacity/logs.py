"""Logged calls in few words, for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from capacity.call_log import CallLog, call_log
from capacity.logged import LoggedCall
from capacity.outcomes import Outcome

BEGIN = datetime(2026, 11, 22, 4, tzinfo=UTC)


def after(seconds: float | None) -> datetime | None:
    return None if seconds is None else BEGIN + timedelta(seconds=seconds)


def seconds(column: Any) -> list[float]:
    """Give times of a log as seconds since `BEGIN`."""
    return [round(float(each) - BEGIN.timestamp(), 6) for each in column]


def answered(
    at: float, waited: float = 0.0, talk: float = 60.0, agent: str | None = "asha", **more: Any
) -> LoggedCall:
    """A call that went straight to the waiting line, and was answered."""
    return LoggedCall(
        call_id="",
        **{"offered": after(at), "queued": after(at), "answered": after(at + waited)}
        | {"parted": after(at + waited + talk), "ended": after(at + waited + talk)}
        | {"outcome": Outcome.ANSWERED, "queue": "MVVNL", "language": "hi", "agent": agent}
        | more,
    )


def gave_up(at: float, waited: float, **more: Any) -> LoggedCall:
    return LoggedCall(
        call_id="",
        **{"offered": after(at), "queued": after(at), "ended": after(at + waited)}
        | {"outcome": Outcome.ABANDONED, "queue": "MVVNL", "language": "hi"}
        | more,
    )


def without_agent(at: float, outcome: Outcome, menus: float = 30.0) -> LoggedCall:
    return LoggedCall(call_id="", offered=after(at), ended=after(at + menus), outcome=outcome)


def log_of(*calls: LoggedCall) -> CallLog:
    return call_log(calls)
