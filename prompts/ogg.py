"""Makes Ogg files repeatable: writers give each stream a serial number by chance.

RFC 3533 describes the pages of which a file consists.
"""

from collections.abc import Iterator
from typing import Final

SERIAL: Final = 1912
"""Tells streams apart that share a file; ours have one each, so that any number will do."""

_MAGIC: Final = b"OggS"
_SERIAL_AT, _CHECKSUM_AT, _SEGMENTS_AT = 14, 22, 26
_WORD: Final = 4  # bytes of a serial number or checksum, least significant first
_POLYNOMIAL: Final = 0x04C11DB7


def repeatable(content: bytes) -> bytes:
    """Give the file with our serial number in every page; raises ValueError if it is no Ogg."""
    return b"".join(_checked(_renumbered(page)) for page in _pages(content))


def checksum(page: bytes) -> int:
    """Give the CRC-32 of a page whose field for it is zero: not reflected, unlike `zlib`'s."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value


def _pages(content: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(content):
        sizes = start + _SEGMENTS_AT + 1
        if not content.startswith(_MAGIC, start) or len(content) < sizes:
            raise ValueError(f"there is no page of Ogg at byte {start}; write the file anew")
        body = sizes + content[sizes - 1]
        end = body + sum(content[sizes:body])
        yield content[start:end]
        start = end


def _renumbered(page: bytes) -> bytes:
    return _with(page, _SERIAL_AT, SERIAL)


def _checked(page: bytes) -> bytes:
    return _with(page, _CHECKSUM_AT, checksum(_with(page, _CHECKSUM_AT, 0)))


def _with(page: bytes, at: int, word: int) -> bytes:
    return page[:at] + word.to_bytes(_WORD, "little") + page[at + _WORD :]


def _remainder(byte: int) -> int:
    value = byte << 24
    for _bit in range(8):
        value = (value << 1 & 0xFFFFFFFF) ^ (_POLYNOMIAL if value >> 31 else 0)
    return value


_TABLE: Final = tuple(map(_remainder, range(256)))
