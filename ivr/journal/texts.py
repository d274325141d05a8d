"""The text of a segment, plain or packed: line by line, or any part of it."""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import SEEK_END, BytesIO
from typing import BinaryIO, Final, NamedTuple, Protocol

from ivr.journal.packed import Block, blocks, unpack
from ivr.journal.segments import Segment

LONGEST_LINE: Final = 1 << 20
"""Bytes after which what goes on without an end is taken for damage."""


class Line(NamedTuple):
    """A line with its newline, if it has one; ``end`` is the place behind it, in bytes.

    ``damage`` tells of a part of a packed file that cannot be unpacked; ``text`` is then what
    stood of a line before it.
    """

    end: int
    number: int
    text: bytes
    damage: str | None = None


class Text(Protocol):
    """What both kinds of files offer. Places are those of the plain text, in bytes."""

    size: int

    def lines(self, offset: int, number: int) -> Iterator[Line]:
        """Give the lines from a place on; ``number`` counts those before it."""

    def read(self, offset: int, length: int) -> bytes:
        """Give a part of the text, with newlines for what is lost."""


@contextmanager
def opened(segment: Segment) -> Iterator[Text]:
    """Open a segment, whichever of its files is there; raises OSError."""
    try:
        file = segment.plain.open("rb")
    except FileNotFoundError:  # perhaps it was packed just now
        with segment.packed.open("rb") as packed:
            yield PackedText(packed)
    else:
        with file:
            yield PlainText(file)


class PlainText:
    """The text of a file that is still written, or was not packed yet."""

    def __init__(self, file: BinaryIO) -> None:
        self.size = file.seek(0, SEEK_END)
        self._file = file

    def lines(self, offset: int, number: int) -> Iterator[Line]:
        """Give the lines up to the present end; the last one may lack its newline."""
        self._file.seek(offset)
        for line in iter(partial(self._file.readline, LONGEST_LINE), b""):
            offset += len(line)
            number += 1
            yield Line(offset, number, line)

    def read(self, offset: int, length: int) -> bytes:
        """Give a part of the text."""
        self._file.seek(offset)
        return self._file.read(length)


class PackedText:
    """The text of a packed file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        found = sorted(blocks(file), key=_end)
        self._blocks = [block for block in found if block.length]
        self._ended = bool(found) and not found[-1].length
        self.size = _end(found[-1]) if found else 0

    def lines(self, offset: int, number: int) -> Iterator[Line]:
        """Give the lines, and tell where some are lost."""
        for block in self._from(offset):
            if block.start > offset:
                lost = f"the packed file lacks {block.start - offset} bytes of text"
                yield Line(block.start, number + 1, b"", lost)
                offset = block.start
            for line in self._lines_in(block):
                number = line.number
                if line.end > offset:
                    yield line
            offset = max(offset, _end(block))
        if not self._ended:
            yield Line(offset, number + 1, b"", "the end of the packed file is missing")
        elif offset < self.size:
            lost = f"the packed file lacks {self.size - offset} bytes of text"
            yield Line(self.size, number + 1, b"", lost)

    def read(self, offset: int, length: int) -> bytes:
        """Give a part of the text, with newlines for what cannot be unpacked."""
        part, end = bytearray(), min(offset + length, self.size)
        for block in self._from(offset):
            if block.start >= end:
                break
            part += b"\n" * (block.start - offset - len(part))
            text = unpack(self._file, block).ljust(block.length, b"\n")
            part += text[max(0, offset - block.start) : end - block.start]
        return bytes(part)

    def _from(self, offset: int) -> list[Block]:
        """List the blocks from the one on that holds this place."""
        return self._blocks[bisect_right(self._blocks, offset, key=_end) :]

    def _lines_in(self, block: Block) -> Iterator[Line]:
        text = unpack(self._file, block)
        end, number = block.start, block.lines_before
        rest = b""
        for line in BytesIO(text):
            if not line.endswith(b"\n") and len(text) < block.length:
                rest = line
                break
            end, number = end + len(line), number + 1
            yield Line(end, number, line)
        if lost := _end(block) - end:
            damage = f"{lost} bytes of the packed text cannot be unpacked"
            yield Line(_end(block), number + 1, rest, damage)


def _end(block: Block) -> int:
    return block.start + block.length
