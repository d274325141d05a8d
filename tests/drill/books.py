"""What the journal and the database know of the drill's calls."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from dialplan.story import Fact
from ivr.journal.entries import FACT, RECORD
from ivr.journal.reader import Reader
from ivr.storage.engine import FILE

SETTLE: Final = timedelta(seconds=1)
"""How long after a hang-up a record may be closed."""


class Books:
    """The facts and records of each call, by the Call-ID that SIPp gave it; `read` goes on."""

    def __init__(self, run_folder: Path) -> None:
        self._folder = run_folder
        self._reader = Reader(run_folder / "journal")
        self.facts: dict[str, list[Fact]] = {}
        self.records: Counter[str] = Counter()
        self.ids: dict[str, str] = {}
        self._closed: dict[str, datetime] = {}

    def read(self) -> None:
        """Take in what was written since the last time."""
        for _, entry in self._reader.entries():
            if entry.call is None:
                continue
            if entry.kind == RECORD:
                self.records[entry.call] += 1
                self._closed[entry.call] = entry.at
            elif entry.kind == FACT:
                fact = entry.read(Fact)
                self.facts.setdefault(entry.call, []).append(fact)
                if fact.kind == "sip-call-id":
                    self.ids[str(fact.value)] = entry.call

    def count(self, sip_ids: Iterable[str], kind: str) -> int:
        """Count the calls of which a fact of this kind is known."""
        return sum(bool(self.times(sip_id, kind)) for sip_id in sip_ids)

    def times(self, sip_id: str, kind: str) -> list[datetime]:
        """List when facts of this kind became known of a call."""
        return [fact.at for fact in self._of(sip_id) if fact.kind == kind]

    def said(self, sip_id: str, *, before: datetime | None = None) -> object:
        """Give what a caller was told or asked last, up to that time."""
        said = [fact for fact in self._of(sip_id) if fact.kind == "said"]
        return next((fact.value for fact in said[::-1] if not before or fact.at < before), None)

    def recorded(self, sip_id: str) -> int:
        """Count the records of a call in the journal."""
        return self.records[self.ids.get(sip_id, "")]

    def in_database(self) -> set[str]:
        """List the ids of the calls that the database has records of."""
        with closing(sqlite3.connect(self._folder / FILE)) as database:
            return {row[0] for row in database.execute("select call_id from calls")}

    def out_of_turn(self, sip_ids: Iterable[str]) -> int:
        """Count the callers for whom a phone rang while somebody who came before them waited."""
        queued = {i: times[0] for i in sip_ids if (times := self.times(i, "queued"))}
        rung = {i: times[0] for i in queued if (times := self.times(i, "ringing"))}
        wrong = 0
        for caller, at in rung.items():
            earlier = (i for i, since in queued.items() if since < queued[caller])
            wrong += any(rung.get(i, at + SETTLE) > at and self._there(i, at) for i in earlier)
        return wrong

    def _there(self, sip_id: str, at: datetime) -> bool:
        """Tell whether a call still went on after this time; who hangs up has their record soon."""
        closed = self._closed.get(self.ids[sip_id])
        return closed is None or closed > at + SETTLE

    def _of(self, sip_id: str) -> list[Fact]:
        return self.facts.get(self.ids.get(sip_id, ""), [])
