"""What the callers' SIPp notes of each attempt, as it happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Event(StrEnum):
    """What is noted of an attempt; the words are those of `ivr.load.callers`."""

    SENT = "sent"
    HEARD = "heard"
    REFUSED = "refused"
    ANSWERED = "answered"
    LEFT = "left"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Note:
    """One line. ``at`` is in seconds since 1970; calls and attempts are numbered from 1."""

    at: float
    event: Event
    call: int
    attempt: int
    status: int | None


class Notes:
    """Reads the notes of one SIPp as they come."""

    def __init__(self, file: Path) -> None:
        self._file, self._read = file, 0

    def new(self) -> Iterator[Note]:
        """Give what was noted since; a line that is not whole yet comes the next time."""
        if not self._file.exists():  # nobody has called yet
            return
        with self._file.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self._read += len(line)
                yield _note(line.decode())


def _note(line: str) -> Note:
    _day, _time, at, event, call, attempt, *status = line.split()
    code = int(status[0]) if status else None
    return Note(float(at), Event(event), int(call), round(float(attempt)), code)
