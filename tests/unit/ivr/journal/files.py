"""Journals written by hand, so that a test can damage them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from ivr.journal.entries import encode
from ivr.journal.packed import pack
from ivr.journal.reader import Reader
from ivr.journal.segments import Segment
from tests.unit.ivr.samples import OFFERED

FIRST, SECOND = "000001-2026-11-22-aaaaaa.jsonl", "000002-2026-11-22-bbbbbb.jsonl"


def lines(*numbers: int) -> bytes:
    """Write an entry for each number, of a length of its own."""
    return b"".join(encode(n, OFFERED, "fact", "c-1", {"value": "x" * n}) for n in numbers)


def numbers(reader: Reader) -> list[int]:
    """Read to the end."""
    return [entry.n for _, entry in reader.entries()]


@contextmanager
def small_blocks(size: int = 300) -> Iterator[None]:
    """Pack into blocks of a few lines."""
    with patch("ivr.journal.packed.BLOCK", size):
        yield


def packed(folder: Path, name: str, text: bytes) -> Path:
    """Make a packed file with this text; give its path."""
    segment = Segment(folder, name)
    segment.plain.write_bytes(text)
    assert pack(segment, threading.Event())
    return segment.packed
