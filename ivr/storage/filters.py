"""Which calls are meant, as conditions on the table of calls."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypedDict

from sqlalchemy import ColumnElement

from capacity.outcomes import Outcome
from ivr.storage.models import calls

NONE: Final = "none"
"""Asks for calls of which this is not known."""

WORDS: Final = (
    "direction", "drop", "discom", "reason", "language", "trunk", "stage", "cause", "ticket",
)  # fmt: skip
"""The columns that are asked for by one value."""


class CallFilter(TypedDict, total=False):
    """What calls must have; None, or nothing, means any. ``until`` is exclusive."""

    since: datetime | None
    until: datetime | None
    outcome: Outcome | Sequence[Outcome] | None
    direction: str | None
    drop: str | None
    discom: str | None
    reason: str | None
    language: str | None
    trunk: str | None
    stage: str | None
    cause: int | str | None
    ticket: str | None


def conditions(wanted: CallFilter) -> list[ColumnElement[bool]]:
    """Give the conditions, all of which must hold."""
    found: list[ColumnElement[bool]] = []
    if (since := wanted.get("since")) is not None:
        found.append(calls.c.offered_at >= since)
    if (until := wanted.get("until")) is not None:
        found.append(calls.c.offered_at < until)
    if (outcome := wanted.get("outcome")) is not None:
        outcomes = [outcome] if isinstance(outcome, Outcome) else outcome
        found.append(calls.c.outcome.in_([each.value for each in outcomes]))
    values: Mapping[str, Any] = wanted
    return found + [_is(name, values[name]) for name in WORDS if values.get(name) is not None]


def _is(name: str, value: str | int) -> ColumnElement[bool]:
    column = calls.c[name]
    return column.is_(None) if value == NONE else column == value
