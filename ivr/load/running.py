"""Runs a load: SIPp places the calls, and what it notes is counted while they go on."""

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from capacity.load import LoadPlan
from ivr.load import people
from ivr.load.attempts import Attempt, End
from ivr.load.callers import callers, sip_call_id
from ivr.load.notes import Event, Note, Notes
from ivr.load.result import LoadCounts, LoadResult
from ivr.load.sipp import Group, Target, sipp
from ivr.load.sounds import VOICE, Sound

NAME: Final = "load"
THINK: Final = 1.0
"""Seconds before a caller presses a key."""
LEAD: Final = 2.0
"""Seconds from the start of SIPp to the beginning of the load."""
LOOK: Final = 0.5
"""Seconds between looks at the notes."""
PARTING: Final = 45.0
"""Seconds that SIP takes to give up what is not answered, and more."""
HANGS_UP_WITHIN: Final = 10.0
HUNG_UP_A_SECOND: Final = 500
SLOWEST: Final = 10
"""Calls a second that SIPp prepares at least."""

CANNOT_RUN: Final = (254, 255)
"""What SIPp ends with when it goes no further; 1 is that a call failed."""


class SippFailed(Exception):
    """SIPp did not do what it was started for; the text is its own."""


async def run_load(
    plan: LoadPlan,
    target: Target,
    folder: Path,
    tell: Callable[[LoadCounts], None],
    *,
    stop: asyncio.Event | None = None,
    sound: Sound = VOICE,
    think: float = THINK,
) -> LoadResult:
    """Place the calls and see them to their end; SIPp's files go into ``folder``.

    ``stop``, and being cancelled, hang up all calls. Raises `SippFailed`, and OSError if SIPp
    cannot be started.
    """
    sound.prepare(folder)
    began = time.time() + LEAD
    rows = list(people.rows(plan, began, think))
    most_keys = max((len(row.keys) for row in rows), default=0)
    count = len(rows)
    options = (
        "-m",
        str(count),
        "-l",
        str(count + 1),
        "-r",
        str(prepared_a_second(plan)),
        *sound.options,
    )
    scenario = callers(most_keys, think, sound)
    fields = (row.fields(most_keys) for row in rows)
    async with sipp(NAME, scenario, fields, options=options, to=target, folder=folder) as group:
        load = _Load(plan, group, began, tell)
        try:
            await load.watch(stop or asyncio.Event())
        finally:
            await load.hang_up()
        if group.process.returncode in CANNOT_RUN:
            raise SippFailed(group.errors() or f"SIPp ended with {group.process.returncode}")
        return load.result()


def prepared_a_second(plan: LoadPlan) -> int:
    """Find how many calls a second SIPp must prepare, so that each is ready half a lead early."""
    needed = ((place + 1) / (call.at + LEAD / 2) for place, call in enumerate(plan.calls))
    return max(SLOWEST, math.ceil(max(needed, default=0.0)))


class _Load:
    """A load under way: its attempts by call and number."""

    def __init__(
        self, plan: LoadPlan, group: Group, began: float, tell: Callable[[LoadCounts], None]
    ) -> None:
        self._plan, self._group, self._began, self._tell = plan, group, began, tell
        self._rate = prepared_a_second(plan)
        self._notes = Notes(group.notes)
        self._attempts: dict[tuple[int, int], Attempt] = {}
        self._open: set[tuple[int, int]] = set()
        self._blocked = self._landed = 0

    async def watch(self, stop: asyncio.Event) -> None:
        """Count until SIPp has ended, ``stop`` is set, or it takes too long."""
        until = self._began + self._plan.over_by + PARTING
        process = self._group.process
        while process.returncode is None and not stop.is_set() and time.time() < until:
            self._look()
            await asyncio.sleep(LOOK)

    async def hang_up(self) -> None:
        """Let nobody call any more, and all who are there hang up."""
        self._look()
        if self._group.process.returncode is not None:
            return
        self._group.begin_no_more()
        until = time.time() + HANGS_UP_WITHIN
        await self._group.hang_up(self._unfinished(), HUNG_UP_A_SECOND)
        while time.time() < until:
            await asyncio.sleep(LOOK)
            self._look()
            if not self._open:
                return
            # Whoever was being put through at the first time was not told.
            await self._group.hang_up({call for call, _ in self._open}, HUNG_UP_A_SECOND)

    def result(self) -> LoadResult:
        """Give what became of every attempt."""
        complaints = self._group.complaints()
        for attempt in self._attempts.values():
            if attempt.end is None:
                attempt.end = End.FAILED
                attempt.why = complaints.get(attempt.call + 1, "its end was not seen")
        began = datetime.fromtimestamp(self._began, UTC)
        return LoadResult(self._plan, began, tuple(self._attempts.values()))

    def _look(self) -> None:
        for note in self._notes.new():
            self._take(note)
        self._tell(self._counts())

    def _take(self, note: Note) -> None:
        key = (note.call, note.attempt)
        if note.event is Event.SENT:
            sip_id = sip_call_id(note.attempt, self._group.call_id(note.call))
            sent = note.at - self._began
            self._attempts[key] = Attempt(note.call - 1, note.attempt, sip_id, sent)
            self._open.add(key)
            return
        attempt = self._attempts[key]
        attempt.take(note, self._began)
        self._landed += note.event is Event.ANSWERED
        self._blocked += note.event is Event.REFUSED
        if attempt.end is not None:
            self._open.discard(key)

    def _unfinished(self) -> Iterator[int]:
        """Give the calls that SIPp has begun and that may still do something."""
        done = {call for (call, _), attempt in self._attempts.items() if attempt.held is not None}
        begun = self._group.counts().placed + self._rate
        return (
            call for call in range(1, min(begun, len(self._plan.calls)) + 1) if call not in done
        )

    def _counts(self) -> LoadCounts:
        return LoadCounts(
            placed=len(self._attempts),
            blocked=self._blocked,
            landed=self._landed,
            current=sum(self._attempts[key].answered is not None for key in self._open),
            over=len(self._attempts) - len(self._open),
            failed=self._group.counts().failed,
            seconds=max(0.0, time.time() - self._began),
        )
