"""The journal: the truth about calls, on this node's disk. The database is its projection."""

from ivr.journal.entries import DamagedLine, Entry, LinesChanged
from ivr.journal.reader import Position, Reader
from ivr.journal.service_changes import ServiceChanged
from ivr.journal.writer import Journal

__all__ = [
    "DamagedLine",
    "Entry",
    "Journal",
    "LinesChanged",
    "Position",
    "Reader",
    "ServiceChanged",
]
