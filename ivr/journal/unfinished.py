"""The calls that a journal has no record of: they went on when the last process ended."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import structlog

from dialplan.story import Fact
from ivr.journal.entries import FACT, RECORD, DamagedLine, Entry, decode, is_whole, salvage
from ivr.journal.hiding import revealed
from ivr.journal.keys import Keys, WrongKey
from ivr.journal.moments import position_of
from ivr.journal.segments import segments
from ivr.journal.texts import LONGEST_LINE, Text, opened

log = structlog.get_logger()

_HEAD: Final = re.compile(rb'\{"n":\d+,"at":"[^"]+","kind":"(fact|record)","call":"([^"\\]*)",')
_SIGNED: Final = re.compile(rb',"crc":"[0-9a-f]{8}"\}$')
_PORTION: Final = 1 << 20

Kept = dict[bytes, list[bytes | Entry]]
"""What was found by call, most of it still to be decoded."""


def unfinished_calls(
    folder: Path, *, since: datetime, keys: Keys | None = None
) -> dict[str, list[Fact]]:
    """Give the facts, in order, of each call begun at or after ``since`` that has no record.

    Reads only what was written since then, and decodes only what it gives. Sealed values are
    None where ``keys`` do not open them, because a call is worth more than its number.
    """
    calls: Kept = {}
    over: set[bytes] = set()  # a fact may come after the record of its call
    for line in lines_since(folder, since):
        head = _HEAD.match(line)
        if head is None or line.find(b'{"n":', head.end()) > 0:
            _sort_damaged(calls, over, line)
        elif head[1] == b"fact":
            calls.setdefault(head[2], []).append(line)
        elif is_whole(line) or _SIGNED.search(line):
            over.add(head[2])  # damaged, it still says that its call was over
    for call in over:
        calls.pop(call, None)
    facts = {
        call.decode(errors="replace"): _facts(found, since, keys) for call, found in calls.items()
    }
    return {call: known for call, known in facts.items() if known}


def lines_since(folder: Path, since: datetime) -> Iterator[bytes]:
    """Read what was written since then, and a little before, without a word about damage."""
    begin = position_of(folder, since)
    for segment in segments(folder):
        if begin is not None and segment.name >= begin.segment:
            try:
                with opened(segment) as text:
                    yield from _split(text, begin.offset if segment.name == begin.segment else 0)
            except OSError as error:
                log.warning("journal: cannot be read", file=str(segment.path), error=str(error))


def _split(text: Text, offset: int) -> Iterator[bytes]:
    rest = b""
    while portion := text.read(offset, _PORTION):
        offset += len(portion)
        *lines, rest = (rest + portion).split(b"\n")
        yield from lines
        rest = rest if len(rest) < LONGEST_LINE else b""
    yield rest


def _sort_damaged(calls: Kept, over: set[bytes], line: bytes) -> None:
    """Look at a line that is no fact or record alone as what may be whole within it."""
    for entry in salvage(line):
        call = (entry.call or "").encode()
        if entry.kind == RECORD:
            over.add(call)
        elif entry.kind == FACT and entry.call is not None:
            calls.setdefault(call, []).append(entry)


def _facts(found: Iterable[bytes | Entry], since: datetime, keys: Keys | None) -> list[Fact]:
    facts = []
    for each in found:
        with suppress(DamagedLine, msgspec.ValidationError):
            entry = decode(each) if isinstance(each, bytes) else each
            if entry.at >= since:
                facts.append(_revealed(entry, keys).read(Fact))
    return facts


def _revealed(entry: Entry, keys: Keys | None) -> Entry:
    try:
        return entry if keys is None else revealed(entry, keys)
    except (WrongKey, DamagedLine) as error:
        log.warning("journal: private fields stay closed", n=entry.n, error=str(error))
        return entry
