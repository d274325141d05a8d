"""The files of a journal. Each start of the service and each UTC day begins a new one."""

import os
import secrets
from datetime import date
from pathlib import Path
from typing import Final

SUFFIX: Final = ".jsonl"
_OURS_ALONE: Final = 0o600


def segments(folder: Path) -> list[Path]:
    """List the files, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def create_segment(folder: Path, day: date) -> tuple[Path, int]:
    """Begin the next file; give it with its descriptor, open for appending.

    The number in its name gives the order even if the clock is set back. The random end keeps a
    position in a journal that was deleted from being taken for one in its successor.
    """
    older = segments(folder)
    number = int(older[-1].name.split("-", 1)[0]) + 1 if older else 1
    path = folder / f"{number:06}-{day.isoformat()}-{secrets.token_hex(3)}{SUFFIX}"
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    return path, os.open(path, flags, _OURS_ALONE)
