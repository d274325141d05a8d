"""The journal: the truth about calls, on this node's disk. The database is its projection."""

from ivr.journal.agent_changes import AgentChanged
from ivr.journal.entries import DamagedLine, Entry, LinesChanged
from ivr.journal.keys import Keys, WrongKey
from ivr.journal.outage_changes import OutageChanged
from ivr.journal.reader import Damage, Position, Reader
from ivr.journal.service_changes import ServiceChanged
from ivr.journal.share_changes import ShareChanged
from ivr.journal.writer import Journal

__all__ = [
    "AgentChanged",
    "Damage",
    "DamagedLine",
    "Entry",
    "Journal",
    "Keys",
    "LinesChanged",
    "OutageChanged",
    "Position",
    "Reader",
    "ServiceChanged",
    "ShareChanged",
    "WrongKey",
]
