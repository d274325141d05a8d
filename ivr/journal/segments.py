"""The files of a journal. Each start of the service and each UTC day begins a new one."""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

SUFFIX: Final = ".jsonl"
OURS_ALONE: Final = 0o600
_NAME: Final = re.compile(r"\d{6}-\d{4}-\d\d-\d\d-[0-9a-z]{6}\.jsonl(\.gz)?")


@dataclass(frozen=True, slots=True)
class Segment:
    """One file, which is called ``name`` or, once it is packed, ``name.gz``."""

    folder: Path
    name: str

    @property
    def plain(self) -> Path:
        """The file as it was written."""
        return self.folder / self.name

    @property
    def packed(self) -> Path:
        """The file that takes its place when it is full."""
        return self.folder / f"{self.name}.gz"

    @property
    def path(self) -> Path:
        """The file that is there. The plain one counts while both are."""
        return self.plain if self.plain.exists() else self.packed

    @property
    def day(self) -> str:
        """The UTC day of its entries, as in 2026-11-22."""
        return self.name[7:17]


def segments(folder: Path) -> list[Segment]:
    """List the files, oldest first. Whatever else lies in the folder is passed over."""
    names = {path.name.removesuffix(".gz") for path in folder.glob("*") if _is_segment(path)}
    return [Segment(folder, name) for name in sorted(names)]


def create_segment(folder: Path, day: date) -> tuple[Path, int]:
    """Begin the next file; give it with its descriptor, open for appending.

    The number in its name gives the order even if the clock is set back. The random end keeps a
    position in a journal that was deleted from being taken for one in its successor.
    """
    older = segments(folder)
    number = int(older[-1].name[:6]) + 1 if older else 1
    path = folder / f"{number:06}-{day.isoformat()}-{secrets.token_hex(3)}{SUFFIX}"
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    return path, os.open(path, flags, OURS_ALONE)


def sync_folder(folder: Path) -> None:
    """Let the names of new files outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_segment(path: Path) -> bool:
    return _NAME.fullmatch(path.name) is not None and path.is_file()
