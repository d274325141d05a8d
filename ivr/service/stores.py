"""What a service keeps, reads again and counts: its journal, the database, sounds, recordings."""

from ivr.journal.upkeep import Upkeep
from ivr.metrics import Metrics
from ivr.oldest import OldestCallBack
from ivr.outage_board import OutageBoard
from ivr.outside import Outside
from ivr.recordings import Recordings
from ivr.settings import Settings
from ivr.sound_watch import SoundWatch
from ivr.storage import CallQueries, Projector
from ivr.version import running_version
from prompts.library import SoundLibrary


class Stores:
    """The parts that know nothing of Asterisk."""

    def __init__(self, settings: Settings, outside: Outside) -> None:
        run, recording = settings.run, settings.recording
        self.journal = outside.journal
        self.projector = Projector(outside.engine, outside.journal)
        self.upkeep = Upkeep(
            outside.journal,
            keep_days=settings.journal.keep_days,
            taken=lambda: self.projector.taken,
        )
        self.queries = CallQueries(outside.engine)
        self.outages = OutageBoard(outside.journal, self.queries)
        self.oldest_call_back = OldestCallBack(run.folder)
        self.recordings = Recordings(recording.place(run.folder), keep_days=recording.keep_days)
        self.library = SoundLibrary(run.sounds)
        self.sounds = SoundWatch(self.library.absent)
        self.metrics = Metrics(
            outside.journal,
            self.projector,
            self.sounds,
            trunks=settings.sip.trunk_addresses,
            version=running_version(),
        )
