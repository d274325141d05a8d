"""The database: a projection of the journal for questions about past calls."""

from ivr.storage.circumstances import Circumstances, ServiceEvent
from ivr.storage.engine import STORAGE_FAULTS, create_engine, ping
from ivr.storage.filters import CallFilter
from ivr.storage.grouping import By, Group
from ivr.storage.migrate import upgrade
from ivr.storage.projector import Projector
from ivr.storage.queries import AmbiguousCall, CallQueries, CallStory

__all__ = [
    "STORAGE_FAULTS",
    "AmbiguousCall",
    "By",
    "CallFilter",
    "CallQueries",
    "CallStory",
    "Circumstances",
    "Group",
    "Projector",
    "ServiceEvent",
    "create_engine",
    "ping",
    "upgrade",
]
