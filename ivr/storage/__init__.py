"""The database: a projection of the journal for questions about past calls."""

from ivr.storage.engine import STORAGE_FAULTS, create_engine, ping
from ivr.storage.migrate import upgrade
from ivr.storage.projector import Projector
from ivr.storage.queries import AmbiguousCall, CallQueries, CallStory

__all__ = [
    "STORAGE_FAULTS",
    "AmbiguousCall",
    "CallQueries",
    "CallStory",
    "Projector",
    "create_engine",
    "ping",
    "upgrade",
]
