"""The calls that a journal has no record of: they went on when the last process ended."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import structlog

from dialplan.story import Fact
from ivr.journal.entries import FACT, RECORD, Entry, decode, is_whole, salvage
from ivr.journal.hiding import revealed
from ivr.journal.keys import Keys, WrongKey
from ivr.journal.moments import position_of
from ivr.journal.segments import segments
from ivr.journal.texts import opened

log = structlog.get_logger()

_HEAD: Final = re.compile(rb'\{"n":\d+,"at":"[^"]+","kind":"(fact|record)","call":"([^"\\]*)",')


def unfinished_calls(
    folder: Path, *, since: datetime, keys: Keys | None = None
) -> dict[str, list[Fact]]:
    """Give the facts, in order, of each call begun at or after ``since`` that has no record.

    Reads only what was written since then, and decodes only what it gives. Sealed values are
    None where ``keys`` do not open them, because a call is worth more than its number.
    """
    calls: dict[str, list[bytes | Entry]] = {}
    for line in _lines(folder, since):
        head = _HEAD.match(line)
        if head and is_whole(line):
            _sort(calls, head[1].decode(), head[2].decode(), line)
        else:
            for entry in salvage(line):
                _sort(calls, entry.kind, entry.call, entry)
    facts = {call: _facts(found, since, keys) for call, found in calls.items()}
    return {call: known for call, known in facts.items() if known}


def _lines(folder: Path, since: datetime) -> Iterator[bytes]:
    """Read what was written since then, and a little before, without a word about damage."""
    begin = position_of(folder, since)
    if begin is None:
        return
    for segment in segments(folder):
        if segment.name >= begin.segment:
            try:
                with opened(segment) as text:
                    offset = begin.offset if segment.name == begin.segment else 0
                    for line in text.lines(offset, 0):
                        yield line.text.removesuffix(b"\n")
            except OSError as error:
                log.warning("journal: cannot be read", file=str(segment.path), error=str(error))


def _sort(
    calls: dict[str, list[bytes | Entry]], kind: str, call: str | None, entry: bytes | Entry
) -> None:
    if call is None:
        return
    if kind == RECORD:
        calls.pop(call, None)
    elif kind == FACT:
        calls.setdefault(call, []).append(entry)


def _facts(found: Iterable[bytes | Entry], since: datetime, keys: Keys | None) -> list[Fact]:
    facts = []
    for each in found:
        entry = decode(each) if isinstance(each, bytes) else each
        if entry.at >= since:
            try:
                facts.append(_revealed(entry, keys).read(Fact))
            except msgspec.ValidationError:
                continue
    return facts


def _revealed(entry: Entry, keys: Keys | None) -> Entry:
    try:
        return entry if keys is None else revealed(entry, keys)
    except (WrongKey, ValueError) as error:
        log.warning("journal: private fields stay closed", n=entry.n, error=str(error))
        return entry
