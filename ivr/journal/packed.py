"""Full segments, compressed: gzip files of blocks, each of which says where its text belongs.

``zcat`` and ``zgrep`` read them. A block is a gzip member of some hundred whole lines; its header
has an extra field with its place in the text. So the reader can begin anywhere without unpacking
what stands before, and damage costs the block it is in and no other. An empty block is the end.
"""

import os
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from ivr.journal.segments import OURS_ALONE, Segment, sync_folder

BLOCK: Final = 1 << 17
"""Bytes of text in a block, about."""

_LEVEL: Final = 6
_RAW: Final = -zlib.MAX_WBITS
# RFC 1952: deflate with an extra field, no time; the field is 32 bytes long and ours is "HL".
_MARK: Final = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff" + struct.pack("<H2sH", 32, b"HL", 28)
_PLACE: Final = struct.Struct("<IIQQ")
_CHECK: Final = struct.Struct("<I")
_TRAILER: Final = struct.Struct("<II")
_HEADER_SIZE: Final = len(_MARK) + _PLACE.size + _CHECK.size


class Block(NamedTuple):
    """Where a block stands: bytes in the file, and bytes and lines of the text."""

    at: int
    size: int
    length: int
    start: int
    lines_before: int


class NotPacked(OSError):
    """What was packed does not read as what was there."""


def pack(segment: Segment, stop: threading.Event) -> bool:
    """Put the packed file into the place of the plain one, which must be full; raises OSError.

    Takes at most half of a processor's time. Wherever it is cut short, one of both files is whole
    under its name. False: it was told to stop, and nothing has changed.
    """
    beside = segment.packed.with_suffix(".packing")
    try:
        if not _write_beside(segment.plain, beside, stop):
            return False
        beside.rename(segment.packed)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(segment.folder)
    segment.plain.unlink()
    return True


def _write_beside(plain: Path, beside: Path, stop: threading.Event) -> bool:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    beside_file = os.open(beside, flags, OURS_ALONE)
    with plain.open("rb") as text, os.fdopen(beside_file, "wb") as packed:
        start = lines = 0
        while portion := b"".join(text.readlines(BLOCK)):
            began = time.monotonic()
            packed.write(_block(portion, start, lines))
            start, lines = start + len(portion), lines + portion.count(b"\n")
            if stop.wait(time.monotonic() - began):
                return False
        packed.write(_block(b"", start, lines))
        packed.flush()
        os.fsync(packed.fileno())
    _compare(plain, beside)
    return True


def _block(text: bytes, start: int, lines_before: int) -> bytes:
    squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    body = squeeze.compress(text) + squeeze.flush()
    size = _HEADER_SIZE + len(body) + _TRAILER.size
    place = _PLACE.pack(size, len(text), start, lines_before)
    header = _MARK + place + _CHECK.pack(zlib.crc32(place))
    return header + body + _TRAILER.pack(zlib.crc32(text), len(text))


def _compare(plain: Path, beside: Path) -> None:
    """Make sure that the packed text is the plain one before that goes."""
    with plain.open("rb") as text, beside.open("rb") as packed:
        for block in blocks(packed):
            if text.read(block.length) != unpack(packed, block):
                raise NotPacked(0, "differs after packing", str(plain))
        if text.read(1):
            raise NotPacked(0, "is longer than what was packed", str(plain))


def blocks(file: BinaryIO) -> Iterator[Block]:
    """Go through the blocks whose header is whole; those behind a damaged one are found too."""
    at = 0
    while True:
        file.seek(at)
        header = file.read(_HEADER_SIZE)
        if not header:
            return
        block = _read_header(header, at)
        if block is not None:
            yield block
            at += block.size
        else:
            found = _find_mark(file, at + 1)
            if found is None:
                return
            at = found


def unpack(file: BinaryIO, block: Block) -> bytes:
    """Give the text of a block; of a damaged one the part before the damage, perhaps none."""
    file.seek(block.at + _HEADER_SIZE)
    body = file.read(block.size - _HEADER_SIZE)
    inflate, text = zlib.decompressobj(_RAW), b""
    try:
        for i in range(0, len(body), 256):  # in steps, or an error would take all with it
            text += inflate.decompress(body[i : i + 256])
    except zlib.error:
        pass
    return text[: block.length]


def _read_header(header: bytes, at: int) -> Block | None:
    place, check = header[len(_MARK) : -_CHECK.size], header[-_CHECK.size :]
    if len(header) < _HEADER_SIZE or not header.startswith(_MARK):
        return None
    return Block(at, *_PLACE.unpack(place)) if check == _CHECK.pack(zlib.crc32(place)) else None


def _find_mark(file: BinaryIO, start: int) -> int | None:
    """Find where the next block may begin."""
    window, base = b"", start
    file.seek(start)
    while portion := file.read(BLOCK):
        window += portion
        if (found := window.find(_MARK)) >= 0:
            return base + found
        keep = len(_MARK) - 1
        base, window = base + max(0, len(window) - keep), window[-keep:]
    return None
