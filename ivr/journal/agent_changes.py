"""What becomes of agents' duty, as the journal keeps it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from ivr.journal.entries import AGENT, DamagedLine, Entry, decode, salvage
from ivr.journal.unfinished import lines_since

LOGGED_IN: Final = "logged-in"
LOGGED_OUT: Final = "logged-out"
PAUSED: Final = "paused"
READY: Final = "ready"
WRAP_UP: Final = "wrap-up"
DISPOSITION: Final = "disposition"
MISSED: Final = "missed"
UNREACHABLE: Final = "unreachable"
REACHABLE: Final = "reachable"
STANDS: Final = "stands"
"""Nothing happened; it is said again so that nobody has to read far back."""

ABOUT_CALLS: Final = (WRAP_UP, DISPOSITION)

_KIND: Final = b'"kind":"agent"'


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChanged:
    """What happened (one of the words above), who did it, and how the agent stands since then.

    ``presence`` is logged-out, ready, or paused for a ``reason``, since ``since``; None for whom
    never told, and who is there if the settings say so. ``call`` is the last one they talked on,
    ``until`` the end of its wrap-up while that goes on, and ``disposition`` what they said came
    of it. ``misses`` counts calls missed in a row. ``unreachable_since`` is None while their
    phone can be rung. Times are aware.
    """

    what: str
    agent: str
    presence: str | None
    since: datetime
    reason: str = ""
    call: str | None = None
    until: datetime | None = None
    disposition: str | None = None
    misses: int = 0
    unreachable_since: datetime | None = None
    who: str = ""


def newest_changes(folder: Path, *, since: datetime) -> dict[str, AgentChanged]:
    """Give the newest entry about each agent, by id, out of what was written since then."""
    newest: dict[str, AgentChanged] = {}
    for line in lines_since(folder, since):
        if _KIND in line:
            for change in _changes(line):
                newest[change.agent] = change
    return newest


def _changes(line: bytes) -> Iterator[AgentChanged]:
    for entry in _entries(line):
        if entry.kind == AGENT:
            try:
                yield entry.read(AgentChanged)
            except msgspec.ValidationError:
                continue


def _entries(line: bytes) -> list[Entry]:
    try:
        return [decode(line)]
    except DamagedLine:
        return salvage(line)
