"""Since when somebody waits to be called back: so far back the next process reads the journal."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

FILE: Final = "call-backs-since"


class OldestCallBack:
    """A file of the run folder with the time at which the oldest open call-back was asked for."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self.moment = self._read()

    def note(self, moment: datetime | None) -> None:
        """Keep a time, None if nobody waits; a full disk is told by the journal's alarm."""
        if moment == self.moment:
            return
        self.moment = moment
        with suppress(OSError):
            if moment is None:
                self._file.unlink(missing_ok=True)
            else:
                new = self._file.with_suffix(".new")
                new.write_text(moment.isoformat())
                new.replace(self._file)

    def _read(self) -> datetime | None:
        try:
            moment = datetime.fromisoformat(self._file.read_text())
        except (OSError, ValueError):
            return None
        return moment if moment.tzinfo else None
