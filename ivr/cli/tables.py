"""The tables that ``helpline prompts`` prints."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from rich.table import Table

from prompts.library import SoundLibrary

if TYPE_CHECKING:
    from prompts.measures import Measure


def measure_table(measures: "list[Measure]") -> Table:
    """Give a row per sound; red is outside its limits."""
    table = Table(box=None, header_style="bold")
    table.add_column("sound")
    for name in ("seconds", "LUFS", "peak dBFS", "before ms", "after ms"):
        table.add_column(name, justify="right")
    for each in measures:
        table.add_row(
            each.sound,
            f"{each.duration:.2f}",
            f"{each.loudness:.1f}",
            f"{each.peak:.1f}",
            str(each.before),
            str(each.after),
            style="red" if each.faults() else None,
        )
    return table


def source_table(library: SoundLibrary, *, today: date | None = None) -> Table:
    """Give a row per sound: what is used, how many days old it is, and its file."""
    today = today or datetime.now(UTC).date()
    table = Table(box=None, header_style="bold")
    for name in ("sound", "used"):
        table.add_column(name)
    table.add_column("days old", justify="right")
    table.add_column("file")
    for sound, source in sorted(library.sources.items()):
        age = "" if source.made is None else str(max(0, (today - source.made).days))
        file = "" if source.file is None else source.file.name
        style = "yellow" if source.used == "stand-in" else None
        table.add_row(sound, source.used, age, file, style=style)
    return table
