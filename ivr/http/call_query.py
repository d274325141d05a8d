"""What is asked of past calls, read from the parameters of a query; both the API and the CLI do."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from capacity.lines import Direction
from capacity.outcomes import Outcome
from ivr.instants import FORMS, parse_since
from ivr.settings import Problem
from ivr.storage import By
from ivr.storage.filters import NONE
from ivr.verdicts import WHY_DROPPED
from routing.discoms import DISCOMS

MOST: Final = 1000
"""Calls in one answer."""

PERIOD: Final = timedelta(days=1)
"""How far back drops are counted when nothing else is asked."""

USUAL: Final = (By.VERDICT, By.DISCOM, By.HOUR, By.TRUNK)

STAGES: Final = (
    "ringing", "language", "discom", "reason", "service", "waiting", "talking", "goodbye",
)  # fmt: skip


class BadQuery(ValueError):
    """A parameter of the query makes no sense."""

    def __init__(self, place: str, wrong: str, remedy: str) -> None:
        self.problem = Problem(place, wrong, remedy)
        super().__init__(str(self.problem))


def read_query(query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Turn texts into the arguments of `CallReader.calls`; raises `BadQuery`."""
    return {"limit": 100} | _read(query, _filters(now) | {"limit": _limit})


def read_drops_query(query: Mapping[str, str], now: datetime) -> tuple[list[By], dict[str, Any]]:
    """Turn texts into groupings and the arguments of `CallReader.grouped`; raises `BadQuery`.

    Without other words these are the dropped calls of the last day. Times are whole seconds.
    """
    read = _read(query, _filters(now) | {"by": _groupings})
    by = read.pop("by", USUAL)
    since, until = read.get("since", now - PERIOD), read.get("until", now)
    second = timedelta(seconds=1)
    period = {
        "since": since.astimezone(UTC).replace(microsecond=0),
        "until": until.astimezone(UTC).replace(microsecond=0) + (until.microsecond > 0) * second,
    }
    return list(by), {"outcome": (Outcome.DROPPED,)} | read | period


def _read(query: Mapping[str, str], known: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    for name in query:
        if name not in known:
            raise BadQuery(name, "is unknown", f"Known are {', '.join(known)}")
    return {name: known[name](text) for name, text in query.items()}


def _filters(now: datetime) -> dict[str, Callable[[str], Any]]:
    return {
        "since": _moment("since", now),
        "until": _moment("until", now),
        "direction": _one_of("direction", Direction),
        "outcome": _outcomes,
        "drop": _one_of("drop", (*WHY_DROPPED, NONE)),
        "discom": _one_of("discom", (*DISCOMS, NONE)),
        "reason": str,
        "language": str,
        "trunk": str,
        "stage": _one_of("stage", STAGES),
        "cause": _cause,
        "ticket": _ticket,
    }


def _moment(name: str, now: datetime) -> Callable[[str], datetime]:
    def read(text: str) -> datetime:
        try:
            return parse_since(text, now)
        except ValueError as error:
            raise BadQuery(name, f"{text!r} is no time", f"Write it like {FORMS}") from error

    return read


def _one_of(name: str, known: Iterable[str]) -> Callable[[str], str]:
    words = tuple(known)

    def read(text: str) -> str:
        if text not in words:
            raise BadQuery(name, f"{text!r} is not known here", f"Use one of {', '.join(words)}")
        return text

    return read


def _outcomes(text: str) -> tuple[Outcome, ...]:
    read = _one_of("outcome", Outcome)
    return tuple(Outcome(read(each)) for each in text.split(","))


def _groupings(text: str) -> tuple[By, ...]:
    read = _one_of("by", By)
    return tuple(By(read(each)) for each in text.split(","))


def _cause(text: str) -> int | str:
    if text == NONE:
        return NONE
    if not text.isdecimal():
        raise BadQuery("cause", f"{text!r} is no Q.850 cause", f"Use a number or {NONE}")
    return int(text)


def _ticket(text: str) -> str:
    if not text.isdecimal():
        raise BadQuery("ticket", f"{text!r} is no ticket", "Use its six digits, like 483921")
    return text


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise BadQuery("limit", f"{text!r} is not a number of calls", f"Use 1 to {MOST}")
    return int(text)
