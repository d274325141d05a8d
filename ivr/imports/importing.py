"""One import: from the lines of a log to records in a journal, each call once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from capacity.outcomes import Outcome
from ivr.imports.faults import BadLine, ImportFault, NotACall
from ivr.imports.foreign import ForeignCall, record_of
from ivr.imports.lines import Line
from ivr.journal import Journal
from ivr.logged_calls import records


class LogReader(Protocol):
    """Puts the calls of one kind of log together, line by line."""

    def begin(self, first: Line) -> bool:
        """Look at a file's first line; true if it is a header. Raises `ImportFault`."""

    def read(self, line: Line) -> Iterable[ForeignCall]:
        """Give the calls that this line completes; raises `BadLine` or `NotACall`."""

    def rest(self) -> Iterable[ForeignCall | tuple[Line, str]]:
        """Give what is left at the end: calls, and lines with what is missing behind them."""


@dataclass(slots=True)
class Tally:
    """What became of the lines.

    ``known`` counts calls that an earlier import had brought, ``spoilt`` those that cannot be
    used though each of their lines is sound; ``bad`` and ``ignored`` count lines.
    """

    lines: int = 0
    bad: int = 0
    known: int = 0
    spoilt: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def told(self) -> int:
        """Count the lines that told of calls."""
        return self.lines - self.bad - self.ignored.total()


class Import:
    """Writes calls into the journal in ``folder`` as records of ``node``.

    ``on_bad`` hears the place and the reason of each line that was skipped. Where no call is
    new, nothing is written.
    """

    def __init__(
        self,
        folder: Path,
        node: str,
        *,
        short_abandon: float,
        on_bad: Callable[[str, str], None],
    ) -> None:
        self.tally = Tally()
        self._node = node
        self._short_abandon = short_abandon
        self._on_bad = on_bad
        self._known = {record.call_id for record in records(folder)}
        self._folder = folder
        self._journal: Journal | None = None

    def run(self, reader: LogReader, lines: Iterable[Line]) -> None:
        """Take in the lines of all files, one after the other; headers are not among them."""
        place = ""
        for line in lines:
            place = line.place
            self.tally.lines += 1
            for call in self._calls(reader, line):
                self._keep(call, place)
        for left in reader.rest():
            if isinstance(left, ForeignCall):
                self._keep(left, place)
            else:
                self._spoil(left[0].place, left[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Bring the journal to the disk, also what an import that failed had got.

        Raises `ImportFault` if the disk did not take all of it.
        """
        if self._journal is None:
            return
        self._journal.close()
        missing = self._journal.waiting + self._journal.lost
        if missing:
            wrong = f"did not take {missing} calls: {self._journal.alarm}"
            remedy = "Make room and import again; what is there is not taken twice"
            raise ImportFault(self._journal.folder, wrong, remedy)

    def _calls(self, reader: LogReader, line: Line) -> Iterator[ForeignCall]:
        if line.fault:
            self._skip(line.place, line.fault)
            return
        try:
            yield from reader.read(line)
        except NotACall as other:
            self.tally.ignored[str(other)] += 1
        except BadLine as error:
            self._skip(line.place, str(error))

    def _keep(self, call: ForeignCall, place: str) -> None:
        try:
            record = record_of(call, node=self._node, short_abandon=self._short_abandon)
        except BadLine as error:
            self._spoil(place, str(error))
            return
        if record.call_id in self._known:
            self.tally.known += 1
            return
        self._known.add(record.call_id)
        if self._journal is None:
            self._journal = Journal.open(self._folder, self._node)
        self._journal.record(record)
        self.tally.outcomes[record.outcome] += 1

    def _skip(self, place: str, reason: str) -> None:
        self.tally.bad += 1
        self._on_bad(place, reason)

    def _spoil(self, place: str, reason: str) -> None:
        self.tally.spoilt += 1
        self._on_bad(place, reason)
