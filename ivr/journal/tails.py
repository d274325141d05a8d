"""The end of a journal, as the last process left it: its newest entry, and a line cut short."""

import os
from pathlib import Path
from typing import BinaryIO, Final

import structlog

from ivr.journal.entries import Entry, is_whole, salvage
from ivr.journal.segments import segments
from ivr.journal.texts import Text, opened

log = structlog.get_logger()

TAIL: Final = 1 << 20
"""Bytes at the end of a file in which its newest entries are looked for."""

_NEAR: Final = 1 << 14


def newest_entries(text: Text) -> list[Entry]:
    """Give the last entries of a segment, without reading all of it; perhaps none."""
    for portion in (_NEAR, TAIL):
        start = max(0, text.size - portion)
        found = salvage(text.read(start, portion))
        if found:
            return found
    return []


def last_number(folder: Path) -> int:
    """Find the highest ``n`` near the end of the journal; 0 for an empty one."""
    for segment in reversed(segments(folder)):
        try:
            with opened(segment) as text:
                numbers = [entry.n for entry in newest_entries(text)]
        except OSError as error:
            log.warning("journal: cannot be read", file=str(segment.path), error=str(error))
            continue
        if numbers:
            return max(numbers)
    return 0


def mend_tail(folder: Path) -> None:
    """Cut off what a power cut or a full disk left of a last line, and tell of it."""
    newest = segments(folder)[-1:]
    try:
        if newest and newest[0].plain.exists():
            _mend(newest[0].plain)
    except OSError as error:  # it stays as it is, and is reported when it is read
        log.warning("journal: cannot be mended", file=str(newest[0].plain), error=str(error))


def _mend(path: Path) -> None:
    with path.open("r+b") as file:
        torn = _behind_last_newline(file)
        if not torn:
            return
        line = _count_lines(file) + 1
        if is_whole(torn):
            file.seek(0, os.SEEK_END)
            file.write(b"\n")
            log.warning("journal: newline put behind the last line", file=str(path), line=line)
        else:
            file.truncate(file.seek(0, os.SEEK_END) - len(torn))
            log.warning("journal: torn tail cut", file=str(path), line=line, bytes=len(torn))


def _behind_last_newline(file: BinaryIO) -> bytes:
    at, behind = file.seek(0, os.SEEK_END), b""
    while at > 0 and b"\n" not in behind:
        step = min(at, TAIL)
        at -= step
        file.seek(at)
        behind = file.read(step) + behind
    return behind.rpartition(b"\n")[2]


def _count_lines(file: BinaryIO) -> int:
    file.seek(0)
    return sum(portion.count(b"\n") for portion in iter(lambda: file.read(TAIL), b""))
