"""The lines of a log file, plain or compressed with gzip, whatever state they are in."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ivr.imports.faults import ImportFault

LONGEST: Final = 1 << 16
"""Bytes that a line may have; what is longer was not written by a call log."""
SAMPLE: Final = 50
_GZIP: Final = b"\x1f\x8b"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end. ``fault`` says why its text cannot be used, if so."""

    file: Path
    number: int
    text: str
    fault: str | None = None

    @property
    def place(self) -> str:
        """Where it stands, as editors understand it."""
        return f"{self.file}:{self.number}"


def read_lines(
    file: Path, encoding: str = "utf-8", *, done: Callable[[int], None] = lambda _bytes: None
) -> Iterator[Line]:
    """Read the lines that are not empty; ``done`` hears how many bytes of the file are read.

    Raises `ImportFault` if the file cannot be opened. A gzip file that breaks off gives what is
    whole, and a last line whose fault tells of it.
    """
    number = 0
    try:
        with file.open("rb") as raw:
            try:
                for number, line in enumerate(_split(_unpacked(raw)), start=1):
                    if line.strip():
                        yield _decoded(file, number, line, encoding)
                    done(raw.tell())
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                yield Line(file, number + 1, "", f"the compressed file is damaged here: {error}")
    except OSError as error:
        raise ImportFault(file, f"cannot be read: {error}", "Name a file that can be") from error


def sample(file: Path, encoding: str = "utf-8") -> list[Line]:
    """Give the first lines; raises `ImportFault` for a file that is empty or no text in bytes."""
    found: list[Line] = []
    for line in read_lines(file, encoding):
        found.append(line)
        if len(found) == SAMPLE:
            break
    if not found:
        raise ImportFault(file, "is empty", "Name a log that has calls, or leave this one out")
    return found


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    head = raw.read(2)
    raw.seek(0)
    if head in _WIDE:
        remedy = "Convert it first: iconv -f UTF-16 -t UTF-8 FILE > NEW"
        raise ImportFault(raw.name, "is written in UTF-16", remedy)
    return gzip.open(raw) if head == _GZIP else raw  # type: ignore[return-value]


def _split(file: IO[bytes]) -> Iterator[bytes]:
    """Cut at line feeds. Of a line that never ends only its head is kept in memory."""
    while line := file.readline(LONGEST + 1):
        tail = line
        while len(tail) > LONGEST and not tail.endswith(b"\n"):
            tail = file.readline(LONGEST + 1)
        yield line


def _decoded(file: Path, number: int, line: bytes, encoding: str) -> Line:
    if len(line) > LONGEST:
        return Line(file, number, "", f"it is longer than {LONGEST} bytes")
    if number == 1:
        line = line.removeprefix(b"\xef\xbb\xbf")
    try:
        return Line(file, number, line.decode(encoding).rstrip("\r\n"))
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start + 1} is not {encoding}; name the right encoding"
        return Line(file, number, "", wrong)
