"""What was unpacked, kept beside the sounds, so that a wrong, broken or outdated one is noticed."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from prompts.files import replace

NAME: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One sound on disk: from which fingerprint it was made, and the checksum of each file.

    Of a recording, ``words`` is the text when it was taken in, and ``taken`` its time of change
    (nanoseconds, as the disk has it): a recording changes less often than its wording.
    """

    made_from: str
    checksums: tuple[str, ...] = ()
    words: str = ""
    taken: int = 0


def read(folder: Path) -> dict[str, Unpacked]:
    """Give what was unpacked into a folder; nothing if the index cannot be read."""
    try:
        entries = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return {
            sound: Unpacked(**{**entry, "checksums": tuple(entry["checksums"])})
            for sound, entry in entries.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return {}


def write(folder: Path, entries: Mapping[str, Unpacked]) -> None:
    """Write the index of a folder."""
    tree = {sound: asdict(entry) for sound, entry in sorted(entries.items())}
    replace(folder / NAME, json.dumps(tree, ensure_ascii=False, indent=1).encode())


def checksum(content: bytes) -> str:
    """Condense a file; a millisecond for each megabyte, since every start reads all sounds."""
    return f"{zlib.crc32(content):08x}"
