"""The records of some calls, read from a journal once more."""

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from ivr.journal import DamagedLine, Entry, Keys
from ivr.journal.entries import RECORD, decode
from ivr.journal.hiding import revealed
from ivr.journal.keys import WrongKey
from ivr.journal.unfinished import lines_since
from ivr.records import CallRecord
from ivr.report.reading import BEGIN

_KIND = b'"kind":"record"'


def records_of(
    folder: Path, ids: Collection[str], keys: Keys, *, since: datetime | None = None
) -> Iterator[CallRecord]:
    """Give the records of these calls, all offered ``since`` then; raises OSError.

    They have numbers where ``keys`` open them.
    """
    left = set(ids)
    for line in lines_since(folder, since or BEGIN):
        if not left:
            return
        if _KIND not in line:
            continue
        try:
            entry = decode(line)
            if entry.kind == RECORD and entry.call in left:
                left.discard(entry.call)
                yield _opened(entry, keys).read(CallRecord)
        except (DamagedLine, msgspec.ValidationError):
            continue


def _opened(entry: Entry, keys: Keys) -> Entry:
    try:
        return revealed(entry, keys)
    except (WrongKey, DamagedLine):
        return entry
