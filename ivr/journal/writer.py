"""Writes the journal: every line goes to the kernel at once and to the disk soon after."""

import os
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, Self

import structlog

from dialplan.story import Fact
from ivr.journal.agent_changes import ABOUT_CALLS, AgentChanged
from ivr.journal.entries import (
    AGENT,
    FACT,
    LINES,
    OUTAGE,
    RECORD,
    SERVICE,
    SHARE,
    LinesChanged,
    encode,
)
from ivr.journal.hiding import Hide, Private, hider
from ivr.journal.keys import Keys
from ivr.journal.outage_changes import OutageChanged
from ivr.journal.segments import create_segment, sync_folder
from ivr.journal.service_changes import ServiceChanged
from ivr.journal.share_changes import ShareChanged
from ivr.journal.tails import last_number, mend_tail
from ivr.records import CallRecord

log = structlog.get_logger()

SYNC_AFTER: Final = 0.05
BACKLOG: Final = 100_000
_AT_ONCE: Final = 256


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """An append-only file per day, of which a killed process loses nothing.

    Appending neither waits for the disk nor raises for its faults. While the disk refuses lines
    they wait in a bounded queue, and ``alarm`` says why; ``lost`` counts those for which the
    queue had no room. ``last`` is the number of the newest entry, ``written`` of the newest one
    that the kernel has. A thread of its own syncs the file and writes what had to wait.
    """

    @classmethod
    def open(
        cls,
        folder: Path,
        node: str,
        *,
        now: Callable[[], datetime] = _utc_now,
        sync_after: float = SYNC_AFTER,
        backlog: int = BACKLOG,
        private: Private = "plain",
        keys: Keys | None = None,
    ) -> Self:
        """Begin a new file in ``folder``, which is made if need be; raises OSError.

        ``sync_after`` is in seconds, ``backlog`` in lines. ``private`` says what becomes of
        private fields; for "encrypted" the first of ``keys`` is used.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mend_tail(folder)
        keys = keys or Keys()
        return cls(folder, node, keys, hider(private, keys), now, sync_after, backlog)

    def __init__(  # noqa: PLR0917 - called in one place, by `open`
        self,
        folder: Path,
        node: str,
        keys: Keys,
        hide: Hide | None,
        now: Callable[[], datetime],
        sync_after: float,
        backlog: int,
    ) -> None:
        self.folder = folder
        self.node = node
        self.keys = keys
        self.alarm: str | None = None
        self.lost = 0
        self.last = self.written = last_number(folder)
        self._now = now
        self._hide = hide
        self._sync_after = sync_after
        self._room = backlog
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._full: list[int] = []
        self._lock = threading.Lock()
        self._unsynced = threading.Event()
        self._closing = threading.Event()
        self._day = now().date()
        self._path, self._file = create_segment(folder, self._day)
        self._named: Path | None = None  # the file whose name is on the disk
        self._syncer = threading.Thread(target=self._keep_synced, name="journal", daemon=True)
        self._syncer.start()

    def append(self, kind: str, payload: Any, call_id: str | None = None) -> None:
        """Add an entry; ``payload`` is anything that msgspec can encode."""
        sealed = None
        if self._hide is not None:
            payload, sealed = self._hide(payload, call_id)
        with self._lock:
            at = self._now()
            if at.date() != self._day and not self._waiting:
                self._rotate(at.date())
            line = encode(self.last + 1, at, kind, call_id, payload, sealed=sealed)
            self.last += 1
            if self._waiting or not self._write(self.last, line):
                self._postpone(self.last, line)
        if not self._unsynced.is_set():  # setting it takes longer than asking
            self._unsynced.set()

    def fact(self, call_id: str, fact: Fact) -> None:
        """Add a fact of a call."""
        self.append(FACT, fact, call_id)

    def record(self, record: CallRecord) -> None:
        """Add the record of a call that has ended."""
        self.append(RECORD, record, record.call_id)

    def lines_changed(self, change: LinesChanged) -> None:
        """Add a change of the line pools' sizes."""
        self.append(LINES, change)

    def service_changed(self, change: ServiceChanged) -> None:
        """Add something that happened to the service itself."""
        self.append(SERVICE, change)

    def outage_changed(self, change: OutageChanged) -> None:
        """Add what an operator told of an outage."""
        self.append(OUTAGE, change)

    def share_changed(self, change: ShareChanged) -> None:
        """Add that an operator opened a line to other discoms' agents, or closed it."""
        self.append(SHARE, change)

    def agent_changed(self, change: AgentChanged) -> None:
        """Add what became of an agent's duty."""
        self.append(AGENT, change, change.call if change.what in ABOUT_CALLS else None)

    @property
    def segment(self) -> str:
        """The name of the file that is written; all others are full."""
        return self._path.name

    @property
    def waiting(self) -> int:
        """Count the lines that the disk has not taken yet."""
        return len(self._waiting)

    @property
    def problem(self) -> str | None:
        """Say for people why the disk takes no lines, or None while it does."""
        if self.alarm is None:
            return None
        return f"{self.alarm}: calls go on, {self.waiting} lines wait and {self.lost} are lost"

    def close(self) -> None:
        """Write and sync what is left, and close the file."""
        self._closing.set()
        self._unsynced.set()
        self._syncer.join()
        self._write_waiting()
        self._sync()
        os.close(self._file)
        self._file = -1
        if self._waiting:
            log.error("journal: closed with lines unwritten", lines=len(self._waiting))

    def _rotate(self, day: date) -> None:
        try:
            path, file = create_segment(self.folder, day)
        except OSError as error:  # the old file still takes lines; the next one tries again
            self._raise_alarm(error)
        else:
            self._full.append(self._file)
            self._path, self._file, self._day = path, file, day

    def _write(self, n: int, data: bytes) -> bool:
        """Hand lines up to number ``n`` to the kernel; what it does not take waits."""
        try:
            done = os.write(self._file, data)
        except OSError as error:
            self._raise_alarm(error)
            return False
        if done < len(data):
            self._waiting.appendleft((n, data[done:]))
        else:
            self.written = n
        return True

    def _postpone(self, n: int, line: bytes) -> None:
        if len(self._waiting) < self._room:
            self._waiting.append((n, line))
        else:
            self.lost += 1

    def _raise_alarm(self, error: OSError) -> None:
        if self.alarm is None:
            log.error("journal: cannot write", file=str(self._path), error=str(error))
        self.alarm = str(error)

    def _keep_synced(self) -> None:
        while not self._closing.is_set():
            self._unsynced.wait()
            self._closing.wait(self._sync_after)  # so that one sync serves many lines
            self._unsynced.clear()
            if self._write_waiting() and self._sync():
                self._end_alarm()
            else:
                self._unsynced.set()

    def _write_waiting(self) -> bool:
        """Write what had to wait, in portions between which calls can append."""
        while self._waiting:
            with self._lock:
                portion = list(islice(self._waiting, _AT_ONCE))
                for _ in portion:
                    self._waiting.popleft()
                if not self._write(portion[-1][0], b"".join(line for _, line in portion)):
                    self._waiting.extendleft(reversed(portion))
                    return False
        return True

    def _sync(self) -> bool:
        with self._lock:
            full, self._full = self._full, []
            current = self._file
        try:
            for file in (*full, current):
                os.fdatasync(file)
            if self._named != self._path:
                sync_folder(self.folder)
                self._named = self._path
        except OSError as error:
            self._raise_alarm(error)
            return False
        finally:
            for file in full:
                os.close(file)
        return True

    def _end_alarm(self) -> None:
        if self.alarm is not None:
            self.alarm = None
            log.info("journal: writes again", file=str(self._path), lost=self.lost)
