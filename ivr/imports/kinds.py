"""Which kind of logs these are, told from their content, and how they are read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from ivr.imports.cdr import DISPOSITIONS, FEWEST, Cdr
from ivr.imports.cel import EVENTS, NEEDED, Cel
from ivr.imports.csv_rows import split_row
from ivr.imports.faults import BadLine, ImportFault
from ivr.imports.importing import LogReader
from ivr.imports.lines import Line, read_lines, sample
from ivr.imports.mapped_csv import MappedCsv
from ivr.imports.mapping import load_mapping
from ivr.imports.queue_log import QueueLog, event_of
from ivr.instants import find_zone


class Kind(StrEnum):
    """The logs that are read without a mapping file."""

    QUEUE_LOG = "queue_log"
    CDR = "cdr"
    CEL = "cel"


@dataclass(frozen=True, slots=True)
class Source:
    """Logs, how they are read, and the name of the system that wrote them."""

    files: Sequence[Path]
    name: str
    reader: LogReader
    encoding: str = "utf-8"

    def check(self) -> None:
        """Look at the head of each file before anything is written; raises `ImportFault`."""
        for file in self.files:
            self.reader.begin(sample(file, self.encoding)[0])

    def lines(self, done: Callable[[Path, int], None]) -> Iterator[Line]:
        """Read the files one after the other, without headers; raises `ImportFault`.

        ``done`` hears how many bytes of a file are read.
        """
        for file in self.files:
            lines = read_lines(file, self.encoding, done=partial(done, file))
            first = next(lines, None)
            if first is not None and not self.reader.begin(first):
                yield first
            yield from lines


def mapped(files: Sequence[Path], mapping: Path) -> Source:
    """Read CSV logs as a mapping file tells; raises `ImportFault`."""
    meant = load_mapping(mapping)
    return Source(files, meant.name, MappedCsv(meant), meant.file.encoding)


def of_asterisk(
    files: Sequence[Path], kind: Kind | None, zone: str, trunk: str, columns: Sequence[str]
) -> Source:
    """Read logs of Asterisk, all of one kind; raises `ImportFault`.

    ``zone`` holds for times without one, ``trunk`` is how the channels of callers begin, and
    ``columns`` are those of a CEL.
    """
    kinds = {kind} if kind else {recognise(file) for file in files}
    if len(kinds) > 1:
        wrong = f"are of several kinds: {', '.join(sorted(kinds))}"
        raise ImportFault("the files", wrong, "Import one kind after the other")
    try:
        meant = find_zone(zone)
    except ValueError as error:
        raise ImportFault("--zone", str(error), "It holds for times that name none") from error
    readers: Mapping[Kind, Callable[[], LogReader]] = {
        Kind.QUEUE_LOG: QueueLog,
        Kind.CDR: lambda: Cdr(meant, trunk),
        Kind.CEL: lambda: Cel(meant, trunk, columns),
    }
    return Source(files, "asterisk", readers[kinds.pop()]())


def recognise(file: Path) -> Kind:
    """Tell the kind of a log from its first lines; raises `ImportFault` if they do not."""
    lines = sample(file)
    for kind, fits in _SIGNS.items():
        if 2 * sum(map(fits, lines)) > len(lines):
            return kind
    known = ", ".join(Kind)
    remedy = f"Name its kind with --as ({known}), or what its columns mean with --map FILE"
    raise ImportFault(file, "cannot be recognised", remedy)


def _is_event(line: Line) -> bool:
    try:
        event_of(line)
    except BadLine:
        return False
    return True


def _is_cdr(line: Line) -> bool:
    fields = _fields(line)
    return len(fields) >= FEWEST and fields[14] in DISPOSITIONS


def _is_cel(line: Line) -> bool:
    fields = _fields(line)
    return len(fields) >= len(NEEDED) and fields[0] in EVENTS


def _fields(line: Line) -> list[str]:
    try:
        return split_row(line.text)
    except BadLine:
        return []


_SIGNS: Final[Mapping[Kind, Callable[[Line], bool]]] = {
    Kind.QUEUE_LOG: _is_event,
    Kind.CDR: _is_cdr,
    Kind.CEL: _is_cel,
}
