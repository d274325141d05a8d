"""What the tests of importing share: lines without a file, and an import of them."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ivr.imports.faults import BadLine, NotACall
from ivr.imports.foreign import ForeignCall
from ivr.imports.importing import LogReader
from ivr.imports.lines import Line


def lines_of(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.strip().splitlines(), start=1):
        yield Line(Path("log"), number, line)


def calls_in(reader: LogReader, text: str) -> list[ForeignCall]:
    """Give the calls that lines tell of, which may be about other things but not bad."""
    found: list[ForeignCall] = []
    for line in lines_of(text):
        try:
            found += reader.read(line)
        except NotACall:
            continue
    return found + [left for left in reader.rest() if isinstance(left, ForeignCall)]


def only_its_own_problem(reader: LogReader, text: str) -> None:
    """Read a line that may be anything."""
    with suppress(BadLine, NotACall):
        list(reader.read(Line(Path("log"), 1, text)))
